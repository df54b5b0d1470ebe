"""Expressions: the abstract value of each, with every call in it shown to the observers."""

from __future__ import annotations

import ast
import functools
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from mlchecks_jupyter.lineage.interpreter import python_builtins, text
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.comprehensions import Comprehensions
from mlchecks_jupyter.lineage.interpreter.machine import Flow, Observer
from mlchecks_jupyter.lineage.interpreter.values import (
    MOST_OPTIONS,
    NONE,
    UNKNOWN,
    Class,
    Constant,
    Either,
    Element,
    Function,
    Made,
    Method,
    Named,
    Nothing,
    Object,
    Opaque,
    Parameter,
    Parent,
    Sequence,
    Span,
    Unknown,
    Value,
    Varying,
    elements,
    made_within,
)
from mlchecks_jupyter.lineage.libraries import PASSES_THROUGH, exported

#: Methods that return the object they are called on.
_RETURN_SELF: Final = frozenset(
    {"fit", "partial_fit", "set_params", "set_output", "to", "cuda", "cpu", "train", "eval"}
)

#: Methods that turn a table into another library's.
_CONVERTS: Final = {
    **dict.fromkeys(("to_pandas", "toPandas", "df", "fetchdf", "fetch_df", "to_dataframe", "DataFrame"), "pandas.?"),
    **dict.fromkeys(("to_polars", "pl"), "polars.?"),
}

#: Callables that return another library's objects.
_RETURNS: Final = {
    "seaborn.load_dataset": "pandas.?",
    "yfinance.download": "pandas.?",
    "pydataset.data": "pandas.?",
}

#: Packages whose functions vary only as their arguments do.
_PURE: Final = ("hashlib.", "math.", "struct.", "zlib.", "binascii.")

#: Methods that put the rows of several tables into one.
_JOINS: Final = frozenset(("merge", "join", "append", "union", "unionByName", "vstack"))

#: Generators of random numbers: what they return is as fixed as their seed.
_GENERATORS: Final = ("default_rng()", "RandomState()", "Random()", "Generator()")

#: Methods of a table, or of a query's result, that return the same rows or some of them.
_KEEP_ROWS: Final = frozenset(
    """copy reset_index set_index dropna drop_duplicates drop rename assign fillna astype query filter where head tail
    fetchall fetchmany fetchnumpy all mappings collect cache persist convert_dtypes infer_objects replace pipe
    sort_values sort_index sort orderBy order_by sort_by withColumn select limit fetch_arrow_table arrow""".split()
)

#: Callables of libraries that build an object out of others, which draw only when it is used.
_BUILDERS: Final = ("make_", "clone")

#: Names that platforms put into the namespace unasked.
_PROVIDED: Final = {"spark": "pyspark.?", "sc": "pyspark.?", "sqlContext": "pyspark.?"}

#: Values in which no object of a library can hide.
_PLAIN: Final = frozenset({Constant, Unknown, Nothing, Varying})


@functools.lru_cache(maxsize=8192)
def _watching(kinds: tuple[type[Observer], ...], last: str) -> tuple[int, ...]:
    """Which observers are to see calls of callables with this last component."""
    return tuple(number for number, kind in enumerate(kinds) if kind.watches(last))


