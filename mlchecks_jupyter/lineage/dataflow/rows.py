"""Rows by where they come from, and whether two sets of them can share any."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable
from typing import Final, Literal, NamedTuple
from weakref import WeakValueDictionary

Relation = Literal["apart", "shared", "likely", "unknown"]


class Part(NamedTuple):
    """One of the parts into which a split puts rows; parts of one split share none.

    `split` tells splits apart: the same seed and sizes on the same rows make the same split.
    `random` says that the split draws, so that a part of it meets every part of another split.
    """

    split: Hashable
    number: int
    random: bool = True


class Between(NamedTuple):
    """Rows from one position or label to another; a bound that is not a literal is told by its source text.

    `turns` says that every turn of a loop takes others, `closed` that the upper bound is taken, too.
    """

    lower: int | str | None
    upper: int | str | None
    turns: bool = False
    closed: bool = False


class Where(NamedTuple):
    """Rows for which a condition holds."""

    condition: Condition


class Rest(NamedTuple):
    """Rows that are not among others, as in ``df.drop(train.index)``."""

    of: frozenset[Lot]


class Some(NamedTuple):
    """Some of the rows, drawn or chosen at one place of the source; others on every turn if it `turns`."""

    place: Hashable
    turns: bool = False


class Among(NamedTuple):
    """A mask of the rows that are among others, as ``df.index.isin(train.index)``, or of those that are not."""

    lots: frozenset[Lot]
    negated: bool = False

    def opposite(self) -> Among:
        """The mask of all other rows."""
        return self._replace(negated=not self.negated)


Selection = Part | Between | Where | Rest | Some


class Condition:
    """A test of each row, such as ``df.year < 2015``; compared as text, and only when that is asked for."""

    __slots__ = ("_parts", "negated", "nodes", "turns")

    def __init__(self, nodes: tuple[ast.expr, ...], negated: bool = False, turns: bool = False) -> None:
        #: Conditions that all hold.
        self.nodes = nodes
        self.negated = negated
        #: Whether every turn of a loop tests something else.
        self.turns = turns
        self._parts: tuple[_Test, ...] | None = None

    def opposite(self) -> Condition:
        """The condition of all other rows."""
        return Condition(self.nodes, not self.negated, self.turns)

    @property
    def tests(self) -> tuple[_Test, ...]:
        """Its parts; one alone where it is negated as a whole."""
        if self._parts is None:
            self._parts = tuple(_test(node, self.negated) for node in self.nodes)
        return self._parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.tests == other.tests

    def __hash__(self) -> int:
        return hash(self.tests)

    def _plain(self) -> frozenset[_Test]:
        """Its parts without the negation of the whole."""
        return frozenset(_plain_test(node) for node in self.nodes)

    def excludes(self, other: Condition) -> bool:
        """Whether no row can meet both."""
        if (len(self.tests) > 1 and self.negated) or (len(other.tests) > 1 and other.negated):
            # Not all of several: only the opposite of the very same is known to be apart.
            return self.negated != other.negated and self._plain() == other._plain()
        return any(_excludes(one, two) for one in self.tests for two in other.tests)


class _Test(NamedTuple):
    """``subject symbol value``, or a whole expression with the symbol "is" or "is not"."""

    subject: str
    symbol: str
    value: object = None
    #: Whether the value is a literal, and not the text of an expression.
    literal: bool = False


_OPPOSITE: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "==", "is": "is not", "is not": "is"}
_SYMBOLS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_NULL: Final = {"isnull": "is", "isna": "is", "notnull": "is not", "notna": "is not"}


def _test(node: ast.expr, negated: bool) -> _Test:
    test = _plain_test(node)
    return test._replace(symbol=_OPPOSITE[test.symbol]) if negated else test


def _plain_test(node: ast.expr) -> _Test:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _SYMBOLS:
        right = node.comparators[0]
        literal = isinstance(right, ast.Constant)
        value: object = right.value if isinstance(right, ast.Constant) else _text(right)
        return _Test(_subject(node.left), _SYMBOLS[type(node.ops[0])], value, literal)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _NULL:
        return _Test(_subject(node.func.value) + " missing", _NULL[node.func.attr])
    return _Test(_text(node), "is")


def _subject(node: ast.expr) -> str:
    """What a test is of: a column by its name, in whichever way it is written."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"column {node.attr}"
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.value, ast.Name):
        return f"column {node.slice.value!s}"
    return f"column {node.id}" if isinstance(node, ast.Name) else _text(node)


def _text(node: ast.expr) -> str:
    return ast.dump(node)


def _excludes(one: _Test, two: _Test) -> bool:
    if one.subject != two.subject:
        return False
    if (one.value, one.literal) == (two.value, two.literal) and one.symbol == _OPPOSITE[two.symbol]:
        return True
    if not (one.literal and two.literal):
        return False
    if one.symbol == two.symbol == "==":
        return type(one.value) is type(two.value) and one.value != two.value
    return _apart_in_order(one, two) or _apart_in_order(two, one)


def _apart_in_order(low: _Test, high: _Test) -> bool:
    """``year < 2015`` and ``year >= 2016``."""
    if low.symbol not in ("<", "<=", "==") or high.symbol not in (">", ">=", "=="):
        return False
    if low.symbol == high.symbol == "==":
        return False
    try:
        if low.value == high.value:
            return not (low.symbol in ("<=", "==") and high.symbol in (">=", "=="))
        return bool(low.value < high.value)  # type: ignore[operator]
    except TypeError:  # values without an order
        return False


