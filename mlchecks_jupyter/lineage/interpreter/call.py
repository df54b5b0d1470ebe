"""A call as the interpreter saw it: what was called, with which values, where."""

from __future__ import annotations

import ast

from mlchecks_jupyter.lineage.interpreter.values import UNKNOWN, Either, Element, Mapping, Value
from mlchecks_jupyter.lineage.uses import chain, keeps


class Call:
    """One evaluation of a call expression.

    Attributes
    ----------
    path, last : str
        The callable's absolute dotted name, and its last component; a method's path begins with
        its object's, with ``?`` where nothing is known of that.
    owner : Value or None
        The object whose method it is.
    cell : int
        Index of the cell that holds the expression.
    args, keywords : list of Value, dict of str to Value
        Arguments as written; a ``**mapping`` whose keys are known is spread into `keywords`.
    objects : list of Value
        The arguments that are neither literals nor unknown.
    open, starred : bool
        Whether there are arguments that cannot be seen: ``**kwargs``, ``*args``.
    callers : tuple of (int, int)
        Cell and line of the calls of the notebook's functions that led here, outermost first.
    order : int
        Number of the call in the order of evaluation.
    statement : expr or None
        The expression statement in which the call was evaluated.
    """

    __slots__ = (
        "args",
        "callers",
        "cell",
        "keywords",
        "last",
        "loops",
        "node",
        "objects",
        "open",
        "order",
        "owner",
        "path",
        "starred",
        "statement",
    )

    def __init__(
        self,
        node: ast.Call,
        cell: int,
        order: int = 0,
        callers: tuple[tuple[int, int], ...] = (),
        loops: tuple[ast.AST, ...] = (),
    ) -> None:
        self.path = self.last = "?"
        self.owner: Value | None = None
        self.node = node
        self.cell = cell
        self.order = order
        self.callers = callers
        self.loops = loops
        self.args: list[Value] = []
        self.keywords: dict[str, Value] = {}
        self.objects: list[Value] = []
        self.open = self.starred = False
        self.statement: ast.expr | None = None

    def copy(self) -> Call:
        """The same call, to be made of another callable."""
        twin = Call(self.node, self.cell, self.order, self.callers, self.loops)
        twin.path, twin.last, twin.owner = self.path, self.last, self.owner
        twin.args, twin.keywords, twin.objects = list(self.args), dict(self.keywords), self.objects
        twin.open, twin.starred = self.open, self.starred
        twin.statement = self.statement
        return twin

    @property
    def passing(self) -> bool:
        """Whether its result is only a step of a statement, as `sort_values` in ``df.sort_values("id").head()``."""
        return self.statement is not None and self.node in chain(self.statement)

    @property
    def shown(self) -> bool:
        """Whether its result is shown at most, never kept: a step of a statement that writes nothing."""
        if self.statement is None:
            return False
        calls = chain(self.statement)
        return self.node in calls and not keeps(calls)

    @property
    def root(self) -> str:
        """The first component of the path."""
        return self.path.split(".", 1)[0].removesuffix("()")

    def argument(self, name: str, position: int | None = None) -> Value | None:
        """The value given for a parameter, None where none is written."""
        given = self.keywords.get(name)
        if given is None and position is not None and position < len(self.args):
            return self.args[position]
        return given

    def spread(self, mapping: Value) -> None:
        """Take in ``**mapping``."""
        if isinstance(mapping, Mapping):
            self.keywords.update({str(key): value for key, value in mapping.items.items()})
            self.open |= not mapping.complete
        elif isinstance(mapping, Either | Element) and all(isinstance(option, Mapping) for option in mapping.options):
            options = [option for option in mapping.options if isinstance(option, Mapping)]
            for key in dict.fromkeys(key for option in options for key in option.items):
                self.keywords[str(key)] = Either(tuple(option.items.get(key, UNKNOWN) for option in options))
            self.open |= not all(option.complete for option in options)
        else:
            self.open = True