class Expressions(Comprehensions):
    """Evaluates expressions."""

    def __init__(self, observers: tuple[Observer, ...], flow: Flow | None = None) -> None:
        super().__init__(observers, flow)
        self._kinds = tuple(type(observer) for observer in observers)

    def evaluate(self, node: ast.expr) -> Value:
        """The value of an expression."""
        return _HANDLERS[node.__class__](self, node)

    def _compare(self, node: ast.Compare) -> Value:
        operands = [self.evaluate(node.left), *(self.evaluate(comparator) for comparator in node.comparators)]
        return self.flow.combined(node, operands, UNKNOWN)

    def _slice(self, node: ast.Slice) -> Value:
        lower, upper, step = (
            self.evaluate(bound) if bound is not None else None for bound in (node.lower, node.upper, node.step)
        )
        return Span(lower, upper, step, node)

    def _children(self, node: ast.expr) -> Value:
        """An expression of which only the calls inside it matter."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)
        return UNKNOWN

    # Leaves -------------------------------------------------------------------------------

    def _constant(self, node: ast.Constant) -> Value:
        return NONE if node.value is None else Constant(node.value)

    def _name(self, node: ast.Name) -> Value:
        value = self.scope.find(node.id)
        return value if value is not None else self._unbound(node.id)

    def _unbound(self, name: str) -> Value:
        for module in self.star_imports:
            path = exported(module, name)
            if path is not None:
                return self.named(path)
        self.unbound.add(name)
        value = self.fallback.get(name)
        if value is None and name in _PROVIDED:
            return Made(_PROVIDED[name], None)
        return value or self.flow.unknown(name)

    def _attribute(self, node: ast.Attribute) -> Value:
        owner = self.evaluate(node.value)
        if owner.__class__ is Named and owner.owner is None:
            return self.named(f"{owner.path}.{node.attr}")
        return self.attribute(owner, node.attr)

    def attribute(self, owner: Value, name: str) -> Value:
        """The value of ``owner.name``."""
        kind = owner.__class__
        if kind is Named:
            assert isinstance(owner, Named)
            if owner.owner is None:
                return self.named(f"{owner.path}.{name}")
            return Named(f"{owner.path}.{name}", owner.owner)
        if kind is Made:
            assert isinstance(owner, Made)
            return Named(f"{owner.path}.{name}", owner)
        if isinstance(owner, Object):
            return self._object_attribute(owner, name)
        if isinstance(owner, Class):
            return owner.find(name) or UNKNOWN
        if isinstance(owner, Parent):
            found_above = [base.find(name) for base in owner.kind.bases if isinstance(base, Class)]
            method = next((value for value in found_above if isinstance(value, Function)), None)
            return Method(method, owner.owner) if method is not None else Named(f"?.{name}", owner)
        if isinstance(owner, Varying):
            return owner
        if isinstance(owner, Either | Element):
            found = [self.attribute(option, name) for option in owner.options[:MOST_OPTIONS]]
            return Either(tuple(found)) if isinstance(owner, Either) else Element(tuple(found), owner.loop)
        return Named(f"?.{name}", owner)

    def _object_attribute(self, owner: Object, name: str) -> Value:
        value = owner.attributes.get(name)
        if value is not None:
            return value
        value = owner.kind.find(name)
        if isinstance(value, Function):
            return Method(value, owner)
        return value or Named(f"?.{name}", owner)

    def _inner(self, node: ast.Await | ast.Starred | ast.FormattedValue) -> Value:
        return self.evaluate(node.value)

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> Value:
        """What a generator of the notebook hands out is an item of what its call gives."""
        value = self.evaluate(node.value) if node.value is not None else NONE
        self.yielded += elements(value) if isinstance(node, ast.YieldFrom) else [value]
        return UNKNOWN

    def _walrus(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self.scope.bind(node.target.id, value)
        return value

    # Functions -----------------------------------------------------------

    def _lambda(self, node: ast.Lambda) -> Value:
        return self.define(node)

    def define(self, node: ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
        """The function that a definition makes; its defaults are evaluated now."""
        arguments = node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: dict[str, Value] = {}
        if arguments.defaults:
            for argument, default in zip(positional[-len(arguments.defaults) :], arguments.defaults, strict=True):
                defaults[argument.arg] = self.evaluate(default)
        for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if keyword_default is not None:
                defaults[argument.arg] = self.evaluate(keyword_default)
        function = Function(node, self.scope.enclosing, self.cell, defaults)
        self.functions.append(function)
        return function

    # Calls ----------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Value:
        callee = self.evaluate(node.func)
        self.order += 1
        call = Call(node, self.cell, self.order, self.callers, self.loops)
        call.statement = self.statement
        for argument in node.args:
            value = self.evaluate(argument)
            if value.__class__ not in _PLAIN:
                call.objects.append(value)
            if argument.__class__ is ast.Starred:
                if isinstance(value, Sequence) and value.complete:
                    call.args.extend(value.items)
                else:
                    call.starred = True
            else:
                call.args.append(value)
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            if value.__class__ not in _PLAIN:
                call.objects.append(value)
            if keyword.arg is None:
                call.spread(value)
            else:
                call.keywords[keyword.arg] = value
        return self.apply(callee, call)

    def apply(self, callee: Value, call: Call) -> Value:
        """The value of a call of `callee`."""
        if isinstance(callee, Named):
            return self._call_named(callee, call)
        if isinstance(callee, Function | Method | Class):
            return self.call_function(callee, call)
        if isinstance(callee, Made):
            return self._call_made(callee, call)
        if isinstance(callee, Varying):
            return callee  # `datetime.now().timestamp()` varies as the clock does
        if isinstance(callee, Object):
            return self._call_object(callee, call)
        if isinstance(callee, Either | Element) and callee.options:
            results = [self.apply(option, call.copy()) for option in callee.options[:MOST_OPTIONS]]
            if len(results) == 1:
                return results[0]
            return Element(tuple(results), callee.loop) if isinstance(callee, Element) else Either(tuple(results))
        if isinstance(callee, Opaque) and callee.data is not None:
            return self._call_opaque("?.__call__", callee, call)
        return self._call_opaque(_name_of(call.node), None, call)

    def _call_named(self, callee: Named, call: Call) -> Value:
        path, owner = callee.path, callee.owner
        if owner is None:
            if path.startswith("builtins."):
                known = python_builtins.call(path[9:], call, self)
                if known is not None:
                    return self.flow.built_in(path[9:], call, known)
            if path in PASSES_THROUGH and call.args:
                return call.args[0]
            if path.startswith(_PURE):
                for value in call.args:
                    if isinstance(value, Varying):
                        return value
        elif owner.__class__ is not Made:
            if isinstance(owner, Constant | Parameter):
                return text.method(callee, call) or UNKNOWN
            container = python_builtins.method(callee, call, self)
            if container is not None:
                return container
        return self._call_opaque(path, owner, call)

    def _call_opaque(self, path: str, owner: Value | None, call: Call) -> Value:
        """A call of something that is not the notebook's own."""
        call.path, call.owner = path, owner
        call.last = last = path[path.rfind(".") + 1 :]
        objects = call.objects
        returned = self._run_callbacks(call) if objects else []
        self.calls.append(call)
        if objects or owner.__class__ is Made:
            for observer in self.followers:
                observer.used(call)
        result: Value | None = None
        for number in _watching(self._kinds, last):
            result = self.observers[number].called(call) or result
        return self.flow.called(call, result or self._result_of(call, owner), returned)

    def _result_of(self, call: Call, owner: Value | None) -> Value:
        """What is known of the result of a call of something that is not the notebook's own."""
        path, last = call.path, call.last
        if last in _RETURN_SELF and isinstance(owner, Opaque) and owner is not UNKNOWN:
            return owner
        if path[0] == "?":
            return Made(f"{path}()", call, _parts(call)) if owner is None and last[:1].isupper() else UNKNOWN
        if owner.__class__ is Made:
            assert isinstance(owner, Made)
            if last in _CONVERTS:
                return Made(_CONVERTS[last], owner.call)
            if last in _JOINS:
                return Made(f"{owner.root}.?", call)
            return owner.part() if last in _KEEP_ROWS or owner.path.endswith(_GENERATORS) else owner.other()
        return Made(_RETURNS.get(path) or f"{path}()", call, _parts(call) if call.objects else ())

    def _run_callbacks(self, call: Call) -> list[Value]:
        """What functions of the notebook give that are handed to somebody else's, which runs them unseen."""
        returned = []
        for value in call.objects:
            if value.__class__ is Function or value.__class__ is Method:
                inner = self.plain_call(call.node)
                inner.loops = (*inner.loops, call.node)  # run again and again, by an optimiser for one
                if isinstance(call.owner, Opaque):  # `df.pipe(f)` and `df.apply(f)` hand themselves on
                    inner.args.append(self.flow.element(call.owner, self.part(call.owner)))
                inner.open = inner.starred = True
                returned.append(self.call_function(value, inner))
        return returned

    def plain_call(self, node: ast.expr, *arguments: Value) -> Call:
        """A call that stands in no source, of something with known arguments."""
        if not isinstance(node, ast.Call):
            node = ast.copy_location(ast.Call(func=node, args=[], keywords=[]), node)
        call = Call(node, self.cell, self.order, self.callers, self.loops)
        call.args.extend(arguments)
        return call

    def _call_made(self, callee: Made, call: Call) -> Value:
        """Calling an object: a partial calls its function, anything else is opaque."""
        made_by = callee.call
        if callee.path == "functools.partial()" and made_by is not None and made_by.args:
            call.args[:0] = made_by.args[1:]
            call.keywords = {**made_by.keywords, **call.keywords}
            call.open |= made_by.open
            call.starred |= made_by.starred
            return self.apply(made_by.args[0], call)
        return self._call_opaque(f"{callee.path}.__call__", callee, call)

    def _call_object(self, callee: Object, call: Call) -> Value:
        for name in ("__call__", "forward", "call"):
            method = callee.kind.find(name)
            if isinstance(method, Function):
                result = self.call_function(Method(method, callee), call)
                return self.flow.forwarded(callee, call, result)
        return self._call_opaque("?.__call__", callee, call)


