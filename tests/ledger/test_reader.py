"""A ledger is read as it is, by whoever may read it, and reading leaves no trace."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from mlchecks_jupyter.core.run import History
from mlchecks_jupyter.core.said import Signed
from mlchecks_jupyter.ledger.keeper import Keeper
from mlchecks_jupyter.ledger.location import ledger_path
from mlchecks_jupyter.ledger.reader import read_history
from tests.ledger.samples import one_cell, ran

KeeperAt = Callable[..., Keeper]
WriteProtected = Callable[[Path], AbstractContextManager[None]]


def trace(root: Path) -> dict[str, tuple[int, int]]:
    return {str(each): (each.stat().st_size, each.stat().st_mtime_ns) for each in root.rglob("*")}


def kept(root: Path, notebook: str = "a.ipynb") -> Path:
    keeper = Keeper(root, notebook=notebook)
    assert keeper.keep(one_cell())
    keeper.close()
    return keeper.path


def killed(root: Path) -> Path:
    """A ledger with the log that a killed kernel leaves beside it."""
    keeper = Keeper(root, notebook="a.ipynb")
    assert keeper.keep(one_cell())
    path = keeper.path
    left = {each: each.read_bytes() for each in path.parent.iterdir() if each.name.startswith("ledger.db")}
    keeper.close()
    for each, content in left.items():
        each.write_bytes(content)
    assert Path(f"{path}-wal").stat().st_size > 0
    return path


def sizes(history: History) -> list[int]:
    return [len(run.records) for run in history.runs]


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for trigger in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger[0]}")
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("make", ["nothing", "folder", "file for a folder", "empty ledger", "empty database"])
def test_where_nothing_was_kept_there_is_no_history_and_no_problem(tmp_path: Path, make: str) -> None:
    path = ledger_path(tmp_path)
    if make == "file for a folder":
        path.parent.write_text("")
    elif make != "nothing":
        path.parent.mkdir()
    if make == "empty ledger":
        path.touch()
    elif make == "empty database":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA journal_mode = WAL")
        assert path.stat().st_size > 0
    before = trace(tmp_path)
    assert read_history(tmp_path) == (History(), ())
    assert trace(tmp_path) == before


def test_runs_come_oldest_first(tmp_path: Path) -> None:
    for notebook in ("a.ipynb", "", "b.ipynb", "a.ipynb"):
        kept(tmp_path, notebook)
    everything, problems = read_history(tmp_path)
    assert problems == ()
    assert sorted(run.notebook for run in everything.runs) == ["", "a.ipynb", "a.ipynb", "b.ipynb"]
    assert [run.started for run in everything.runs] == sorted(run.started for run in everything.runs)


def test_of_a_notebooks_runs_long_ago_only_what_lasts_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = Signed(item="data", by="Ada", reason="compared", findings=("k",))
    kept(tmp_path, "other.ipynb")
    for _ in range(3):
        keeper = Keeper(tmp_path, notebook="a.ipynb")
        assert keeper.keep([*one_cell(), said])
        keeper.close()
        time.sleep(0.005)  # so that the runs begin one after the other
    monkeypatch.setattr("mlchecks_jupyter.ledger.rows._RECENT", 1)
    history, problems = read_history(tmp_path)
    assert problems == ()
    mine = [run for run in history.runs if run.notebook == "a.ipynb"]
    kinds = [{record.evidence.kind for record in run.records} for run in mine]
    assert kinds[:2] == [{"Signed"}, {"Signed"}]
    assert kinds[2] > {"Signed"}
    assert [len(run.records) for run in history.runs if run.notebook == "other.ipynb"] == [len(one_cell())]


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_reading_leaves_no_trace(tmp_path: Path, journal: str) -> None:
    execute(kept(tmp_path), f"PRAGMA journal_mode = {journal}")
    before = trace(tmp_path)
    assert sizes(read_history(tmp_path)[0]) == [2]
    assert trace(tmp_path) == before


def test_a_ledger_that_is_open_is_read_to_its_last_record(keeper_at: KeeperAt, tmp_path: Path) -> None:
    keeper = keeper_at(tmp_path)
    for count in range(1, 4):
        keeper.keep([ran(count)])
        assert sizes(read_history(tmp_path)[0]) == [count]


def test_what_a_killed_kernel_left_is_read(tmp_path: Path) -> None:
    killed(tmp_path)
    names = set(trace(tmp_path))
    assert sizes(read_history(tmp_path)[0]) == [2]
    assert set(trace(tmp_path)) == names


@pytest.mark.parametrize("make", [kept, killed])
@pytest.mark.parametrize("index", [True, False])
def test_a_protected_folder_is_read_to_the_last_record(
    public_folder: Path, write_protected: WriteProtected, make: Callable[[Path], Path], *, index: bool
) -> None:
    path = make(public_folder)
    if not index:  # as when only the database and its log were copied here
        Path(f"{path}-shm").unlink(missing_ok=True)
    before = trace(public_folder)
    with write_protected(path.parent):
        history, problems = read_history(public_folder)
    assert problems == ()
    assert sizes(history) == [2]
    assert trace(public_folder) == before


def test_a_journal_left_by_a_killed_kernel_is_rolled_back_in_a_copy(
    public_folder: Path, write_protected: WriteProtected
) -> None:
    path = kept(public_folder)
    execute(path, "PRAGMA journal_mode = delete")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        row = "INSERT INTO evidence SELECT id, ?, '2030-01-01T00:00:00Z', 'x', hex(randomblob(2000)) FROM run"
        writer.executemany(row, [(number,) for number in range(10, 60)])
        left = {each: each.read_bytes() for each in (path, Path(f"{path}-journal"))}
        writer.execute("ROLLBACK")
    for each, content in left.items():
        each.write_bytes(content)
    with write_protected(path.parent):
        history, problems = read_history(public_folder)
    assert problems == ()
    assert sizes(history) == [2]


def test_a_file_that_may_not_be_read_is_said(public_folder: Path, write_protected: WriteProtected) -> None:
    path = kept(public_folder)
    path.chmod(0)
    with write_protected(path.parent):
        history, (problem,) = read_history(public_folder)
    assert history == History()
    assert "was left out" in problem


@pytest.mark.parametrize("content", [b"no database" * 1000, b"SQLite format 3\0", bytes(5000)])
def test_a_damaged_ledger_is_said_and_stays_where_it_is(tmp_path: Path, content: bytes) -> None:
    path = ledger_path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(content)
    before = trace(tmp_path)
    history, (problem,) = read_history(tmp_path)
    assert history == History()
    assert "was left out: it is damaged" in problem
    assert trace(tmp_path) == before


def test_damage_in_the_middle_gives_no_half_history(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.keep([ran(count) for count in range(2000)])
    keeper.close()
    size = keeper.path.stat().st_size
    with keeper.path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))
    history, (problem,) = read_history(tmp_path)
    assert history == History()
    assert "it is damaged" in problem


def test_of_a_newer_ledger_what_can_be_read_is_read(tmp_path: Path) -> None:
    path = kept(tmp_path)
    execute(path, "ALTER TABLE run ADD COLUMN host TEXT", "PRAGMA user_version = 2")
    history, (problem,) = read_history(tmp_path)
    assert sizes(history) == [2]
    assert "newer release (format 2" in problem
    execute(path, "ALTER TABLE evidence RENAME TO records")
    history, (problem,) = read_history(tmp_path)
    assert history == History()
    assert "newer release (format 2" in problem


HOSTILE = {
    "no json": "'{'",
    "deep": "'" + "[" * 100_000 + "'",
    "a number without end": f"""'{{"cell":{{"cell_id":"","count":{"9" * 5000},"digest":""}},"ok":true,"seconds":1}}'""",
    "a float without end": f"""'{{"cell":{{"cell_id":"","count":1,"digest":""}},"ok":true,"seconds":{"9" * 400}}}'""",
    "bytes": "x'ff00'",
    "bad text": "CAST(x'7bff7d' AS TEXT)",
    "a number": "5",
    "fields missing": "'{}'",
    "a list": "'[]'",
}


@pytest.mark.parametrize("document", HOSTILE)
def test_a_hostile_document_is_passed_over_and_the_others_are_read(tmp_path: Path, document: str) -> None:
    path = kept(tmp_path)
    columns = "run, number, time, kind, document"
    execute(
        path,
        f"INSERT INTO evidence ({columns}) SELECT run, 7, time, kind, {HOSTILE[document]} FROM evidence WHERE number=1",
    )
    history, (problem,) = read_history(tmp_path)
    assert sizes(history) == [2]
    assert problem.startswith("1 row was passed over in .mlchecks/ledger.db")
    assert "\n" not in problem


def test_hostile_rows_are_counted(tmp_path: Path) -> None:
    execute(
        kept(tmp_path),
        "INSERT INTO run VALUES ('x', 'a.ipynb', 'yesterday', '3', '1')",
        "INSERT INTO run VALUES ('y', 'a.ipynb', '2026-01-01T00:00:00', '3', '1')",
        "INSERT INTO run VALUES (x'ff', 'a.ipynb', '2026-01-01T00:00:00Z', '3', '1')",
        "INSERT INTO evidence SELECT run, 8, '', kind, document FROM evidence WHERE number = 1",
        "INSERT INTO evidence SELECT run, 9, time, 'Forged', document FROM evidence WHERE number = 1",
        "INSERT INTO evidence SELECT run, 'many', time, kind, document FROM evidence WHERE number = 1",
    )
    history, (problem,) = read_history(tmp_path)
    assert sizes(history) == [2]
    assert problem.startswith("6 rows were passed over")


def test_one_process_reads_and_writes_and_the_writers_lock_holds(keeper_at: KeeperAt, tmp_path: Path) -> None:
    """To close a file takes from SQLite the locks that its process has on it, if SQLite does not know of it."""
    keeper = keeper_at(tmp_path)
    keeper.keep([ran()])
    assert keeper._ledger is not None
    keeper._ledger._connection.execute("BEGIN IMMEDIATE")
    read_history(tmp_path)
    other = (
        "import sqlite3, sys\nsqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"
    )
    done = subprocess.run([sys.executable, "-c", other, keeper.path], capture_output=True, text=True, check=False)
    keeper._ledger._connection.execute("ROLLBACK")
    assert "database is locked" in done.stderr
