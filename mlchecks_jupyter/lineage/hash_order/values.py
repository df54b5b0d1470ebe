"""What the reading for hash order knows of a value: that it is a set, or that it is in the order of one."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from mlchecks_jupyter.lineage.syntax import Tree, locate

#: Of what the order of a set depends on. seeded: texts, dates and the like, whose hash PYTHONHASHSEED
#: changes. addresses: objects hashed by where they lie in memory. steady: numbers. none: it is empty as yet.
Elements = Literal["none", "steady", "unknown", "seeded", "addresses"]

#: How far an order gets. unused: into a name that nothing reads. free: into uses that are the same in
#: any order. shown: into what is printed or drawn. perhaps: into the first find or a worklist.
Reach = Literal["unused", "free", "shown", "perhaps", "result"]

#: From the least to the most serious.
REACHES: Final[tuple[Reach, ...]] = ("unused", "free", "shown", "perhaps", "result")

#: list: elements one after the other. positions: elements with their numbers. pick: one of them.
#: loop: a loop runs over them. ties: sorted by a key, in which equal keys keep the set's order.
How = Literal["list", "positions", "pick", "loop", "ties"]

#: sequence: elements or what was made of each. mapping: a dict with them as keys. positions: what
#: pairs them with numbers or other values. holder: a container with such a thing inside.
#: table: columns or rows in this order. element: one of them.
Kind = Literal["sequence", "mapping", "positions", "holder", "table", "element"]

#: The longest a set is quoted.
LONGEST: Final = 60


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """A place where the elements of a set are put in an order.

    Attributes
    ----------
    tree : Tree
        The cell.
    node : expr
        What puts them in order: ``list(s)``; of a loop, what it runs over.
    made_of : expr
        The set.
    bound : set of str
        Names that hold something in this order.
    """

    tree: Tree
    node: ast.expr
    made_of: ast.expr
    how: How
    elements: Elements
    reach: Reach = "unused"
    seen: bool = False
    bound: set[str] = field(default_factory=set)

    def reaches(self, reach: Reach) -> None:
        """Take note that the order gets this far, if it was not known to get further."""
        if REACHES.index(reach) > REACHES.index(self.reach):
            self.reach = reach


@dataclass(frozen=True, slots=True, eq=False)
class SetOf:
    """A set; `seen` says that the kernel showed it to be one."""

    elements: Elements
    seen: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """Something in the order of one or more sets."""

    places: tuple[Place, ...]
    kind: Kind


Value = SetOf | Ordered | None


def join(kinds: Iterable[Elements]) -> Elements:
    """What a set of several kinds of elements depends on."""
    found = set(kinds) - {"none"}
    for kind in ("seeded", "addresses", "unknown", "steady"):
        if kind in found:
            return kind
    return "none"


def either(values: Iterable[Value]) -> Value:
    """One of several values: a set if any is, else the orders of all."""
    known = [value for value in values if value is not None]
    sets = [value for value in known if isinstance(value, SetOf)]
    if sets:
        return sets[0] if len(sets) == 1 else SetOf(join(each.elements for each in sets), any(s.seen for s in sets))
    ordered = [value for value in known if isinstance(value, Ordered)]
    if len(ordered) < 2:
        return ordered[0] if ordered else None
    return Ordered(tuple(dict.fromkeys(place for each in ordered for place in each.places)), ordered[0].kind)


def written(tree: Tree, node: ast.expr) -> str:
    """An expression as its author wrote it."""
    where = locate(tree, node)
    lines = tree.lines[where.line - 1 : where.end_line]
    lines[-1] = lines[-1][: where.end_column - 1]
    lines[0] = lines[0][where.column - 1 :]
    return "\n".join(lines)


def quoted(tree: Tree, node: ast.expr) -> str:
    """An expression in one line, cut to `LONGEST` characters."""
    return " ".join(written(tree, node).split())[:LONGEST]


def last_name(node: ast.expr) -> str:
    """`f` of ``f(x)`` and ``a.b.f(x)``, as of their callables; empty where there is no name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def root_name(node: ast.expr) -> str:
    """`a` of ``a.b().c[0]``; empty where it begins with no name."""
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute | ast.Subscript | ast.Call):
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return inner.id if isinstance(inner, ast.Name) else ""


def dotted(node: ast.expr) -> str:
    """`a` and `a.b` as the keys of a table of names; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""
