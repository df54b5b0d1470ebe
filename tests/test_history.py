"""Whose runs a notebook's are, and where they are read from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mlchecks_jupyter import session
from mlchecks_jupyter.core.bundle import bundle
from mlchecks_jupyter.core.evidence import CellRan, Evidence, RngAdvanced, Seeding
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.core.reading import from_sources, read
from mlchecks_jupyter.core.run import NO_RUN, History, Record, Run
from mlchecks_jupyter.core.said import Signed
from mlchecks_jupyter.history import history_of, latest_run, runs_of, source_of, with_run
from mlchecks_jupyter.ledger.keeper import Keeper
from mlchecks_jupyter.ledger.location import path_in_project
from tests.jupyter.notebooks import write

CELLS = ["import random", "x = random.random()", "y = 2"]


def cell(source: str, count: int = 1) -> Execution:
    return Execution(cell_id="", count=count, digest=source_digest(source))


def ran(source: str, count: int = 1) -> CellRan:
    return CellRan(cell=cell(source, count), ok=True, seconds=0.1)


def drew(source: str, count: int = 1) -> RngAdvanced:
    return RngAdvanced(cell=cell(source, count), source="python", seeding=Seeding(how="entropy"))


def run(*evidence: Evidence, notebook: str = "", id_: str = "1") -> Run:
    records = tuple(Record(number=n + 1, time="t", evidence=each) for n, each in enumerate(evidence))
    return Run(id=id_, notebook=notebook, started=id_, python="", tool_version="", records=records)


def keep(root: Path, name: str, *evidence: Evidence) -> None:
    keeper = Keeper(root, notebook=name)
    assert keeper.keep(evidence, wait=5.0)
    keeper.close()


def test_runs_belong_to_the_notebook_whose_path_they_name() -> None:
    book = from_sources(CELLS)
    mine, other = run(ran("z = 9"), notebook="sub/a.ipynb"), run(ran(CELLS[0]), notebook="b.ipynb", id_="2")
    assert runs_of(book, "sub/a.ipynb", History(runs=(mine, other))).runs == (mine,)


def test_runs_without_a_path_belong_where_half_of_their_cells_stand() -> None:
    book = from_sources(CELLS)
    half = run(ran(CELLS[0]), ran("gone = 1"))
    less = run(ran(CELLS[0]), ran("gone = 1"), ran("gone = 2"), id_="2")
    none = run(Signed(item="split", by="Ann", reason="r", findings=()), id_="3")
    assert runs_of(book, "a.ipynb", History(runs=(half, less, none))).runs == (half,)


def test_what_is_not_code_counts_as_no_cell() -> None:
    assert runs_of(from_sources([]), "a.ipynb", History(runs=(run(ran("")),))).runs == ()


def test_the_latest_run_is_one_in_which_a_cell_of_the_notebook_did_something() -> None:
    ask = "%load_ext mlchecks_jupyter\n# what is known?\n%checklist"
    book = from_sources([*CELLS, ask])
    first, second = run(ran(CELLS[0])), run(Signed(item="split", by="Ann", reason="r", findings=()), id_="2")
    assert latest_run(History(runs=(first, second)), book) is first
    assert latest_run(History(runs=(second,)), book) is NO_RUN
    assert latest_run(History(), book) is NO_RUN
    assert latest_run(History(runs=(first, run(ran("other = 1"), id_="3"))), book) is first
    assert latest_run(History(runs=(first, run(ran(ask), id_="4"))), book) is first


def test_a_run_that_goes_on_takes_the_place_of_what_was_kept_of_it() -> None:
    kept, now = run(ran(CELLS[0]), id_="2"), run(ran(CELLS[0]), ran(CELLS[1]), id_="2")
    other = run(ran(CELLS[2]), id_="3")
    assert with_run(History(runs=(kept, other)), now).runs == (other, now)


def test_a_source_counts_the_cells_that_still_stand() -> None:
    source = source_of(run(ran(CELLS[0]), ran(CELLS[1], 2), ran(CELLS[1], 3), ran("gone = 1", 4)), from_sources(CELLS))
    assert (source.origin, source.cells) == ("kernel", 2)


@pytest.mark.parametrize("folder", ["", "sub", "sub/sub sub"])
def test_the_ledger_of_the_project_is_asked(tmp_path: Path, folder: str) -> None:
    (tmp_path / ".git").mkdir()
    path = write(tmp_path / folder / "a.ipynb", CELLS)
    name = path_in_project(path, tmp_path)
    assert name == (f"{folder}/a.ipynb" if folder else "a.ipynb")
    keep(tmp_path, name, ran(CELLS[0]), drew(CELLS[1], 2), ran(CELLS[1], 2))
    keep(tmp_path, "other.ipynb", ran(CELLS[0]))
    history, problems = history_of(read(path))
    assert problems == ()
    assert [each.origin for each in history.runs] == ["ledger"]
    report = session.judge(read(path))
    assert report.source.origin == "ledger"
    assert report.source.cells == 2


def test_a_ledger_that_changed_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", CELLS)
    assert history_of(read(path)) == (History(), ())
    keep(tmp_path, "a.ipynb", drew(CELLS[1]))
    assert len(history_of(read(path))[0].runs) == 1
    keep(tmp_path, "a.ipynb", drew(CELLS[1]))
    assert len(history_of(read(path))[0].runs) == 2


def test_without_a_ledger_the_file_speaks_and_with_one_the_ledger(tmp_path: Path) -> None:
    carried = run(drew(CELLS[1], 2), id_="c" * 32)
    path = write(tmp_path / "here" / "a.ipynb", CELLS, {1: bundle(carried, carried.records)})
    history, problems = history_of(read(path))
    assert (problems, [each.origin for each in history.runs]) == ((), ["outputs"])
    keep(path.parent, "other.ipynb", ran("z = 1"))
    assert [each.origin for each in history_of(read(path))[0].runs] == ["outputs"]  # it knows nothing of this one
    keep(path.parent, "a.ipynb", ran(CELLS[0]))
    assert [each.origin for each in history_of(read(path))[0].runs] == ["ledger"]
    (tmp_path / "mailed").mkdir()
    copied = shutil.copy(path, tmp_path / "mailed" / "b.ipynb")
    assert [each.origin for each in history_of(read(copied))[0].runs] == ["outputs"]


def test_a_damaged_ledger_is_a_note_and_the_file_still_speaks(tmp_path: Path) -> None:
    carried = run(drew(CELLS[1], 2), id_="c" * 32)
    path = write(tmp_path / "a.ipynb", CELLS, {1: bundle(carried, carried.records)})
    (tmp_path / ".mlchecks").mkdir()
    ledger = tmp_path / ".mlchecks" / "ledger.db"
    ledger.write_bytes(b"no database" * 999)
    report = session.judge(read(path))
    assert any("ledger" in note for note in report.notes)
    assert report.source.origin == "outputs"
    assert ledger.read_bytes() == b"no database" * 999  # who only reads sets nothing aside


def test_a_fault_in_reading_costs_the_runs_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(session, "history_of", broken)
    report = session.judge(read(write(tmp_path / "a.ipynb", CELLS)))
    assert report.errors == ()
    assert "RuntimeError: boom" in report.notes[0]
    assert any(each.outcome == "fail" for each in report.results)


def test_sources_without_a_file_have_no_history() -> None:
    assert history_of(from_sources(CELLS)) == (History(), ())
