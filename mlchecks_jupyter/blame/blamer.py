"""Finds the calls to blame: what is certain first, then what the name of a method suggests."""

from __future__ import annotations

import ast
import functools
import os
import re
import types
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, get_args

from mlchecks_jupyter.blame.functions import followed
from mlchecks_jupyter.checks import discover, draw_words
from mlchecks_jupyter.checks.seed_coverage import seeded_sources
from mlchecks_jupyter.core.check import NotApplicable
from mlchecks_jupyter.core.reading import NotebookError, from_sources, read
from mlchecks_jupyter.core.seedcheck import Blame
from mlchecks_jupyter.lineage import libraries
from mlchecks_jupyter.lineage.libraries.random_call import GlobalSource
from mlchecks_jupyter.lineage.lineage import Lineage, trace
from mlchecks_jupyter.lineage.randomness.draws import VERDICTS, Draw

_LONGEST_CALL: Final = 80
#: Generators that the kernel can prove to have advanced: what may have drawn from them is named.
_PUT_IN_DOUBT: Final = ("python", "numpy", "torch", "tensorflow")
#: A place as `Cell.at` writes it.
_PLACE: Final = re.compile(r"\bcell (?P<cell>\d+), line (?P<line>\d+)")
#: Verdicts of draws that repeat as they are written.
_REPEAT: Final = ("fixed", "default")


