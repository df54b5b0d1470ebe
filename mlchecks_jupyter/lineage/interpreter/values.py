"""The abstract values that the interpreter computes with: little more than where a value comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mlchecks_jupyter.lineage.dataflow.data import Data
    from mlchecks_jupyter.lineage.interpreter.call import Call
    from mlchecks_jupyter.lineage.interpreter.scope import Scope


class Value:
    """Something a name can stand for. Values are compared by identity."""

    __slots__ = ()


class Opaque(Value):
    """Something whose inside is not seen, but that may hold rows of data or have learned from them (`data`)."""

    __slots__ = ("data",)

    def __init__(self) -> None:
        self.data: Data | None = None

    def fresh(self) -> Opaque:
        """Another value of the same kind, to carry data of its own."""
        return Unknown()


class Unknown(Opaque):
    """Nothing is known."""

    __slots__ = ()


class Nothing(Unknown):
    """The one value for all of which nothing is known: shared by all notebooks, it keeps no data."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> None:
        if value is not None:
            return
        super().__setattr__(name, value)


UNKNOWN: Final = Nothing()


class Named(Value):
    """Something reached by a dotted name, such as ``numpy.random.rand`` or a method of an object.

    `path` is absolute. `owner` is the object where the name is an attribute of one; then the
    path begins with the object's own path, ``pandas.read_csv().sample``, or with ``?`` where
    nothing is known of the object.
    """

    __slots__ = ("owner", "path")

    def __init__(self, path: str, owner: Value | None = None) -> None:
        self.path = path
        self.owner = owner


class Constant(Value):
    """A literal. `holes` says that a text has parts that are not known (`HOLE` stands for them)."""

    __slots__ = ("holes", "value")

    def __init__(self, value: object, holes: bool = False) -> None:
        self.value = value
        self.holes = holes


#: Stands in a text for a part that is not known; an identifier in SQL as in Python.
HOLE = "mlchecks_hole"

NONE = Constant(None)


class Parameter(Value):
    """A value that papermill may replace from outside; `default` is what the notebook says."""

    __slots__ = ("default",)

    def __init__(self, default: Value) -> None:
        self.default = default


class Made(Opaque):
    """What a call of something named gave: an object of a library.

    `path` is the callable's path with ``()``, or ``root.?`` for an object of which only the
    library is known. `parts` are the objects handed in that this one will use (a pipeline's steps).
    """

    __slots__ = ("_part", "call", "parts", "path")

    def __init__(self, path: str, call: Call | None, parts: tuple[Made, ...] = ()) -> None:
        self.data = None
        self.path = path
        self.call = call
        self.parts = parts
        self._part: Made | None = None

    def fresh(self) -> Made:
        """The same object seen again."""
        return Made(self.path, self.call, self.parts)

    @property
    def root(self) -> str:
        """The top-level package."""
        return self.path.split(".", 1)[0].removesuffix("()")

    def part(self) -> Made:
        """A part of the object, or what one of its methods returned: of the same library."""
        if self._part is None:
            if self.path[-1] == "?" and not self.parts:
                return self
            self._part = Made(f"{self.root}.?", self.call)
        return self._part

    def other(self) -> Made:
        """Another object of the same library, made from this one: a column, a count, a summary."""
        return Made(f"{self.root}.?", None)


class Function(Value):
    """A function or lambda of the notebook, with the scope in which it was defined.

    `home` is the class in which it is a method. `generalised` says that it was run with nothing known of its arguments, as recursion was cut off.
    """

    __slots__ = ("cell", "defaults", "generalised", "home", "node", "runs", "scope")

    def __init__(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        scope: Scope,
        cell: int,
        defaults: dict[str, Value],
    ) -> None:
        self.node = node
        self.scope = scope
        self.cell = cell
        self.defaults = defaults
        self.runs = 0
        self.generalised = False
        self.home: Class | None = None


class Method(Value):
    """A function of the notebook bound to an object."""

    __slots__ = ("function", "owner")

    def __init__(self, function: Function, owner: Value) -> None:
        self.function = function
        self.owner = owner


