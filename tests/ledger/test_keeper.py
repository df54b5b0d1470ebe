"""What is kept is on disk when it is said to be, and nothing is made before there is a reason."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mlchecks_jupyter.core.evidence import CellRan
from mlchecks_jupyter.ledger import keeper as keeper_module
from mlchecks_jupyter.ledger.keeper import Keeper
from mlchecks_jupyter.ledger.location import ledger_path
from mlchecks_jupyter.ledger.reader import read_history
from tests.ledger.samples import drew, numbers, one_cell, ran, rows

KeeperAt = Callable[..., Keeper]


def test_what_is_kept_is_on_disk_and_read_again_as_it_was(keeper: Keeper, tmp_path: Path) -> None:
    assert keeper.keep(one_cell(3))
    assert keeper.on_disk
    history, problems = read_history(tmp_path)
    assert problems == ()
    assert history.latest.origin == "ledger"
    assert history.latest.records == keeper.run.records
    assert [record.evidence for record in history.latest.records] == [ran(3), drew(3)]
    header = ("id", "notebook", "started", "python", "tool_version")
    assert [getattr(history.latest, name) for name in header] == [getattr(keeper.run, name) for name in header]


def test_what_can_wait_makes_no_folder_until_something_is_kept(keeper: Keeper, tmp_path: Path) -> None:
    keeper.add([ran(1)])
    keeper.add([ran(2)])
    assert not keeper.on_disk
    assert list(tmp_path.iterdir()) == []
    assert [record.number for record in keeper.run.records] == [1, 2]
    assert keeper.keep([drew(3)])
    assert numbers(keeper.path, keeper.run.id) == [1, 2, 3]


def test_what_can_wait_is_written_at_once_when_the_ledger_is_open(keeper: Keeper) -> None:
    keeper.keep([drew()])
    keeper.add([ran(2)])
    assert keeper.on_disk
    assert numbers(keeper.path, keeper.run.id) == [1, 2]


def test_to_keep_nothing_makes_nothing(keeper: Keeper, tmp_path: Path) -> None:
    assert keeper.keep(())
    keeper.close()
    assert list(tmp_path.iterdir()) == []


def test_sqlalchemy_is_imported_with_the_first_evidence_kept_and_not_by_an_absent_ledger(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from mlchecks_jupyter.ledger.keeper import Keeper
from mlchecks_jupyter.ledger.reader import read_history
from tests.ledger.samples import ran
keeper = Keeper(Path({str(tmp_path)!r}))
keeper.add([ran()])
print(read_history(Path({str(tmp_path)!r})), "sqlalchemy" in sys.modules)
keeper.keep([ran()])
print("sqlalchemy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["(History(runs=()), ()) False", "True"]


def test_git_ignores_the_ledger_and_not_what_else_is_in_the_folder(keeper_at: KeeperAt, tmp_path: Path) -> None:
    (tmp_path / ".mlchecks").mkdir()  # made for a baseline
    keeper_at(tmp_path).keep([ran()])
    ignored = tmp_path / ".mlchecks" / ".gitignore"
    assert ignored.read_text() == "ledger*\n"
    others = [each.name for each in (tmp_path / ".mlchecks").iterdir() if not each.name.startswith("ledger")]
    assert others == [".gitignore"]
    ignored.write_text("mine")
    keeper_at(tmp_path).keep([ran()])
    assert ignored.read_text() == "mine"


def test_the_notebook_may_be_told_until_the_first_write(keeper_at: KeeperAt, tmp_path: Path) -> None:
    keeper = keeper_at(tmp_path, "")
    keeper.notebook = "sub/b.ipynb"
    keeper.keep([ran()])
    keeper.notebook = "c.ipynb"
    assert keeper.run.notebook == "sub/b.ipynb"
    assert read_history(tmp_path)[0].latest.notebook == "sub/b.ipynb"


def test_names_that_are_no_text_are_kept_in_escapes(keeper_at: KeeperAt, tmp_path: Path) -> None:
    keeper = keeper_at(tmp_path, "caf\udce9.ipynb")
    assert keeper.keep([CellRan(cell=ran().cell, ok=True, seconds=0.5)])
    history, _ = read_history(tmp_path)
    assert [run.notebook for run in history.runs] == ["caf\\udce9.ipynb"]


def test_rows_can_neither_be_changed_nor_removed(keeper: Keeper) -> None:
    keeper.keep(one_cell())
    with closing(sqlite3.connect(keeper.path)) as connection:
        for statement in (
            "UPDATE evidence SET time = ''",
            "UPDATE run SET notebook = ''",
            "DELETE FROM evidence",
            "DELETE FROM run",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
                connection.execute(statement)


def test_the_journal_is_a_write_ahead_log_where_memory_is_shared(
    keeper_at: KeeperAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for shared, journal in ((True, "wal"), (False, "delete")):
        root = tmp_path / journal
        monkeypatch.setattr("mlchecks_jupyter.ledger.opened.shares_memory", lambda _, shared=shared: shared)
        keeper = keeper_at(root)
        assert keeper.keep([ran()])
        assert keeper.keep([ran()])
        assert rows(keeper.path, "PRAGMA journal_mode") == [(journal,)]
        assert numbers(keeper.path, keeper.run.id) == [1, 2]
        assert len(read_history(root)[0].latest.records) == 2


@pytest.mark.parametrize("name", ["a b", "100%", "what?", "a#b", "a&mode=memory", "naïve ☃", "file:x", "'quo\"te;"])
def test_any_folder_name_will_do(keeper_at: KeeperAt, tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    root.mkdir()
    assert keeper_at(root).keep([ran()])
    assert ledger_path(root).is_file()
    assert len(read_history(root)[0].latest.records) == 1
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_change_of_the_working_folder_does_not_move_the_ledger(
    keeper_at: KeeperAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    keeper = keeper_at(Path())
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert keeper.keep([ran()])
    assert ledger_path(tmp_path).is_file()


def test_a_clock_that_is_set_back_keeps_the_order(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(["2030-01-01T00:00:02.000Z", "2030-01-01T00:00:01.000Z", "2030-01-01T00:00:03.000Z"])
    monkeypatch.setattr(keeper_module, "_now", lambda: next(times))
    for count in (1, 2, 3):
        assert keeper.keep([ran(count)])
    assert [record.time[-6:-1] for record in keeper.run.records] == ["2.000", "2.000", "3.000"]


def test_threads_may_keep_at_once(keeper: Keeper) -> None:
    threads = [threading.Thread(target=lambda: [keeper.keep([ran()]) for _ in range(25)]) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert numbers(keeper.path, keeper.run.id) == list(range(1, 101))


def test_a_value_that_json_does_not_know_stops_nothing(keeper: Keeper, tmp_path: Path) -> None:
    odd = CellRan(cell=ran().cell, ok=True, seconds=complex(1, 2))  # type: ignore[arg-type]
    assert keeper.keep([odd])
    assert keeper.keep([ran()])
    history, problems = read_history(tmp_path)
    assert [record.number for record in history.latest.records] == [2]
    assert len(problems) == 1
    assert "seconds" in problems[0]


def test_an_interrupt_while_writing_passes_and_the_record_is_written_later(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.keep([ran(1)])
    assert keeper._ledger is not None
    real = keeper._ledger._connection

    class Interrupted:
        def execute(self, statement: str, *values: object) -> object:
            if statement == "COMMIT":
                raise KeyboardInterrupt
            return real.execute(statement, *values)

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

    with monkeypatch.context() as patch:
        patch.setattr(keeper._ledger, "_connection", Interrupted())
        with pytest.raises(KeyboardInterrupt):
            keeper.keep([ran(2)])
    assert numbers(keeper.path, keeper.run.id) == [1]
    assert keeper.keep([ran(3)])
    assert numbers(keeper.path, keeper.run.id) == [1, 2, 3]


def test_after_closing_nothing_more_is_written(keeper: Keeper) -> None:
    keeper.keep([ran(1)])
    keeper.close()
    before = keeper.on_disk
    assert not keeper.keep([ran(2)])
    assert (before, keeper.on_disk) == (True, False)
    assert numbers(keeper.path, keeper.run.id) == [1]
    assert not Path(f"{keeper.path}-wal").exists()
