"""A call as the interpreter saw it: what was called, with which values, where."""

from __future__ import annotations

import ast

from mlchecks_jupyter.lineage.values import Mapping, Value


class Call:
    """One evaluation of a call expression.

    Attributes
    ----------
    path : str
        The callable's absolute dotted name; a method's begins with its object's path.
    cell : int
        Index of the cell that holds the expression.
    args, keywords : list of Value, dict of str to Value
        Arguments as written; a ``**mapping`` whose keys are known is spread into `keywords`.
    open : bool
        Whether there are arguments that cannot be seen (``*args``, ``**kwargs``).
    callers : tuple of (int, int)
        Cell and line of the calls of the notebook's functions that led here, outermost first.
    order : int
        Number of the call in the order of evaluation.
    shown : bool
        Whether the call is a whole statement, so that its result is shown at most, never kept.
    """

    __slots__ = ("args", "callers", "cell", "keywords", "loops", "node", "open", "order", "owner", "path", "shown")

    def __init__(
        self,
        path: str,
        owner: Value | None,
        node: ast.Call,
        cell: int,
        order: int,
        callers: tuple[tuple[int, int], ...],
        loops: tuple[ast.AST, ...],
    ) -> None:
        self.path = path
        self.owner = owner
        self.node = node
        self.cell = cell
        self.order = order
        self.callers = callers
        self.loops = loops
        self.args: list[Value] = []
        self.keywords: dict[str, Value] = {}
        self.open = False
        self.shown = False

    def copy(self) -> Call:
        """The same call, to be made of another callable."""
        twin = Call(self.path, self.owner, self.node, self.cell, self.order, self.callers, self.loops)
        twin.args, twin.keywords, twin.open = list(self.args), dict(self.keywords), self.open
        twin.shown = self.shown
        return twin

    @property
    def last(self) -> str:
        """The last component of the path."""
        return self.path[self.path.rfind(".") + 1 :]

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
        else:
            self.open = True