class Class(Value):
    """A class of the notebook: its attributes, its bases, and its annotated fields in their order."""

    __slots__ = ("attributes", "bases", "fields", "name")

    def __init__(
        self, name: str, attributes: dict[str, Value], bases: tuple[Value, ...], fields: tuple[str, ...]
    ) -> None:
        self.name = name
        self.attributes = attributes
        self.bases = bases
        self.fields = fields

    def find(self, name: str) -> Value | None:
        """An attribute of the class or of its bases, depth first."""
        left: list[Class] = [self]
        seen: set[Class] = set()
        while left:
            kind = left.pop()
            if name in kind.attributes:
                return kind.attributes[name]
            seen.add(kind)
            left += [base for base in reversed(kind.bases) if isinstance(base, Class) and base not in seen]
        return None


class Object(Opaque):
    """An instance of a class of the notebook."""

    __slots__ = ("attributes", "kind")

    def __init__(self, kind: Class) -> None:
        self.data = None
        self.kind = kind
        self.attributes: dict[str, Value] = {}


class Parent(Value):
    """`super()`: an object seen as one of the bases of a class."""

    __slots__ = ("kind", "owner")

    def __init__(self, kind: Class, owner: Value) -> None:
        self.kind = kind
        self.owner = owner


class Sequence(Value):
    """A list, tuple, set or the like; `complete` if `items` are all there is, in order."""

    __slots__ = ("complete", "items")

    def __init__(self, items: tuple[Value, ...], complete: bool = True) -> None:
        self.items = items
        self.complete = complete


class Mapping(Value):
    """A dict with known keys; `complete` if there are no others."""

    __slots__ = ("complete", "items")

    def __init__(self, items: dict[object, Value], complete: bool = True) -> None:
        self.items = items
        self.complete = complete


class Element(Value):
    """One of several values, another one on each turn of a loop."""

    __slots__ = ("loop", "options")

    def __init__(self, options: tuple[Value, ...], loop: ast.AST) -> None:
        self.options = options
        self.loop = loop


class Either(Value):
    """One of several values, depending on a branch that cannot be decided."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[Value, ...]) -> None:
        self.options = options


class Varying(Opaque):
    """A value that is another one on every run; `why` says so: "the clock", "an unseeded draw"."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.data = None
        self.why = why

    def fresh(self) -> Varying:
        """Another value that varies for the same reason."""
        return Varying(self.why)


class Span(Value):
    """A slice, `lower:upper:step`; a bound that is not written is None."""

    __slots__ = ("lower", "node", "step", "upper")

    def __init__(self, lower: Value | None, upper: Value | None, step: Value | None, node: ast.Slice) -> None:
        self.lower = lower
        self.upper = upper
        self.step = step
        self.node = node


#: Of what a value may be, and of what a loop runs over, only the first are followed.
MOST_OPTIONS = 12

#: Of a longer list only the first items are kept.
MOST_ITEMS = 1_000


def either(first: Value, second: Value) -> Value:
    """The value after two branches."""
    if first is second:
        return first
    if isinstance(first, Constant) and isinstance(second, Constant):
        if type(first.value) is type(second.value) and first.value == second.value:
            return first
    options: list[Value] = []
    for value in (*branches(first), *branches(second)):
        if value not in options and len(options) < MOST_OPTIONS:
            options.append(value)
    return Either(tuple(options)) if len(options) > 1 else options[0]


def branches(value: Value) -> tuple[Value, ...]:
    """The values that one may be."""
    return value.options if isinstance(value, Either) else (value,)


def elements(value: Value) -> tuple[Value, ...]:
    """The values that a loop over `value` would see; empty where that is not known."""
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, Mapping):
        return tuple(Constant(key) for key in value.items)
    if isinstance(value, Parameter):
        return elements(value.default)
    return ()


def made_within(value: Value, depth: int = 3) -> Iterator[Made]:
    """Every library object in a value: itself, or inside lists, tuples, dicts and branches."""
    if isinstance(value, Made):
        yield value
    elif depth:
        inner: tuple[Value, ...] = ()
        if isinstance(value, Sequence | Element | Either):
            inner = value.items if isinstance(value, Sequence) else value.options
        elif isinstance(value, Mapping):
            inner = tuple(value.items.values())
        for part in inner[:MOST_OPTIONS]:
            yield from made_within(part, depth - 1)
