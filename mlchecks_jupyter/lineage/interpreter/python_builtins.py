"""What Python itself knows: truth of literals, and the builtins that hand values on."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import (
    NONE,
    UNKNOWN,
    Class,
    Constant,
    Element,
    Function,
    Made,
    Mapping,
    Method,
    Named,
    Object,
    Parameter,
    Parent,
    Sequence,
    Value,
    Varying,
    elements,
)

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.interpreter.machine import Machine

_LONGEST_RANGE: Final = 12


def truth(value: Value) -> bool | None:
    """Whether a value is true; None where that is not known."""
    if isinstance(value, Constant) and not value.holes:
        return bool(value.value)
    if isinstance(value, Sequence | Mapping) and value.complete:
        return bool(value.items)
    return None


def compare(left: Value, symbol: ast.cmpop, right: Value) -> Value:
    """The value of a comparison of literals, or of anything with None."""
    if isinstance(symbol, ast.Is | ast.IsNot) and right is NONE:
        if isinstance(left, Constant):
            return Constant((left.value is None) is isinstance(symbol, ast.Is))
        if isinstance(left, Made | Sequence | Mapping | Function):
            return Constant(isinstance(symbol, ast.IsNot))
    if not isinstance(left, Constant) or left.holes:
        return UNKNOWN
    if isinstance(symbol, ast.In | ast.NotIn) and isinstance(right, Sequence) and right.complete:
        known = [item.value for item in right.items if isinstance(item, Constant) and not item.holes]
        if len(known) == len(right.items):
            return Constant((left.value in known) is isinstance(symbol, ast.In))
    if isinstance(right, Constant) and not right.holes and type(symbol) in _COMPARISONS:
        try:
            return Constant(_COMPARISONS[type(symbol)](left.value, right.value))
        except TypeError:  # values without an order
            return UNKNOWN
    return UNKNOWN


_COMPARISONS: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

_ARITHMETIC: Final[dict[type[ast.operator], Callable[[int, int], int]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_LARGEST: Final = 10**12


def calculate(left: Constant, symbol: ast.operator, right: Constant) -> Constant:
    """A number made of literals: its value where that is simple, else a constant that is not known."""
    calculation = _ARITHMETIC.get(type(symbol))
    if isinstance(left.value, int) and isinstance(right.value, int) and calculation is not None:
        if not left.holes and not right.holes and max(abs(left.value), abs(right.value)) < _LARGEST:
            return Constant(calculation(left.value, right.value))
    return Constant(left.value, holes=True)


def call(name: str, call: Call, machine: Machine) -> Value | None:
    """What a builtin returns; None for one that is not known here, which is then an ordinary call."""
    if name in _PURE:
        for value in (*call.args, *call.keywords.values()):
            if isinstance(value, Varying):
                return value
    handler = _BUILTINS.get(name)
    return handler(call, machine) if handler is not None else None


_PURE: Final = frozenset(("max", "min", "sum", "pow", "divmod", "bytes", "ord", "chr", "bin", "hex"))


def _best_by_key(call: Call, machine: Machine) -> Value:
    """`max(range(30), key=score)`: the function is run with each of the values."""
    key, options = call.keywords.get("key"), elements(call.args[0]) if len(call.args) == 1 else ()
    if isinstance(key, Function | Method) and options:
        inner = Call(call.node, call.cell, call.order, call.callers, call.loops)
        inner.args.append(Element(options, call.node))
        machine.call_function(key, inner)
    return UNKNOWN


def _setattr(call: Call, machine: Machine) -> Value:
    if len(call.args) == 3 and isinstance(call.args[0], Object | Class) and isinstance(call.args[1], Constant):
        call.args[0].attributes[str(call.args[1].value)] = call.args[2]
    return NONE


def _same(call: Call, machine: Machine) -> Value:
    """int(x), abs(x), list(x) and the like: as fixed or as varying as x."""
    return call.args[0] if call.args else Constant(0)


def _copy(call: Call, machine: Machine) -> Value:
    """list(x), sorted(x): the items of x."""
    if not call.args:
        return Sequence(())
    value = call.args[0]
    return value if isinstance(value, Sequence | Made) else Sequence(elements(value), complete=False)


def _range(call: Call, machine: Machine) -> Value:
    if any(isinstance(argument, Parameter) for argument in call.args):
        return Sequence((Constant(0), Constant(1)), complete=False)
    bounds = [argument.value for argument in call.args if isinstance(argument, Constant)]
    known = [bound for bound in bounds if isinstance(bound, int)]
    if not call.args or len(known) != len(call.args) or len(known) > 3 or (len(known) == 3 and known[2] == 0):
        return Sequence((Constant(0), Constant(1)), complete=False)
    numbers = range(*known)
    return Sequence(
        tuple(Constant(number) for number in numbers[:_LONGEST_RANGE]), complete=len(numbers) <= _LONGEST_RANGE
    )


def _enumerate(call: Call, machine: Machine) -> Value:
    options = elements(call.args[0]) if call.args else ()
    pairs = tuple(Sequence((Constant(number), option)) for number, option in enumerate(options[:_LONGEST_RANGE]))
    if not pairs and call.args:
        pairs = (Sequence((Constant(0), machine.flow.element(call.args[0], machine_part(call, machine)))),)
    return Sequence(pairs, complete=False)


def machine_part(call: Call, machine: Machine) -> Value:
    """A part of the first argument, for the builtins that walk through it."""
    if call.args and isinstance(call.args[0], Made):
        return call.args[0].part()
    return UNKNOWN


def _next(call: Call, machine: Machine) -> Value:
    """next(x): the first of the items of x."""
    options = elements(call.args[0]) if call.args else ()
    return options[0] if options else _same(call, machine)


def _zip(call: Call, machine: Machine) -> Value:
    columns = [elements(argument)[:_LONGEST_RANGE] for argument in call.args]
    length = max((len(column) for column in columns), default=0)
    rows = tuple(
        Sequence(tuple(column[row] if row < len(column) else UNKNOWN for column in columns)) for row in range(length)
    )
    return Sequence(rows, complete=False)


def _dict(call: Call, machine: Machine) -> Value:
    named: dict[object, Value] = {}
    named.update(call.keywords)
    mapping = Mapping(named, complete=not call.open)
    if call.args:
        source = call.args[0]
        if isinstance(source, Mapping):
            mapping.items = {**source.items, **mapping.items}
            mapping.complete &= source.complete
        elif isinstance(source, Sequence):
            mapping.items = {**_pairs(source), **mapping.items}
            mapping.complete = False
        else:
            mapping.complete = False
    return mapping


def _pairs(source: Sequence) -> dict[object, Value]:
    """The items of a list of pairs whose keys are known."""
    pairs = [item.items for item in source.items if isinstance(item, Sequence) and len(item.items) == 2]
    return {key.value: value for key, value in pairs if isinstance(key, Constant) and not key.holes}


def _map(call: Call, machine: Machine) -> Value:
    if len(call.args) < 2 or not isinstance(call.args[0], Function | Method):
        return UNKNOWN
    columns = [elements(argument) for argument in call.args[1:]]
    if all(columns) and len({len(column) for column in columns}) == 1 and machine.flow.unfolds(columns[0], call.node):
        turns = []
        for row in zip(*(column[:_LONGEST_RANGE] for column in columns), strict=True):
            turn = Call(call.node, call.cell, call.order, call.callers, call.loops)
            turn.args.extend(row)
            turns.append(machine.call_function(call.args[0], turn))
        return Sequence(tuple(turns), complete=False)
    inner = Call(call.node, call.cell, call.order, call.callers, call.loops)
    for argument in call.args[1:]:
        options = elements(argument)
        inner.args.append(Element(options, call.node) if options else machine.flow.element(argument, UNKNOWN))
    return Sequence((machine.call_function(call.args[0], inner),), complete=False)


def _getattr(call: Call, machine: Machine) -> Value:
    name = call.args[1] if len(call.args) > 1 else UNKNOWN
    if isinstance(name, Constant) and isinstance(name.value, str) and not name.holes:
        return machine.attribute(call.args[0], name.value)
    return UNKNOWN


def _super(call: Call, machine: Machine) -> Value:
    function = machine.function
    if function is None or function.home is None:
        return UNKNOWN
    arguments = function.node.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    owner = machine.scope.names.get(names[0]) if names else None
    return Parent(function.home, owner) if owner is not None else UNKNOWN


def _hash(call: Call, machine: Machine) -> Value:
    hashed = call.args[0] if call.args else UNKNOWN
    inside = (hashed, *(hashed.items if isinstance(hashed, Sequence) else ()))
    if any(isinstance(value, Constant) and isinstance(value.value, str | bytes) for value in inside):
        return Varying("the hash of a text, which PYTHONHASHSEED changes on every run")
    return hashed


def _identity(call: Call, machine: Machine) -> Value:
    return Varying("an address in memory")


def _quiet(call: Call, machine: Machine) -> Value:
    """print, len, isinstance: nothing that matters comes back."""
    return UNKNOWN


_BUILTINS: Final[dict[str, Callable[[Call, Machine], Value]]] = {
    **dict.fromkeys(
        (
            "staticmethod",
            "classmethod",
            "property",
            "int",
            "int.from_bytes",
            "float",
            "abs",
            "round",
            "str",
            "reversed",
            "iter",
        ),
        _same,
    ),
    **dict.fromkeys(("list", "tuple", "set", "frozenset", "sorted"), _copy),
    **dict.fromkeys(("print", "len", "isinstance", "type", "help", "display", "hasattr", "open", "input"), _quiet),
    "range": _range,
    "enumerate": _enumerate,
    "zip": _zip,
    "dict": _dict,
    "next": _next,
    "map": _map,
    **dict.fromkeys(("max", "min"), _best_by_key),
    "getattr": _getattr,
    "setattr": _setattr,
    "super": _super,
    "hash": _hash,
    "id": _identity,
}


#: Methods of lists and sets after which it is no longer known which items they have.
_CHANGES_LENGTH: Final = frozenset(("remove", "pop", "extend", "insert", "clear", "discard", "update"))


def method(callee: Named, call: Call, machine: Machine) -> Value | None:
    """A method of a list or dict of the notebook, None where it is not known."""
    owner = callee.owner
    name = callee.path.rsplit(".", 1)[-1]
    if isinstance(owner, Mapping):
        return _mapping_method(owner, name, call)
    if isinstance(owner, Sequence) and name in ("append", "add") and call.args:
        owner.items = (*owner.items, machine.flow.added(call.args[0]))[:_LONGEST_RANGE]
        owner.complete = False
        return NONE
    if isinstance(owner, Sequence) and name in _CHANGES_LENGTH:
        owner.complete = False
    return None


def _mapping_method(owner: Mapping, name: str, call: Call) -> Value | None:
    if name == "items":
        pairs = tuple(Sequence((_key(key), value)) for key, value in owner.items.items())
        return Sequence(pairs, complete=owner.complete)
    if name == "values":
        return Sequence(tuple(owner.items.values()), complete=owner.complete)
    if name == "keys":
        return Sequence(tuple(_key(key) for key in owner.items), complete=owner.complete)
    if name == "copy":
        return Mapping(dict(owner.items), owner.complete)
    if name == "get" and call.args and isinstance(call.args[0], Constant):
        default = call.args[1] if len(call.args) > 1 else NONE
        return owner.items.get(call.args[0].value, default if owner.complete else UNKNOWN)
    if name == "setdefault" and call.args and isinstance(call.args[0], Constant):
        default = call.args[1] if len(call.args) > 1 else NONE
        return owner.items.setdefault(call.args[0].value, default if owner.complete else UNKNOWN)
    if name == "pop" and call.args and isinstance(call.args[0], Constant):
        default = call.args[1] if len(call.args) > 1 else UNKNOWN
        return owner.items.pop(call.args[0].value, default if owner.complete else UNKNOWN)
    if name == "update":
        for argument in call.args:
            owner.complete &= isinstance(argument, Mapping) and argument.complete
            owner.items.update(argument.items if isinstance(argument, Mapping) else {})
        owner.items.update(call.keywords)
        return NONE
    return None


def _key(key: object) -> Value:
    return key if isinstance(key, Value) else Constant(key)
