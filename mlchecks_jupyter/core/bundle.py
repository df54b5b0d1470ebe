"""Evidence as it is kept in a cell's output, so that a notebook that is mailed or cloned carries its own record.

A bundle is no proof against forgery: it can be made by anyone. So it never signs or waives
anything, and it speaks of the cell that holds it alone, as long as that cell is not edited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.core.evidence_json import EvidenceError, from_json, to_json
from mlchecks_jupyter.core.evidence_kinds import BY_A_PERSON
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.core.finding import JSON
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.replayed import CellReplayed
from mlchecks_jupyter.core.run import History, Record, Run

_VERSION: Final = 1
#: Of a cell with a thousand generators: the file should stay a few kB.
_MOST_WRITTEN: Final = 24

#: Far more than a magic writes; what is longer was not written by one.
_MOST_RECORDS: Final = 200
_HEADER: Final = ("id", "started", "python", "tool_version")


def bundle(run: Run, records: Sequence[Record]) -> dict[str, JSON]:
    """Some records of a run as the JSON that a cell's output keeps: of very many the replay and the first ones."""
    if len(records) > _MOST_WRITTEN:
        first = [each for each in records if not isinstance(each.evidence, CellReplayed)][: _MOST_WRITTEN - 1]
        records = [*first, *(each for each in records if isinstance(each.evidence, CellReplayed))]
    content: dict[str, JSON] = {
        "version": _VERSION,
        "run": {name: getattr(run, name) for name in _HEADER},
        "records": [
            {"number": each.number, "time": each.time, "kind": each.evidence.kind, "evidence": to_json(each.evidence)}
            for each in records
        ],
    }
    return {**content, "digest": _digest(content)}


def _digest(content: Mapping[str, Any]) -> str:
    """Of the content as canonical JSON: it tells damage, not forgery."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def unbundle(notebook: Notebook) -> tuple[History, tuple[str, ...]]:
    """The runs that a notebook's outputs tell of, and a sentence for each bundle or record that was ignored."""
    runs: dict[str, Run] = {}
    problems: list[str] = []
    for cell in notebook.cells:
        digest = source_digest(cell.source) if cell.bundles else ""
        where = f"Cell {cell.index + 1}: "
        for content in cell.bundles:
            try:
                run = _read(content)
            except EvidenceError as error:
                problems.append(
                    f"{where}the evidence kept in its output is damaged and was ignored ({error}); run the cell again."
                )
                continue
            spoken = tuple(each for each in run.records if not isinstance(each.evidence, BY_A_PERSON))
            if len(spoken) < len(run.records):
                problems.append(
                    f"{where}its output claims a sign-off or waiver, which a file cannot give; it was ignored."
                )
            own = tuple(each for each in spoken if digest in _digests(each.evidence))
            if len(own) < len(spoken):
                problems.append(
                    f"{where}the evidence kept in its output is of another source than the cell now has; run the cell again."
                )
            known = runs.get(run.id, replace(run, records=()))
            runs[run.id] = replace(known, records=_joined(known.records, own))
    return History(runs=tuple(sorted(runs.values(), key=lambda run: run.started))), tuple(problems)


def _joined(known: Iterable[Record], further: Iterable[Record]) -> tuple[Record, ...]:
    by_number = {each.number: each for each in (*known, *further)}
    return tuple(by_number[number] for number in sorted(by_number))


def _digests(evidence: Evidence) -> tuple[str, ...]:
    cell = getattr(evidence, "cell", None)
    return (cell.digest,) if isinstance(cell, Execution) else ()


def _read(content: object) -> Run:
    if not isinstance(content, dict):
        raise EvidenceError("it is no object")
    if content.get("version") != _VERSION:
        raise EvidenceError("it has another version; update mlchecks_jupyter to read it")
    claimed = content.get("digest")
    try:
        actual = _digest({key: value for key, value in content.items() if key != "digest"})
    except (TypeError, ValueError, RecursionError):
        raise EvidenceError("it is no plain JSON") from None
    if claimed != actual:
        raise EvidenceError("its digest is of other content")
    header, records = content.get("run"), content.get("records")
    if not isinstance(header, dict) or not all(isinstance(header.get(name), str) for name in _HEADER):
        raise EvidenceError("it does not say which run it is of")
    if not isinstance(records, list) or len(records) > _MOST_RECORDS:
        raise EvidenceError("it has no list of records, or one too long")
    named = {name: header[name][:64] for name in _HEADER}
    return Run(**named, notebook="", records=tuple(_record(each) for each in records), origin="outputs")


def _record(content: object) -> Record:
    if not isinstance(content, dict):
        raise EvidenceError("a record is no object")
    number, time, kind = content.get("number"), content.get("time"), content.get("kind")
    if not isinstance(number, int) or not isinstance(time, str) or not isinstance(kind, str):
        raise EvidenceError("a record lacks its number, time or kind")
    return Record(number=number, time=time[:64], evidence=from_json(kind, content.get("evidence")))