class Blamer:
    """Finds the draws of one cell among the cells that ran before it.

    Parameters
    ----------
    before : mapping of str to str
        The sources of the cells that ran before, by what to call each: ``[3]``.
    source : str
        The cell in question.
    namespace : mapping
        The kernel's global names, to look up what the cell calls.
    """

    def __init__(self, before: Mapping[str, str], source: str, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self._notebook = from_sources([*before.values(), source])
        self._lineage = trace(self._notebook)
        self._cell = len(before)
        self._names = list(before)

    def seeds(self, source: str) -> bool:
        """Whether a cell seeds a process-wide generator, as far as its source shows."""
        return source in {name for name, _ in seeded_sources(self._lineage)}

    def blame(self, source: str, lines: Sequence[int]) -> tuple[Blame, ...]:
        """The calls that draw from a process-wide generator.

        Parameters
        ----------
        source : str
            The generator, as in `core.generator_words.GENERATORS`.
        lines : sequence of int
            First lines of the statements during which it advanced; all of the cell where empty.
        """
        body = self._lineage.trees[self._cell].body
        statements = [each for each in body if not lines or each.lineno in lines]
        return tuple(
            list(self._in_cell(source, statements))
            or list(self._in_functions(source))
            or _unique(self._in_helpers(source, statements, suggest=True))
            or list(_suggested(statements, source, ""))
        )

    def unseen(self, watched: Collection[str]) -> tuple[Blame, ...]:
        """The calls that draw where nobody can look: in the cell, and in functions that it calls.

        Parameters
        ----------
        watched : collection of str
            The process-wide generators whose states are looked at.
        """
        body = self._lineage.trees[self._cell].body
        sources = [*sorted(set(get_args(GlobalSource)) - set(watched)), "entropy", "system"]
        called = [
            blame
            for source in sources
            for blame in (*self._in_functions(source), *self._in_helpers(source, body, suggest=False))
        ]
        return tuple(_unique([*self._faults(watched), *called]))

    def _faults(self, watched: Collection[str]) -> Iterator[Blame]:
        """What the checks of the source find at fault in the cell, but for draws whose generator is looked at."""
        notebook = self._notebook
        for check in discover():
            if not check.name.startswith("unseeded-") or not check.needs <= {"lineage"}:
                continue
            try:
                found = list(check.check(lineage=self._lineage))
            except NotApplicable:
                continue
            for finding in found:
                verdict = finding.facts.get("verdict")
                is_seen = finding.facts.get("source") in watched and verdict != "varying"
                is_at_fault = finding.severity == "error" or verdict == "unseedable"
                if finding.where.cell == self._cell and is_at_fault and not is_seen:
                    line = finding.where.line
                    text = notebook.cells[self._cell].source.split("\n")[line - 1].strip()
                    yield self._named(Blame(place=f"line {line}", call=_short(text), instead=finding.remedy))

    def _in_cell(self, source: str, statements: Iterable[ast.stmt]) -> Iterator[Blame]:
        for draw in _drawing(self._lineage, source):
            line = draw.call.node.lineno
            if draw.call.cell == self._cell and any(_holds(each, line) for each in statements):
                yield self._named(_blame(draw, self._lineage, f"line {line}"))

    def _in_functions(self, source: str) -> Iterator[Blame]:
        """In functions that other cells define and this one calls."""
        for draw in _drawing(self._lineage, source):
            if draw.call.cell != self._cell and any(cell == self._cell for cell, _ in draw.call.callers):
                place = self._lineage.place(draw.call.cell, draw.call.node.lineno)
                yield self._named(_at(_blame(draw, self._lineage, place), place))

    def _named(self, blame: Blame) -> Blame:
        """The same with cells called by their prompts: here they are numbered by when they ran."""

        def name(match: re.Match[str]) -> str:
            cell = int(match["cell"]) - 1
            return f"line {match['line']}" if cell == self._cell else f"{self._names[cell]}, line {match['line']}"

        return replace(blame, place=_PLACE.sub(name, blame.place), instead=_PLACE.sub(name, blame.instead))

    def _in_helpers(self, source: str, statements: Iterable[ast.stmt], *, suggest: bool) -> Iterator[Blame]:
        for function, called in followed(statements, self._namespace):
            file = function.__code__.co_filename
            lineage = _lineage_of(file)
            definition = _definition(function, lineage) if lineage is not None else None
            if lineage is None or definition is None:
                continue
            found = [draw for draw in _drawing(lineage, source) if _holds(definition, draw.call.node.lineno)]
            for draw in found:
                place = f"{os.path.basename(file)}, line {draw.call.node.lineno}"
                blame = _blame(draw, lineage, place, called)
                yield blame if _through_parameter(draw, called) else _at(blame, place)
            if suggest and not found:
                yield from _suggested([definition], source, f"{os.path.basename(file)}, ")


def _unique(blamed: Iterable[Blame]) -> list[Blame]:
    return list({(each.place, each.call): each for each in blamed}.values())


def _drawing(lineage: Lineage, source: str) -> Iterator[Draw]:
    """The draws of a generator that do not surely repeat by themselves, the worst first."""
    drawing = [
        draw
        for draw in lineage.draws
        if draw.entry.source == source
        and draw.verdict not in _REPEAT
        and (draw.verdict not in ("unknown", "covered") or source in _PUT_IN_DOUBT)
    ]
    yield from sorted(drawing, key=lambda draw: -VERDICTS.index(draw.verdict))


def _suggested(nodes: Iterable[ast.AST], source: str, file: str) -> Iterator[Blame]:
    """The calls of methods that draw, by their name alone: nothing is known of the object."""
    for node in nodes:
        for call in ast.walk(node):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            entry = next((each for each in libraries.methods(call.func.attr) if each.source == source), None)
            given = {keyword.arg for keyword in call.keywords}
            if entry is None or entry.size or given & {entry.seed, *entry.aliases, None}:
                continue
            instead = f"Pass `{entry.seed}={entry.literal}`." if entry.seed else ""
            yield Blame(place=f"{file}line {call.lineno}", call=_written(call), instead=instead)


def _blame(draw: Draw, lineage: Lineage, place: str, called: types.FunctionType | None = None) -> Blame:
    return Blame(
        place=place,
        call=_written(draw.call.node),
        instead=_through_parameter(draw, called) or draw_words.remedy(draw, lineage),
    )


def _at(blame: Blame, place: str) -> Blame:
    """The same, what to type said of a place that is not in the cell."""
    return (
        replace(blame, instead=f"At {place}: {blame.instead[:1].lower()}{blame.instead[1:]}")
        if blame.instead
        else blame
    )


def _through_parameter(draw: Draw, called: types.FunctionType | None) -> str:
    """That the function which the cell calls takes the seed, if it does: the helper's file can stay as it is."""
    seed = draw_words.seed_node(draw)
    if called is None or not isinstance(seed, ast.Name):
        return ""
    code = called.__code__
    parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return f"Pass `{seed.id}=0` to `{called.__name__}`." if seed.id in parameters else ""


def _written(call: ast.Call) -> str:
    return _short(" ".join(ast.unparse(call).split()))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CALL else text[: _LONGEST_CALL - 1] + "…"


def _holds(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _definition(function: types.FunctionType, lineage: Lineage) -> ast.stmt | None:
    """The statement that defines a function in its file."""
    for tree in lineage.trees.values():
        for statement in tree.body:
            for node in ast.walk(statement):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    begins = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                    if begins == function.__code__.co_firstlineno:
                        return node
    return None


def _lineage_of(file: str) -> Lineage | None:
    try:
        return _read_lineage(file, os.stat(file).st_mtime_ns)
    except (NotebookError, OSError):
        return None


@functools.lru_cache(maxsize=32)
def _read_lineage(file: str, changed: int) -> Lineage:
    """The lineage of a helper's file; `changed` makes an edited one be read again."""
    return trace(read(Path(file)))