class Lot:
    """Some rows: all of a source, or what a selection takes of another lot. One object for one set.

    `loops` are those around the split of which it is a part.
    """

    __slots__ = ("__weakref__", "_children", "depth", "how", "loops", "name", "parent")

    def __init__(self, name: str, parent: Lot | None = None, how: Selection | None = None) -> None:
        self.name = name
        self.parent = parent
        self.how = how
        self.loops: tuple[ast.AST, ...] = ()
        self.depth: int = 0 if parent is None else parent.depth + 1
        # Weak, so that lots go with the values that hold them and wait for no garbage collector.
        self._children: WeakValueDictionary[Selection, Lot] | None = None

    def child(self, how: Selection) -> Lot:
        """The rows that a selection takes."""
        if self._children is None:
            self._children = WeakValueDictionary()
        known = self._children.get(how)
        if known is None:
            known = self._children[how] = Lot(self.name, self, how)
        return known

    @property
    def root(self) -> Lot:
        """The source."""
        lot = self
        while lot.parent is not None:
            lot = lot.parent
        return lot

    def path(self) -> list[Lot]:
        """From the source to this lot."""
        found: list[Lot] = [self]
        while found[-1].parent is not None:
            found.append(found[-1].parent)
        return found[::-1]

    def within(self, other: Lot) -> bool:
        """Whether all of these rows are rows of another lot."""
        lot: Lot | None = self
        while lot is not None and lot.depth >= other.depth:
            if lot is other:
                return True
            lot = lot.parent
        return False


def is_of_one_turn(lots: Iterable[Lot]) -> bool:
    """Whether every turn of a loop takes other rows."""
    return any(isinstance(node.how, Between | Some) and node.how.turns for lot in lots for node in lot.path())


#: Deeper selections are taken to hold the same rows as what they select from.
DEEPEST: Final = 24

NO_LOTS: Final[frozenset[Lot]] = frozenset()


def select(lots: frozenset[Lot], how: Selection) -> frozenset[Lot]:
    """What a selection takes of some lots."""
    return frozenset(lot.child(how) if lot.depth < DEEPEST else lot for lot in lots)


def relation(first: Iterable[Lot], second: Iterable[Lot]) -> Relation:
    """What is known of the rows that two sets of lots share."""
    found: Relation = "apart"
    others = tuple(second)
    for one in first:
        for other in others:
            known = _relation(one, other)
            if known == "shared":
                return "shared"
            if _ORDER.index(known) > _ORDER.index(found):
                found = known
    return found


_ORDER: Final[tuple[Relation, ...]] = ("apart", "unknown", "likely", "shared")


def _relation(one: Lot, other: Lot) -> Relation:
    if one is other:
        return "shared"
    here, there = one.path(), other.path()
    if here[0] is not there[0]:
        return "apart"
    if _excluded(here, there) or _excluded(there, here):
        return "apart"
    for first, second in zip(here, there, strict=False):
        if first is not second:
            assert first.how is not None
            assert second.how is not None
            known = _selections(first.how, second.how)
            deeper = first is not here[-1] or second is not there[-1]
            return "unknown" if known == "shared" and deeper else known
    return "shared"  # one lies within the other


def _excluded(path: list[Lot], other: list[Lot]) -> bool:
    """Whether a lot is the rest that is left without the other."""
    return any(lot.how.of.intersection(other) for lot in path if isinstance(lot.how, Rest))


def _selections(one: Selection, two: Selection) -> Relation:
    """What two different selections from the same rows share."""
    if isinstance(one, Part) and isinstance(two, Part):
        if one.split == two.split:
            return "apart" if one.number != two.number else "shared"
        folds = any(isinstance(each.split, tuple) and each.split[:1] == ("folds",) for each in (one, two))
        return "likely" if one.random and two.random and not folds else "unknown"
    if isinstance(one, Between) and isinstance(two, Between):
        return _stretches(one, two)
    if isinstance(one, Where) and isinstance(two, Where) and one.condition.excludes(two.condition):
        return "apart"
    drawn = (isinstance(one, Part) and one.random) or (isinstance(two, Part) and two.random)
    return "likely" if drawn and not isinstance(one, Rest) and not isinstance(two, Rest) else "unknown"


def _stretches(one: Between, two: Between) -> Relation:
    """What two stretches of the same rows share."""
    if _ends_before(one, two) or _ends_before(two, one):
        return "apart"
    bounds = (one.lower, one.upper, two.lower, two.upper)
    if all(bound is None or (isinstance(bound, int) and bound >= 0) for bound in bounds):
        return "shared"
    same = one.lower in (None, 0) and two.lower in (None, 0)
    return "shared" if same and all(bound is None or not isinstance(bound, str) for bound in bounds) else "unknown"


def _ends_before(first: Between, second: Between) -> bool:
    """Whether a stretch ends where another begins, or earlier."""
    upper, lower = first.upper, second.lower
    if upper is None or lower is None:
        return False
    if isinstance(upper, str) or isinstance(lower, str):
        if not (isinstance(upper, str) and isinstance(lower, str)):
            return False
        if upper[0] == lower[0] == "'":  # labels such as dates: "2018" takes in all of that year
            return upper < lower and not lower.startswith(upper)
        return upper == lower and not first.closed
    if (upper < 0) != (lower < 0):
        return False
    return upper < lower or (upper == lower and not first.closed)
