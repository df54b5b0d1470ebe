"""The check `hash-order`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.checks.watched import Standing
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.evidence import HashOrderSeen
from mlchecks_jupyter.core.finding import JSON, Edit, Finding, Severity
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.core.run import Run
from mlchecks_jupyter.lineage.hash_order.places import Seen, makes_sets, places
from mlchecks_jupyter.lineage.hash_order.values import Elements, How, Place, Reach, quoted, written
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.syntax import locate

_DOES: Final[dict[How, str]] = {
    "list": "puts {} in the order of a set",
    "positions": "numbers {} in the order of a set",
    "pick": "takes whichever of {} comes first in a set",
    "loop": "is run over in the order that a set has for {}",
    "ties": "leaves {} with equal keys in the order of a set",
}
_WHAT: Final[dict[Elements, str]] = {"seeded": "texts", "addresses": "objects"}
_CHANGES: Final[dict[Elements, str]] = {
    "seeded": "which is another one in every new kernel",
    "addresses": "which is that of their addresses in memory, another one in every new kernel",
}
_UNLESS_NUMBERS: Final = "which, unless they are whole numbers, is another one in every new kernel"
_SO: Final[dict[Reach, str]] = {
    "result": "and what is computed from it follows",
    "shown": "and so is what is shown",
    "perhaps": "and the result may depend on it",
}


class HashOrder(StaticCheck):
    """The order of a set, which is another one in every kernel, in what is computed.

    ## Why is this bad?
    A set of texts lies in memory by their hashes, and Python picks a new secret for these each time
    it starts. `list(set(df.columns))` gives the columns in another order after every restart, with
    every seed set: forests, boosting and networks then give another model, and a vocabulary numbers
    its words anew. Objects that are hashed by their address do the same.

    ## Use instead
    `sorted(set(x))`, or `list(dict.fromkeys(x))`, which keeps the first of each in the order met.
    For columns, `[c for c in df.columns if c != "y"]` or `df.columns.difference(["y"])`. Fixing
    PYTHONHASHSEED helps only where it is set before Python starts; `os.environ["PYTHONHASHSEED"] = "0"`
    in a notebook changes nothing for the kernel that runs it.

    ## References
    Python documentation, `object.__hash__` and "PYTHONHASHSEED" in "Command line and environment".
    """

    name = "hash-order"
    item = "features"
    severity = "warning"
    good = (
        code("features = sorted(set(df.columns) - {'y'})", "model.fit(df[features], y)"),
        code("words = set(text.split())", "print(len(words), 'the' in words)"),
        code("kinds = list(set(df.columns))", "n = len(kinds)"),
        code("ids = {3, 1, 2}", "rows = table[list(ids)]"),
    )
    bad = (
        code("features = list(set(df.columns) - {'y'})", "model.fit(df[features], y)"),
        code("chars = set(open('book.txt').read())", "index = {c: i for i, c in enumerate(chars)}", "fit(index['a'])"),
        code(
            "kept = {'age', 'fare', 'sex'}", "out = []\nfor name in kept:\n    out.append(df[name].mean())", "fit(out)"
        ),
        code("key = '-'.join({'age', 'fare', 'sex'})\nsave(key)"),
    )

    def check(self, notebook: Notebook, lineage: Lineage, run: Run) -> Iterator[Finding]:
        """A finding for each place at which the order of a set gets into something."""
        evidence = list(run.of(HashOrderSeen))
        if not evidence and not any(makes_sets(tree.cell.source) for tree in lineage.trees.values()):
            raise NotApplicable("The notebook makes no sets.")
        seen: list[Seen] = []
        if evidence:
            standing = Standing(notebook, lineage, run)
            seen = _seen(evidence, standing)
            hashed = [(cell, each) for each in evidence if each.what == "hash" and (cell := standing.cell(each.cell))]
            places_of_hash = {(cell.index, each.line): (cell, each) for cell, each in hashed}
            yield from (self._hash_finding(cell, each, standing) for cell, each in places_of_hash.values())
        for place in places(lineage.trees.values(), seen=seen):
            severity = _severity(place)
            if severity is not None:
                yield self._finding(place, severity, lineage)

    def _hash_finding(self, cell: Cell, seen: HashOrderSeen, standing: Standing) -> Finding:
        return self.finding(
            standing.lineage,
            standing.line(cell, seen.line),
            severity="warning",
            message=f"`{seen.expression}` hashes text by PYTHONHASHSEED, so every kernel gets other numbers.",
            remedy="Use a digest that is the same everywhere: `int(hashlib.sha256(text.encode()).hexdigest(), 16)`.",
            facts={"expression": seen.expression, "seen": True},
        )

    def _finding(self, place: Place, severity: Severity, lineage: Lineage) -> Finding:
        what = _DOES[place.how].format(_WHAT.get(place.elements, "elements"))
        changes = _CHANGES.get(place.elements, _UNLESS_NUMBERS)
        saw = " (seen in the kernel)" if place.seen else ""
        facts: dict[str, JSON] = {
            "set": quoted(place.tree, place.made_of),
            "elements": place.elements,
            "reach": place.reach,
            "seen": place.seen,
        }
        return self.finding(
            lineage,
            lineage.locate(place.tree.cell.index, place.node),
            severity=severity,
            message=f"`{quoted(place.tree, place.node)}` {what}, {changes}{saw}, {_SO[place.reach]}.",
            remedy=_remedy(place),
            facts=facts,
            edit=_edit(place),
        )


def _severity(place: Place) -> Severity | None:
    """A warning where texts or objects reach a result; None where the order gets nowhere."""
    if place.reach in ("unused", "free"):
        return None
    certain = place.elements in ("seeded", "addresses")
    return "warning" if certain and place.reach == "result" and place.how != "ties" else "advice"


def _seen(evidence: Sequence[HashOrderSeen], standing: Standing) -> list[Seen]:
    """What the kernel showed of sets in cells that still stand as they ran."""
    return [
        Seen(
            cell=cell.index,
            line=each.line,
            expression=each.expression,
            elements="seeded" if each.why == "hash seed" else "addresses",
        )
        for each in evidence
        if each.what == "order" and (cell := standing.cell(each.cell)) is not None
    ]


def _remedy(place: Place) -> str:
    made_of = quoted(place.tree, place.made_of)
    if place.elements == "addresses":
        return "Keep them in a list, or as the keys of a dict: `dict.fromkeys(...)` keeps the order in which they came."
    if place.how == "pick" and place.node is not place.made_of:
        return f"Say which one is meant: `min({made_of})`, or that there is only one: `(only,) = {made_of}`."
    return f"Sort the set: `sorted({made_of})`."


def _edit(place: Place) -> Edit | None:
    """Sorting the set where it is put in an order; texts can always be sorted."""
    tree, node = place.tree, place.node
    if place.elements != "seeded" or (place.how == "pick" and node is not place.made_of):
        return None
    whole, inner = locate(tree, node), locate(tree, place.made_of)
    if any(tree.shifts.get(line, 0) for line in range(whole.line, whole.end_line + 1)):
        return None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "list":
        return Edit(where=locate(tree, node.func), text="sorted", title="Sort the set")
    return Edit(where=inner, text=f"sorted({written(tree, place.made_of)})", title="Sort the set")
