"""Expressions, read for the order of sets: which are sets, which are in the order of one, where that goes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, ClassVar, Final

from mlchecks_jupyter.lineage.hash_order import words
from mlchecks_jupyter.lineage.hash_order.elements import elements_of
from mlchecks_jupyter.lineage.hash_order.values import (
    Elements,
    How,
    Kind,
    Ordered,
    Place,
    Reach,
    SetOf,
    Value,
    dotted,
    either,
    join,
    last_name,
    quoted,
)
from mlchecks_jupyter.lineage.syntax import Tree

_SET_OPERATORS: Final = (ast.Sub, ast.BitOr, ast.BitAnd, ast.BitXor)


class Expressions:
    """Reads expressions.

    Parameters
    ----------
    look : callable
        The elements of what an unread name stands for.
    is_table : callable
        Whether a name stands for a table with columns.
    is_defined : callable
        Whether a name is that of a function of the notebook.
    seen : dict
        By cell and line, the sets that a kernel showed there: as written, with what their hashes depend on.
    """

    def __init__(
        self,
        look: Callable[[str, Tree], Elements],
        is_table: Callable[[str], bool],
        is_defined: Callable[[str], bool],
        seen: dict[tuple[int, int], dict[str, Elements]],
    ) -> None:
        self._look_up = look
        self.is_table = is_table
        self.is_defined = is_defined
        self.seen = seen
        self.names: dict[str, Value] = {}
        self.returned: list[Value] = []
        #: What functions of the notebook return, which somebody else may call.
        self.handed_out: list[Ordered] = []
        self.places: list[Place] = []
        self.tree: Tree
        #: How far an order gets that is handed to something unknown.
        self.sink: Reach = "result"

    # Values ---------------------------------------------------------------------------------

    def evaluate(self, node: ast.expr) -> Value:
        """What is known of the value of an expression."""
        handler = self.handlers.get(node.__class__)
        value = self._children(node) if handler is None else handler(self, node)
        if self.seen and (self.tree.cell.index, node.lineno) in self.seen:
            kinds = self.seen[self.tree.cell.index, node.lineno]
            kind = kinds.get(quoted(self.tree, node))
            if kind is not None:
                return SetOf(kind, seen=True)
        return value

    def consume(self, node: ast.expr, sink: Reach | None = None) -> None:
        """Read an expression whose value goes into a use of this seriousness, by default the present one."""
        outer = self.sink
        self.sink = sink or outer
        self.use(self.evaluate(node), self.sink)
        self.sink = outer

    def use(self, value: Value, reach: Reach | None = None) -> None:
        """Take note that a value is used.

        Of some elements only, no use is the same in any order; of a dict that is handed on, mostly
        values are looked up.
        """
        if isinstance(value, Ordered):
            reach = reach or self.sink
            if (value.kind, reach) in (("element", "free"), ("mapping", "result")):
                reach = "perhaps"
            for place in value.places:
                place.reaches(reach)

    def look(self, name: str) -> Elements:
        """What the elements are of what a name stands for."""
        value = self.names.get(name)
        if isinstance(value, SetOf):
            return value.elements
        if isinstance(value, Ordered):
            return join(place.elements for place in value.places)
        return self._look_up(name, self.tree)

    def put_in_order(self, node: ast.expr, made_of: ast.expr, value: SetOf, how: How, kind: Kind) -> Value:
        """A new place; none for numbers, whose hashes are themselves."""
        if value.elements == "steady":
            return None
        elements: Elements = "unknown" if value.elements == "none" else value.elements
        place = Place(tree=self.tree, node=node, made_of=made_of, how=how, elements=elements, seen=value.seen)
        self.places.append(place)
        return Ordered((place,), kind)

    def run_over(self, node: ast.expr, iterable: ast.expr, how: How = "list", kind: Kind = "sequence") -> Value:
        """The value of something that runs over an iterable."""
        value = self.evaluate(iterable)
        if isinstance(value, SetOf):
            return self.put_in_order(node, iterable, value, how, kind)
        if isinstance(value, Ordered):
            return Ordered(value.places, value.kind if kind == "sequence" and value.kind != "mapping" else kind)
        return None

    # Kinds of expressions -------------------------------------------------------------------

    def _children(self, node: ast.expr) -> Value:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.consume(child)
        return None

    def _leaf(self, node: ast.Constant) -> Value:
        return None

    def _name(self, node: ast.Name) -> Value:
        return self.names.get(node.id)

    def _set(self, node: ast.Set | ast.SetComp) -> Value:
        elements = elements_of(node, self.look)
        if isinstance(node, ast.SetComp):
            self._generators(node, node.elt)
        return SetOf(elements)

    def _display(self, node: ast.List | ast.Tuple) -> Value:
        found: list[Value] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                found.append(self.run_over(node, element.value))
            else:
                value = self.evaluate(element)
                found.append(Ordered(value.places, "holder") if isinstance(value, Ordered) else None)
        return either(found)

    def _dict(self, node: ast.Dict) -> Value:
        found = [self.evaluate(each) for each in (*node.keys, *node.values) if each is not None]
        ordered = either(value for value in found if isinstance(value, Ordered))
        return Ordered(ordered.places, "holder") if isinstance(ordered, Ordered) else None

    def _generators(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, *inner: ast.expr
    ) -> Value:
        """What a comprehension runs over; its own names hide those of the notebook."""
        outer = dict(self.names)
        found: list[Value] = []
        free = isinstance(node, ast.SetComp)
        for generator in node.generators:
            value = self.evaluate(generator.iter) if free else self.run_over(node, generator.iter)
            found.append(value)
            for name in ast.walk(generator.target):
                if isinstance(name, ast.Name):
                    self.names.pop(name.id, None)
            for condition in generator.ifs:
                self.consume(condition, "free")
        found += [self.evaluate(each) for each in inner]
        self.names = outer
        return either(value for value in found if isinstance(value, Ordered))

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> Value:
        value = self._generators(node, node.elt)
        return Ordered(value.places, "sequence") if isinstance(value, Ordered) else None

    def _dict_comprehension(self, node: ast.DictComp) -> Value:
        value = self._generators(node, node.key, node.value)
        if not isinstance(value, Ordered):
            return None
        return Ordered(value.places, "positions" if value.kind == "positions" or _numbered(node) else "mapping")

    def _operator(self, node: ast.BinOp) -> Value:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        if isinstance(node.op, _SET_OPERATORS):
            keys = isinstance(node.left, ast.Call) and last_name(node.left.func) in ("keys", "items")
            if isinstance(left, SetOf) or isinstance(right, SetOf) or (keys and not node.left.args):  # type: ignore[attr-defined]
                return self._set_of_two(node, left, right)
        ordered = either(value for value in (left, right) if isinstance(value, Ordered))
        return Ordered(ordered.places, ordered.kind) if isinstance(ordered, Ordered) else None

    def _set_of_two(self, node: ast.BinOp, left: Value, right: Value) -> SetOf:
        kinds: list[Elements] = [
            value.elements if isinstance(value, SetOf) else elements_of(side, self.look)
            for value, side in ((left, node.left), (right, node.right))
        ]
        first = kinds[0]
        if isinstance(node.op, ast.Sub | ast.BitAnd):
            # What is taken out, or shared, is of the same kind as what is there.
            first = first if first != "unknown" else kinds[1]
        elements = first if isinstance(node.op, ast.Sub | ast.BitAnd) else join(kinds)
        return SetOf(elements, any(isinstance(value, SetOf) and value.seen for value in (left, right)))

    def _conditional(self, node: ast.IfExp) -> Value:
        self.consume(node.test, "free")
        return either((self.evaluate(node.body), self.evaluate(node.orelse)))

    def _boolean(self, node: ast.BoolOp) -> Value:
        return either([self.evaluate(value) for value in node.values])

    def _compare(self, node: ast.Compare) -> Value:
        free = all(isinstance(op, ast.In | ast.NotIn | ast.Is | ast.IsNot) for op in node.ops)
        for side in (node.left, *node.comparators):
            self.consume(side, "free" if free else None)
        return None

    def _walrus(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self.bind(node.target.id, value)
        return value

    def bind(self, name: str, value: Value) -> None:
        """Let a name stand for a value."""
        if value is None:
            self.names.pop(name, None)
            return
        self.names[name] = value
        if isinstance(value, Ordered):
            for place in value.places:
                place.bound.add(name)

    def _text(self, node: ast.JoinedStr) -> Value:
        for part in ast.walk(node):
            if isinstance(part, ast.FormattedValue):
                self.consume(part.value, "shown")
        return None

    def _lambda(self, node: ast.Lambda) -> Value:
        outer = dict(self.names)
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            self.names.pop(argument.arg, None)
        self.consume(node.body)
        self.names = outer
        return None

    def _attribute(self, node: ast.Attribute) -> Value:
        known = self.names.get(dotted(node))
        if known is not None:
            return known
        value = self.evaluate(node.value)
        if isinstance(value, Ordered) and node.attr in words.FREE_ATTRIBUTES:
            self.use(value, "free")
            return None
        return value if isinstance(value, Ordered) else None

    def _subscript(self, node: ast.Subscript) -> Value:
        owner = self.evaluate(node.value)
        index = self.evaluate(node.slice)
        if isinstance(index, Ordered):
            self._are_labels(index, node.value)
            return Ordered(index.places, "table")
        if not isinstance(owner, Ordered):
            return None
        if isinstance(node.slice, ast.Slice):
            whole = node.slice.lower is None and node.slice.upper is None
            return owner if whole else Ordered(owner.places, "element")
        named = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
        if owner.kind == "mapping" or (named and owner.kind in ("table", "sequence")):
            self.use(owner, "free")
            return None
        kinds: dict[Kind, Kind] = {"holder": "sequence", "table": "table"}
        return Ordered(owner.places, kinds.get(owner.kind, "element"))

    def _are_labels(self, index: Ordered, owner: ast.expr) -> None:
        """Elements that choose columns of a table are texts."""
        if index.kind == "sequence" and isinstance(owner, ast.Name) and self.is_table(owner.id):
            self.are_texts(index)

    def are_texts(self, value: Ordered) -> None:
        """Take note that elements that nothing was known of are texts."""
        for place in value.places:
            if place.elements == "unknown":
                place.elements = "seeded"

    def _starred(self, node: ast.Starred) -> Value:
        return self.run_over(node, node.value)

    #: How each kind of expression is read.
    handlers: ClassVar[dict[type[ast.AST], Callable[[Any, Any], Value]]] = {
        ast.Constant: _leaf,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.Set: _set,
        ast.SetComp: _set,
        ast.List: _display,
        ast.Tuple: _display,
        ast.Dict: _dict,
        ast.ListComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _dict_comprehension,
        ast.BinOp: _operator,
        ast.IfExp: _conditional,
        ast.BoolOp: _boolean,
        ast.Compare: _compare,
        ast.NamedExpr: _walrus,
        ast.JoinedStr: _text,
        ast.Lambda: _lambda,
        ast.Starred: _starred,
    }


def _numbered(node: ast.DictComp) -> bool:
    """Whether a dict comprehension pairs its keys with numbers: ``{c: i for i, c in enumerate(s)}``."""
    iterables = (generator.iter for generator in node.generators)
    return any(isinstance(each, ast.Call) and last_name(each.func) in words.PAIRS for each in iterables)
