"""What a cell put in an order: its source is read as the check does, its live values for what the elements are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from mlchecks_jupyter.core.evidence import HashOrderSeen
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.core.notebook import Cell
from mlchecks_jupyter.lineage.hash_order.places import makes_sets, places
from mlchecks_jupyter.lineage.hash_order.values import Elements, Place, last_name, quoted
from mlchecks_jupyter.lineage.syntax import parse
from mlchecks_jupyter.trackers.sets.elements import elements_of_container

_NAME: Final = re.compile(r"[^\W\d]\w*")

_HASH: Final = re.compile(r"\bhash\b")

_WHY: Final[dict[Elements, Literal["hash seed", "addresses"]]] = {"seeded": "hash seed", "addresses": "addresses"}


class Sight:
    """Looks at one cell that has run.

    Parameters
    ----------
    namespace : mapping
        The kernel's live variables; no code of the user's is called.
    is_seed_fixed : bool
        Whether PYTHONHASHSEED is a number, so that texts hash alike in every kernel.
    """

    def __init__(self, namespace: Mapping[str, Any], *, is_seed_fixed: bool) -> None:
        self._namespace = namespace
        self._fixed = is_seed_fixed

    def seen(self, cell: Execution, source: str) -> list[HashOrderSeen]:
        """The sets that the cell put in an order which another kernel would not give."""
        live = {
            name: elements_of_container(value)
            for name in _NAME.findall(source)
            if type(value := self._namespace.get(name)) in (set, frozenset)
        }
        hashes = not self._fixed and "hash" not in self._namespace and _HASH.search(source) is not None
        if not live and not hashes and not makes_sets(source):
            return []
        tree = parse(Cell(index=0, id=cell.cell_id, kind="code", source=source))
        seen = [*self._seen(cell, places([tree], sets=live))]
        if hashes:
            seen += [
                HashOrderSeen(cell=cell, line=node.lineno, expression=quoted(tree, node), why="hash seed", what="hash")
                for node in _hashes(tree.body)
            ]
        return list(dict.fromkeys(seen))

    def _seen(self, cell: Execution, found: Iterable[Place]) -> Iterator[HashOrderSeen]:
        for place in found:
            if place.reach == "free" and not place.bound:
                continue
            why = _WHY.get(self._elements(place))
            if why is None or (why == "hash seed" and self._fixed):
                continue
            expression = quoted(place.tree, place.made_of)
            yield HashOrderSeen(cell=cell, line=place.made_of.lineno, expression=expression, why=why)

    def _elements(self, place: Place) -> Elements:
        """What the elements really are: of the set where it lives, else of what was made from it."""
        found = self._live(place.made_of)
        for name in sorted(place.bound):
            if found != "unknown":
                break
            found = elements_of_container(self._namespace.get(name))
        return found

    def _live(self, node: ast.expr) -> Elements:
        """The elements of an expression's value, where they can be seen without evaluating it."""
        if isinstance(node, ast.Name):
            return elements_of_container(self._namespace.get(node.id))
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            texts = [each for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            return "seeded" if texts and len(node.elts) > 1 else "unknown"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr == "columns":
            return elements_of_container(self._namespace.get(node.value.id))
        if isinstance(node, ast.BinOp):
            left = self._live(node.left)
            return left if left not in ("unknown", "none") else self._live(node.right)
        if isinstance(node, ast.Call):
            return self._live_call(node)
        return "unknown"

    def _live_call(self, node: ast.Call) -> Elements:
        name = last_name(node.func)
        if isinstance(node.func, ast.Name) and name in ("set", "frozenset", "list", "sorted", "tuple") and node.args:
            return self._live(node.args[0])
        if isinstance(node.func, ast.Attribute) and name in ("difference", "intersection", "union", "copy", "keys"):
            return self._live(node.func.value)
        return "unknown"


def _hashes(body: Iterable[ast.AST]) -> Iterator[ast.expr]:
    """Where the built-in `hash` is called or handed on; not of numbers, nor inside an object's own ``__hash__``."""
    waiting = list(body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef) and node.name == "__hash__":
            continue
        if isinstance(node, ast.Call):
            named = [node.func, *node.args]
            numbers = [each for each in node.args if isinstance(each, ast.Constant) and not isinstance(each.value, str)]
            if any(isinstance(each, ast.Name) and each.id == "hash" for each in named) and not numbers:
                yield node
        waiting += ast.iter_child_nodes(node)