def _name_of(node: ast.Call) -> str:
    """The path of something called by a name that nothing has bound."""
    return f"?.{node.func.id}" if isinstance(node.func, ast.Name) else "?"


def _parts(call: Call) -> tuple[Made, ...]:
    """The objects that a new object takes in: a pipeline's steps, a search's estimator."""
    last = call.last
    if not last[:1].isupper() and not last.startswith(_BUILDERS):
        return ()
    return tuple(dict.fromkeys(made for value in call.objects for made in made_within(value)))


#: Unbound, so that an interpreter refers to itself nowhere and goes when it is done with.
_HANDLERS: Final[defaultdict[type[ast.AST], Callable[[Expressions, Any], Value]]] = defaultdict(
    lambda: Expressions._children,
    {
        ast.Name: Expressions._name,
        ast.Constant: Expressions._constant,
        ast.Attribute: Expressions._attribute,
        ast.Call: Expressions._call,
        ast.Subscript: Expressions.subscript,
        ast.List: Expressions.sequence,
        ast.Tuple: Expressions.sequence,
        ast.Set: Expressions.sequence,
        ast.Dict: Expressions.mapping,
        ast.BinOp: Expressions.binary,
        ast.UnaryOp: Expressions.unary,
        ast.BoolOp: Expressions.boolean,
        ast.IfExp: Expressions.conditional,
        ast.JoinedStr: Expressions.joined_text,
        ast.Lambda: Expressions._lambda,
        ast.NamedExpr: Expressions._walrus,
        ast.ListComp: Expressions.comprehension,
        ast.SetComp: Expressions.comprehension,
        ast.GeneratorExp: Expressions.comprehension,
        ast.DictComp: Expressions.dict_comprehension,
        ast.Await: Expressions._inner,
        ast.Yield: Expressions._yield,
        ast.YieldFrom: Expressions._yield,
        ast.Compare: Expressions._compare,
        ast.Slice: Expressions._slice,
        ast.Starred: Expressions._inner,
        ast.FormattedValue: Expressions._inner,
    },
)
