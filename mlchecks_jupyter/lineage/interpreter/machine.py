"""What all parts of the interpreter share: the current scope and place, the budget, the observers."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Final

from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.scope import Scope
from mlchecks_jupyter.lineage.interpreter.values import UNKNOWN, Function, Named, Object, Value

#: How many calls are evaluated before those of the notebook's own functions are no longer
#: followed. A long notebook has some 2,000; the bound keeps functions that call each other finite.
MOST_CALLS: Final = 50_000

#: How deep calls of the notebook's functions are followed, and how often one function is.
DEEPEST_CALL: Final = 6
MOST_RUNS: Final = 24

#: How many turns of loops in loops are followed one by one.
MOST_TURNS: Final = 144


#: The place from which a function is entered that no cell calls.
UNCALLED: Final = (-1, 0)


class Observer:
    """Watches a notebook being read, and may know better than the interpreter what a call returns."""

    #: Whether calls that an object of a library takes part in are shown to `used`.
    follows_objects: ClassVar[bool] = False

    @staticmethod
    def watches(last: str) -> bool:
        """Whether calls of callables with this last component are to be shown to `called`."""
        return False

    def called(self, call: Call) -> Value | None:
        """See a call of something that is not the notebook's own; None leaves the result to the interpreter."""
        return None

    def used(self, call: Call) -> None:
        """See a call that an object of a library takes part in, as owner or as argument."""

    def set_attribute(self, owner: Value, name: str, value: Value, node: ast.expr, cell: int) -> None:
        """See `owner.name = value`."""

    def snapshot(self) -> object:
        """The state, to come back to after a branch; None where branches do not matter."""
        return None

    def restore(self, state: object) -> None:
        """Go back to a state."""

    def merge(self, other: object) -> None:
        """Join the present state with that of another branch."""


class Flow:
    """Follows data from value to value; this one follows none.

    Each method is handed what the interpreter knows of a result, and returns it or a value that
    carries data besides.
    """

    def called(self, call: Call, result: Value, returned: list[Value]) -> Value:
        """The result of a call; `returned` holds what functions of the notebook gave that were handed to it."""
        return result

    def built_in(self, name: str, call: Call, result: Value) -> Value:
        """The result of a call of one of Python's own functions."""
        return result

    def forwarded(self, owner: Object, call: Call, result: Value) -> Value:
        """What a model of the notebook made of the arguments it was called with."""
        return result

    def taken(self, owner: Value, index: Value, node: ast.expr, result: Value) -> Value:
        """``owner[index]``."""
        return result

    def combined(self, node: ast.expr, operands: Iterable[Value], result: Value) -> Value:
        """The result of an operator or a comparison."""
        return result

    def element(self, iterable: Value, result: Value) -> Value:
        """What a loop over `iterable` binds."""
        return result

    def kept(self, value: Value, tests: list[Value]) -> Value:
        """What a comprehension gives where its tests hold."""
        return value

    def added(self, value: Value) -> Value:
        """What a list holds that a value is added to."""
        return value

    def unpacked(self, value: Value, position: int, targets: list[ast.expr], result: Value) -> Value:
        """One of the parts when a value is unpacked to several targets."""
        return result

    def stored(self, owner: Value, index: Value | None, value: Value, target: ast.expr, order: int) -> None:
        """``owner[index] = value``; the index is None for an attribute."""

    def deleted(self, owner: Value, index: Value) -> None:
        """``del owner[index]``."""

    def unknown(self, name: str) -> Value:
        """What a name stands for that nothing has bound, or a parameter that nothing has passed."""
        return UNKNOWN

    def unfolds(self, options: tuple[Value, ...], loop: ast.AST) -> bool:
        """Whether a loop over these values is to be followed turn by turn."""
        return False

    def entered(self, branch: object) -> None:
        """See that a branch is entered of which nobody knows whether it is run."""

    def left(self) -> None:
        """See that it is left."""


class Machine(ABC):
    """The state of the interpreter."""

    def __init__(self, observers: Iterable[Observer], flow: Flow | None = None) -> None:
        self.observers = tuple(observers)
        self.flow = flow or Flow()
        self.followers = tuple(observer for observer in self.observers if observer.follows_objects)
        self.scope = Scope()
        self.fallback: dict[str, Value] = {}
        self.unbound: set[str] = set()
        self.star_imports: list[str] = []
        self.imported: set[str] = set()
        self.functions: list[Function] = []
        self.calls: list[Call] = []
        self.cell = 0
        self.in_parameters = False
        #: The expression statement that is executed, None in other statements.
        self.statement: ast.expr | None = None
        #: The function that is run, None between functions.
        self.function: Function | None = None
        #: What the function that is run has handed out by `yield`.
        #: How often the loops around are followed, all in all.
        self.turns = 1
        self.yielded: list[Value] = []
        self.order = 0
        self.callers: tuple[tuple[int, int], ...] = ()
        self.loops: tuple[ast.AST, ...] = ()
        self._names: dict[str, Named] = {}

    def named(self, path: str) -> Named:
        """The one value for a dotted name without an object."""
        value = self._names.get(path)
        if value is None:
            value = self._names[path] = Named(path)
        return value

    @abstractmethod
    def evaluate(self, node: ast.expr) -> Value:
        """The value of an expression."""

    @abstractmethod
    def attribute(self, owner: Value, name: str) -> Value:
        """The value of ``owner.name``."""

    @abstractmethod
    def execute(self, body: list[ast.stmt]) -> bool:
        """Run statements; True if they end by return, raise, break or continue."""

    @abstractmethod
    def call_function(self, function: Value, call: Call) -> Value:
        """Run a function or class of the notebook with the arguments of `call`."""
