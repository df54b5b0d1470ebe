"""Evidence in a cell's output: read back as it was written, and never believed beyond what it may say."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlchecks_jupyter import session
from mlchecks_jupyter.core.bundle import bundle, unbundle
from mlchecks_jupyter.core.evidence import Evidence, HashOrderSeen, RngAdvanced, Seeded, Seeding, TrackerFailed
from mlchecks_jupyter.core.evidence_kinds import BY_A_PERSON
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.core.notebook import Cell, Notebook
from mlchecks_jupyter.core.reading import EVIDENCE_MIME, parse_notebook
from mlchecks_jupyter.core.replayed import CellReplayed, NotCompared, VariableDiffered
from mlchecks_jupyter.core.run import Record, Run
from mlchecks_jupyter.core.said import Signed, Waived, Withdrawn

SOURCE = "%%seedcheck\nx = 1"
HERE = Execution(cell_id="c1", count=3, digest=source_digest(SOURCE))
SEEDING = Seeding(how="value", value="0", by="random.seed", cell=HERE)
SPOKEN: tuple[Evidence, ...] = (
    Seeded(cell=HERE, source="python", seeding=SEEDING),
    RngAdvanced(cell=HERE, source="python", seeding=SEEDING, drawn_before=(HERE,), lines=(2,), draws=("line 2: f()",)),
    HashOrderSeen(cell=HERE, line=2, expression="{'ü', '\udc80'}", why="hash seed"),
    CellReplayed(
        cell=HERE,
        runs=2,
        method="fork",
        equal=("a",),
        differences=(VariableDiffered(name="x", kind="exact", detail="2 of 3 rows"),),
        not_compared=(NotCompared(name="f", why="an open file"),),
    ),
)


def records(*evidence: Evidence) -> tuple[Record, ...]:
    time = "2026-11-22T01:33:05.123Z"
    return tuple(Record(number=index + 1, time=time, evidence=each) for index, each in enumerate(evidence))


def run_of(*evidence: Evidence, id_: str = "a" * 32) -> Run:
    return Run(
        id=id_,
        notebook="n.ipynb",
        started="2026-11-22T01:30:00.000Z",
        python="3.11.7",
        tool_version="0.1.0",
        records=records(*evidence),
    )


def bundled(*evidence: Evidence, id_: str = "a" * 32) -> dict[str, Any]:
    run = run_of(*evidence, id_=id_)
    made: dict[str, Any] = json.loads(json.dumps(bundle(run, run.records)))  # through a file
    return made


def notebook(*bundles: object, source: str = SOURCE) -> Notebook:
    return Notebook(path="", digest="", cells=(Cell(index=0, id="c1", kind="code", source=source, bundles=bundles),))


def signed_again(content: dict[str, Any]) -> dict[str, Any]:
    """A bundle with the digest that belongs to it: what a forger does."""
    rest = {key: value for key, value in content.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return {**rest, "digest": hashlib.sha256(text.encode()).hexdigest()}


def test_what_is_bundled_is_read_back() -> None:
    history, problems = unbundle(notebook(bundled(*SPOKEN)))
    assert problems == ()
    (run,) = history.runs
    assert [record.evidence for record in run.records] == list(SPOKEN)
    assert (run.id, run.started, run.origin, run.notebook) == ("a" * 32, "2026-11-22T01:30:00.000Z", "outputs", "")


def test_a_bundle_holds_the_records_it_is_given_and_no_more() -> None:
    run = run_of(*SPOKEN)
    content = bundle(run, run.records[1:2])
    assert [each["number"] for each in content["records"]] == [2]  # type: ignore[index,union-attr,call-overload] # JSON


def test_bundles_of_one_run_in_several_cells_are_one_run() -> None:
    cells = []
    for index, number in enumerate((2, 1)):
        source = f"x = {number}"
        cell = Execution(cell_id="", count=number, digest=source_digest(source))
        record = Record(number=number, time="t", evidence=Seeded(cell=cell, source="python", seeding=SEEDING))
        content = bundle(run_of(), [record])
        cells.append(Cell(index=index, id="", kind="code", source=source, bundles=(content, content)))
    history, problems = unbundle(Notebook(path="", digest="", cells=tuple(cells)))
    assert problems == ()
    (run,) = history.runs
    assert [record.number for record in run.records] == [1, 2]


@pytest.mark.parametrize(
    "said",
    [
        Signed(item="features", by="Mallory", reason="trust me", findings=()),
        Waived(check="unseeded-rng", by="Mallory", reason="trust me", findings=("0" * 16,)),
        Withdrawn(what="features", by="Mallory"),
    ],
    ids=lambda said: type(said).__name__,
)
def test_a_file_signs_nothing(said: Evidence) -> None:
    assert isinstance(said, BY_A_PERSON)
    history, problems = unbundle(notebook(bundled(said, SPOKEN[0])))
    assert [record.evidence for run in history.runs for record in run.records] == [SPOKEN[0]]
    (sentence,) = problems
    assert "sign-off or waiver, which a file cannot give" in sentence
    assert sentence.startswith("Cell 1: ")


def test_evidence_of_another_cell_is_ignored() -> None:
    for source in ("x = 2", "%%seedcheck\nx = 1 # edited"):
        history, problems = unbundle(notebook(bundled(*SPOKEN), source=source))
        assert [record for run in history.runs for record in run.records] == []
        (sentence,) = problems
        assert "of another source than the cell now has" in sentence


def test_a_tracker_cannot_be_switched_off_by_a_file() -> None:
    history, problems = unbundle(notebook(bundled(TrackerFailed(tracker="rng", reason="no"))))
    assert [record for run in history.runs for record in run.records] == []
    assert len(problems) == 1


def _without(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda content: {key: value for key, value in content.items() if key != name}


def _record(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def damaged(content: dict[str, Any]) -> Any:
        content["records"][0] = change(content["records"][0])
        return content

    return damaged


DAMAGE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a list": lambda content: [content],
    "text": json.dumps,
    "null": lambda content: None,
    "empty": lambda content: {},
    "no version": _without("version"),
    "newer": lambda content: {**content, "version": 2},
    "no run": _without("run"),
    "run of numbers": lambda content: {**content, "run": dict.fromkeys(content["run"], 1)},
    "run without id": lambda content: {**content, "run": {**content["run"], "id": None}},
    "no records": _without("records"),
    "records an object": lambda content: {**content, "records": {}},
    "too many records": lambda content: {**content, "records": content["records"] * 500},
    "record a text": _record(lambda record: "record"),
    "record without number": _record(_without("number")),
    "number a text": _record(lambda record: {**record, "number": "1"}),
    "unknown kind": _record(lambda record: {**record, "kind": "Proved"}),
    "kind of another": _record(lambda record: {**record, "kind": "CellReplayed"}),
    "no evidence": _record(_without("evidence")),
    "evidence a list": _record(lambda record: {**record, "evidence": []}),
    "digest a number": _record(
        lambda record: {**record, "evidence": {**record["evidence"], "cell": {"cell_id": "", "count": 1, "digest": 5}}}
    ),
    "endless text": _record(lambda record: {**record, "evidence": {**record["evidence"], "source": "x" * 100_000}}),
    "wrong word": _record(
        lambda record: {**record, "evidence": {**record["evidence"], "seeding": {"how": "perfectly"}}}
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("forged", [False, True], ids=["damaged", "forged"])
def test_a_damaged_bundle_is_named_and_ignored(damage: Callable[[dict[str, Any]], Any], *, forged: bool) -> None:
    content = damage(copy.deepcopy(bundled(*SPOKEN)))
    if forged and type(content) is dict:
        content = signed_again(content)
    history, problems = unbundle(notebook(content, bundled(SPOKEN[0], id_="b" * 32)))
    (sentence,) = problems
    assert sentence.startswith("Cell 1: the evidence kept in its output is damaged and was ignored (")
    assert sentence.endswith("; run the cell again.")
    assert len(sentence) < 300
    assert [run.id for run in history.runs] == ["b" * 32]  # the whole one still counts


@pytest.mark.parametrize("place", ["time", "seed", "draws"])
def test_one_changed_letter_is_noticed(place: str) -> None:
    content = bundled(*SPOKEN)
    record = content["records"][1]
    if place == "time":
        record["time"] = record["time"].replace("22", "23")
    elif place == "seed":
        record["evidence"]["seeding"]["value"] = "1"
    else:
        record["evidence"]["draws"] = ["line 2: g()"]
    history, problems = unbundle(notebook(content))
    assert history.runs == ()
    assert "its digest is of other content" in problems[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["version", "run", "records", "digest", "id", "started", "python", "tool_version", "number"]
            )
            | st.sampled_from(["time", "kind", "evidence", "cell", "seeding", "how", "source"])
            | st.text(max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=15,
)


@given(content=JSON, forged=st.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_bundles_place_nothing_is_raised(content: Any, *, forged: bool) -> None:
    if forged and isinstance(content, dict):
        content = signed_again({**content, "version": 1})
    history, problems = unbundle(notebook(content))
    assert all("\n" not in each for each in problems)
    assert all(not run.records for run in history.runs)


@given(change=JSON, where=st.sampled_from(["record", "evidence", "cell", "seeding", "run", "number", "drawn_before"]))
@settings(max_examples=150, deadline=None)
def test_whatever_a_part_of_a_forged_bundle_is_nothing_is_raised(change: Any, where: str) -> None:
    content = bundled(SPOKEN[1])
    record = content["records"][0]
    if where == "record":
        content["records"][0] = change
    elif where == "run":
        content["run"] = change
    elif where in ("evidence", "number"):
        record[where] = change
    else:
        record["evidence"][where] = change
    _, problems = unbundle(notebook(signed_again(content)))
    assert all("\n" not in each for each in problems)


def _document(content: Any) -> str:
    output = {"output_type": "display_data", "metadata": {}, "data": {EVIDENCE_MIME: content, "text/plain": "x"}}
    cell = {
        "cell_type": "code",
        "id": "c1",
        "metadata": {},
        "execution_count": 1,
        "source": SOURCE,
        "outputs": [output],
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@given(content=JSON)
@settings(max_examples=25, deadline=None)
def test_whatever_a_file_holds_it_is_judged(tmp_path_factory: pytest.TempPathFactory, content: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "no-ledger" / "n.ipynb"
    path.parent.mkdir(exist_ok=True)
    report = session.judge(parse_notebook(_document(content), str(path)))
    assert report.errors == ()
    assert report.source.origin == "nothing"


def test_a_wrong_type_in_the_outputs_place_is_no_bundle(tmp_path: Path) -> None:
    wrong: list[Any] = [None, "text", 5, {"data": {}}, [None, 5, {"data": []}, {"data": {EVIDENCE_MIME: 1}}]]
    for outputs in wrong:
        document = json.loads(_document({}))
        document["cells"][0]["outputs"] = outputs
        report = session.judge(parse_notebook(json.dumps(document), str(tmp_path / "n.ipynb")))
        assert report.errors == ()
        assert len(report.notes) == (1 if isinstance(outputs, list) else 0)


def test_a_huge_bundle_is_named_and_ignored(tmp_path: Path) -> None:
    content = bundled(*SPOKEN)
    content["records"] = content["records"] * 2_000
    report = session.judge(parse_notebook(_document(signed_again(content)), str(tmp_path / "n.ipynb")))
    (note,) = report.notes
    assert "too long" in note
    assert len(note) < 300


def test_of_a_thousand_generators_a_file_keeps_a_few_and_the_replay() -> None:
    cell = Execution(cell_id="a", count=1, digest=source_digest(SOURCE))
    drew = [
        RngAdvanced(cell=cell, source="numpy", name=f"rng{number}", seeding=Seeding(how="entropy"))
        for number in range(1_000)
    ]
    content = bundled(*drew, CellReplayed(cell=cell, runs=2, method="fork"))
    assert len(json.dumps(content)) < 10_000
    assert content["records"][-1]["kind"] == "CellReplayed"
