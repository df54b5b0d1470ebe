"""Where the order of a set reaches a result: that order is another one in every Python process.

A set of texts lies in memory by their hashes, which PYTHONHASHSEED changes from one kernel to the
next. What runs over it sees another order each time. dicts keep the order in which they were
filled, so only those that were filled from a set are of interest.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mlchecks_jupyter.lineage.hash_order.elements import elements_of
from mlchecks_jupyter.lineage.hash_order.statements import Statements
from mlchecks_jupyter.lineage.hash_order.values import Elements, Place, SetOf, dotted
from mlchecks_jupyter.lineage.syntax import Tree

_CALLED: Final = re.compile(r"(?<![.\w])(?:frozen)?[sS]et[(\[]|\.(?:keys|items)\(\)\s*[-&|^]")
_DISPLAYED: Final = re.compile(r"\{[^{}:,]*(?:,|\sfor\s)[^{}:]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A set that a kernel showed: where it stands, as `quoted`, and its elements."""

    cell: int
    line: int
    expression: str
    elements: Elements


def makes_sets(source: str) -> bool:
    """Whether a cell's source may make a set; some that do not are taken for such, too."""
    if ("set(" in source or "et[" in source or "s()" in source) and _CALLED.search(source):
        return True
    return "{" in source and _DISPLAYED.search(source) is not None


def places(
    trees: Iterable[Tree], *, seen: Iterable[Seen] = (), sets: Mapping[str, Elements] | None = None
) -> tuple[Place, ...]:
    """The places where the elements of a set are put in an order, each with how far that order gets.

    Parameters
    ----------
    trees : iterable of Tree
        Code cells in the order in which they run.
    seen : iterable of Seen
        What a kernel showed of the sets in these cells.
    sets : mapping of str to Elements
        Names that stand for sets before the first cell.

    Returns
    -------
    tuple of Place
        In the order of the source. Sets of numbers are not among them: their order is steady.
    """
    trees = list(trees)
    known = _by_line(seen)
    reader = _Reader(trees, known)
    reader.names.update({name: SetOf(elements, seen=True) for name, elements in (sets or {}).items()})
    marked = {cell for cell, _ in known}
    for tree in trees:
        source = tree.cell.source
        if makes_sets(source) or tree.cell.index in marked or any(_bare(name) in source for name in reader.names):
            reader.read(tree)
    for value in reader.handed_out:
        for place in value.places:
            if place.reach == "unused":
                place.reaches("perhaps")
    return tuple(place for place in reader.places if not _is_single(place))


def _by_line(seen: Iterable[Seen]) -> dict[tuple[int, int], dict[str, Elements]]:
    found: dict[tuple[int, int], dict[str, Elements]] = {}
    for each in seen:
        found.setdefault((each.cell, each.line), {})[each.expression] = each.elements
    return found


def _bare(name: str) -> str:
    return name.removesuffix("()")


def _is_single(place: Place) -> bool:
    """Whether the cell asks if the set has one element, which is then the first in any order."""
    name = dotted(place.made_of)
    return (
        place.how == "pick"
        and bool(name)
        and bool(re.search(rf"len\({name}\)\s*(?:==|!=|>|<=)\s*1\b", place.tree.cell.source))
    )


class _Reader(Statements):
    """Reads the cells of one notebook."""

    def __init__(self, trees: Sequence[Tree], seen: dict[tuple[int, int], dict[str, Elements]]) -> None:
        super().__init__(self._assigned, self._has_columns, self._is_function, seen)
        self._trees = trees
        self._looking: set[str] = set()
        self._source = ""
        self._tables: dict[str, bool] = {}

    def _assigned(self, name: str, tree: Tree) -> Elements:
        """The elements of what was last assigned to a name, up to and with a cell."""
        if name in self._looking:
            return "unknown"
        for before in reversed(self._trees[: self._trees.index(tree) + 1]):
            if name not in before.cell.source:
                continue
            for statement in reversed(before.body):
                if isinstance(statement, ast.Assign) and any(dotted(target) == name for target in statement.targets):
                    self._looking.add(name)
                    found = elements_of(statement.value, self.look)
                    self._looking.discard(name)
                    return found
        return "unknown"

    def _has_columns(self, name: str) -> bool:
        """Whether a name is used as a table is somewhere: ``name.columns``, ``name["age"]``."""
        known = self._tables.get(name)
        if known is None:
            text = self._text_of_all()
            known = self._tables[name] = bool(
                re.search(rf"\b{name}(?:\.(?:columns|iloc|loc|drop|head|dtypes|shape)\b|\[\[?['\"])", text)
                and not re.search(rf"\b{name}\s*=\s*(?:\{{|dict\(|defaultdict\(|collections\.|OrderedDict\()", text)
            )
        return known

    def _is_function(self, name: str) -> bool:
        """Whether the notebook defines a function of this name."""
        return f"def {name}(" in self._text_of_all()

    def _text_of_all(self) -> str:
        if not self._source:
            self._source = "\n".join(tree.cell.source for tree in self._trees)
        return self._source
