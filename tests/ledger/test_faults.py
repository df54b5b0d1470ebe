"""Whatever is wrong with the file or the folder: it is said once, nothing is lost, and nothing is raised."""

from __future__ import annotations

import builtins
import errno
import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from mlchecks_jupyter.ledger import opening
from mlchecks_jupyter.ledger.keeper import Keeper
from mlchecks_jupyter.ledger.location import ledger_path
from mlchecks_jupyter.ledger.reader import read_history
from tests.ledger.samples import numbers, one_cell, ran, rows, set_aside

KeeperAt = Callable[..., Keeper]
WriteProtected = Callable[[Path], AbstractContextManager[None]]


def begun(root: Path, cells: int = 1) -> Path:
    """A ledger of an earlier kernel."""
    earlier = Keeper(root, notebook="earlier.ipynb")
    assert all(earlier.keep(one_cell(count)) for count in range(cells))
    earlier.close()
    return earlier.path


def one_notice(keeper: Keeper) -> str:
    (notice,) = keeper.notices()
    assert keeper.notices() == ()
    return notice


def later(keeper: Keeper) -> None:
    """The pause after a failure is over."""
    keeper._next_try = 0.0


# --- The folder cannot be written


def test_a_folder_that_may_not_be_written_is_said_once_and_evidence_stays_in_memory(
    keeper_at: KeeperAt, public_folder: Path, write_protected: WriteProtected
) -> None:
    keeper = keeper_at(public_folder)
    with write_protected(public_folder):
        assert not keeper.keep([ran(1)])
        notice = one_notice(keeper)
        assert "in memory only" in notice
        assert f"{public_folder}/.mlchecks cannot be written (Permission denied)" in notice
        assert not keeper.keep([ran(2)], wait=1.0)
        assert keeper.notices() == ()
    assert len(keeper.run.records) == 2
    assert keeper.keep([ran(3)], wait=1.0)
    assert numbers(keeper.path, keeper.run.id) == [1, 2, 3]


def test_a_ledger_in_a_protected_folder_is_left_alone(
    keeper_at: KeeperAt, public_folder: Path, write_protected: WriteProtected
) -> None:
    path = begun(public_folder)
    keeper = keeper_at(public_folder)
    before = path.read_bytes()
    with write_protected(path.parent):
        assert not keeper.keep([ran()])
        assert "cannot be written" in one_notice(keeper)
    assert path.read_bytes() == before


@pytest.mark.parametrize("taken", [".mlchecks", ".mlchecks/ledger.db", ".mlchecks/ledger-opening.lock"])
def test_a_name_that_is_taken_by_something_else(keeper_at: KeeperAt, tmp_path: Path, taken: str) -> None:
    if taken == ".mlchecks":
        (tmp_path / taken).write_text("a file")
    else:
        (tmp_path / taken).mkdir(parents=True)
    keeper = keeper_at(tmp_path)
    assert not keeper.keep([ran()])
    assert "cannot be written" in one_notice(keeper)
    assert len(keeper.run.records) == 1


def test_after_a_failure_writing_pauses_longer_each_time_unless_a_person_waits(
    keeper_at: KeeperAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".mlchecks").write_text("a file")
    now = 1000.0
    tried: list[float] = []
    monkeypatch.setattr(time, "monotonic", lambda: now)
    real = opening.open_ledger

    def opened(*arguments: Any, **options: Any) -> opening.Opening:
        tried.append(now)
        return real(*arguments, **options)

    monkeypatch.setattr(opening, "open_ledger", opened)
    keeper = keeper_at(tmp_path)
    for now in range(1000, 1200):  # noqa: B007 - the clock reads it
        keeper.keep([ran()])
    assert tried == [1000, 1001, 1003, 1007, 1015, 1031, 1063, 1123, 1183]
    keeper.keep([ran()], wait=5.0)
    assert tried[-1] == 1199
    (tmp_path / ".mlchecks").unlink()
    assert keeper.keep([ran()], wait=5.0)
    assert numbers(keeper.path, keeper.run.id) == list(range(1, 203))


def test_a_full_disk_is_said_and_written_to_when_there_is_space(keeper: Keeper) -> None:
    keeper.keep([ran(1)])
    assert keeper._ledger is not None
    connection = keeper._ledger._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")  # SQLite says of this what it says of a full disk
    kept = [keeper.keep([ran(count) for _ in range(100)], wait=1.0) for count in (2, 3)]
    assert kept == [False, False]
    assert "is full" in one_notice(keeper)
    connection.execute("PRAGMA max_page_count=1000000")
    assert keeper.keep([ran(4)], wait=1.0)
    assert numbers(keeper.path, keeper.run.id) == list(range(1, 203))


@pytest.mark.parametrize(
    ("missing", "said"), [("sqlalchemy", "%pip install sqlalchemy"), ("sqlite3", "without SQLite")]
)
def test_without_a_library_evidence_stays_in_memory(
    keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, said: str
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == missing:
            raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)
        return real(name, *rest)

    with monkeypatch.context() as patch:
        for name in [name for name in sys.modules if name.startswith("mlchecks_jupyter.ledger.")]:
            patch.delitem(sys.modules, name)
        patch.setattr(builtins, "__import__", without)
        assert not keeper.keep([ran(1)])
        assert said in one_notice(keeper)
        assert list(tmp_path.iterdir()) == []
    assert keeper.keep([ran(2)], wait=1.0)
    assert numbers(keeper.path, keeper.run.id) == [1, 2]


# --- Another writer


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_busy_ledger_makes_a_cell_wait_no_longer_than_told_and_nothing_is_lost(keeper: Keeper) -> None:
    keeper.keep([ran(1)])
    with locked(keeper.path):
        assert not keeper.keep([ran(2)], wait=0.01)
        assert keeper.notices() == ()  # as it is now and then
        for _ in range(2):
            later(keeper)
            assert not keeper.keep((), wait=0.01)
        assert "Another program is holding .mlchecks/ledger.db" in one_notice(keeper)
    later(keeper)
    assert keeper.keep([ran(3)])
    assert numbers(keeper.path, keeper.run.id) == [1, 2, 3]


def test_a_sign_off_waits_until_the_other_writer_is_done(keeper: Keeper) -> None:
    keeper.keep([ran(1)])
    with locked(keeper.path) as other:
        timer = threading.Timer(0.2, lambda: other.execute("COMMIT"))
        timer.start()
        assert keeper.keep([ran(2)], wait=5.0)
        timer.join()


def test_a_ledger_is_begun_when_the_other_kernel_has_opened_its_own(keeper: Keeper) -> None:
    keeper.path.parent.mkdir()
    with locked(keeper.path.parent / "ledger-opening.lock"):
        assert not keeper.keep([ran(1)], wait=0.01)
    later(keeper)
    assert keeper.keep([ran(2)])
    assert numbers(keeper.path, keeper.run.id) == [1, 2]


# --- The file is damaged, or none of ours


def _other_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE evidence (a, b)")


def _fewer_columns(path: Path) -> None:
    _other_tables(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("this is no database at all" * 100),
    "zeros": lambda path: path.write_bytes(bytes(8192)),
    "short": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "cut": _cut,
    "other tables": _other_tables,
    "fewer columns": _fewer_columns,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_ledger_is_set_aside_as_it_is_and_a_new_one_begun(
    keeper_at: KeeperAt, tmp_path: Path, damage: str
) -> None:
    path = begun(tmp_path, 20)
    DAMAGE[damage](path)
    before = path.read_bytes()
    keeper = keeper_at(tmp_path)
    assert keeper.keep([ran()])
    (name,) = set_aside(tmp_path)
    assert (path.parent / name).read_bytes() == before
    assert f"set aside as {name}" in one_notice(keeper)
    assert [len(run.records) for run in read_history(tmp_path)[0].runs] == [1]


def test_an_empty_file_of_a_kernel_that_was_killed_is_begun(keeper_at: KeeperAt, tmp_path: Path) -> None:
    path = ledger_path(tmp_path)
    path.parent.mkdir()
    path.touch()
    keeper = keeper_at(tmp_path)
    assert keeper.keep([ran()])
    assert keeper.notices() == ()
    assert set_aside(tmp_path) == []
    assert numbers(path, keeper.run.id) == [1]


def test_damage_that_shows_in_the_middle_costs_this_kernel_nothing(keeper_at: KeeperAt, tmp_path: Path) -> None:
    path = begun(tmp_path, 200)
    keeper = keeper_at(tmp_path)
    assert keeper.keep([ran(1)])
    keeper.close()
    whole = path.read_bytes()
    (page_size,) = rows(path, "PRAGMA page_size")[0]
    keeper = keeper_at(tmp_path)
    # Tables and versions, on the first pages, are as they were; those that hold the records are not.
    path.write_bytes(whole[: 4 * page_size] + b"\xff" * (len(whole) - 4 * page_size))
    kept = [keeper.keep([ran(count)]) for count in range(50)]
    assert all(kept)
    assert len(set_aside(tmp_path)) == 1
    assert "was damaged" in one_notice(keeper)
    assert numbers(path, keeper.run.id) == list(range(1, 51))


def test_damage_done_while_the_ledger_is_open(keeper_at: KeeperAt, tmp_path: Path) -> None:
    path = begun(tmp_path, 200)
    keeper = keeper_at(tmp_path)
    assert keeper.keep([ran(1)])
    assert keeper._ledger is not None
    keeper._ledger._connection.execute("PRAGMA cache_size=0")
    keeper._ledger._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.write(b"\xff" * path.stat().st_size)
    assert keeper.keep([ran(2)], wait=1.0)
    assert len(set_aside(tmp_path)) == 1
    assert "was damaged" in one_notice(keeper)
    assert numbers(path, keeper.run.id) == [1, 2]


def test_of_two_kernels_that_find_the_same_damage_one_sets_it_aside(keeper_at: KeeperAt, tmp_path: Path) -> None:
    path = begun(tmp_path)
    keepers = [keeper_at(tmp_path) for _ in range(6)]
    path.write_text("no database" * 1000)
    threads = [threading.Thread(target=each.keep, args=([ran()],), kwargs={"wait": 20.0}) for each in keepers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set_aside(tmp_path)) == 1
    assert {run.id for run in read_history(tmp_path)[0].runs} == {each.run.id for each in keepers}


def test_a_kernel_that_finds_damage_another_has_set_aside_keeps_the_new_ledger(
    keeper_at: KeeperAt, tmp_path: Path
) -> None:
    first, second = keeper_at(tmp_path), keeper_at(tmp_path)
    first.keep([ran(1)])
    second.keep([ran(1)])
    for each in (first, second):  # both had the file open when a page proved damaged
        assert each._ledger is not None
        each._condemned = each._ledger.identity
        each._let_go()
    assert first.keep([ran(2)])
    assert second.keep([ran(2)])
    assert len(set_aside(tmp_path)) == 1
    assert sorted(len(run.records) for run in read_history(tmp_path)[0].runs) == [2, 2]
    assert "removed or replaced" in one_notice(second)


def test_names_of_ledgers_set_aside_are_unique(keeper_at: KeeperAt, tmp_path: Path) -> None:
    for _ in range(3):
        path = ledger_path(tmp_path)
        path.parent.mkdir(exist_ok=True)
        path.write_text("no database" * 1000)
        keeper_at(tmp_path).keep([ran()])
    assert len(set_aside(tmp_path)) == 3


def test_a_newer_ledger_is_never_written(keeper_at: KeeperAt, tmp_path: Path) -> None:
    path = begun(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 7")
        connection.execute("PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    keeper = keeper_at(tmp_path)
    assert not keeper.keep([ran()])
    assert "newer release (format 7" in one_notice(keeper)
    assert path.read_bytes() == before
    assert set_aside(tmp_path) == []


# --- The file is taken away while it is open


def _remove_all(path: Path) -> None:
    shutil.rmtree(path.parent)


def _remove_one(path: Path) -> None:
    path.unlink()


def _replace(path: Path) -> None:
    path.with_name("other.db").write_bytes(b"")
    path.with_name("other.db").replace(path)


@pytest.mark.parametrize("take_away", [_remove_all, _remove_one, _replace])
def test_a_ledger_that_is_taken_away_is_begun_anew_with_the_whole_run(
    keeper_at: KeeperAt, tmp_path: Path, take_away: Callable[[Path], None]
) -> None:
    keeper, other = keeper_at(tmp_path), keeper_at(tmp_path)
    for each in (keeper, other):
        assert each.keep([ran(1)])
        assert each.keep([ran(2)])
    take_away(keeper.path)
    assert keeper.keep([ran(3)])
    assert other.keep([ran(3)])
    for count in range(4, 50):  # in turns: neither writes into the other's files
        assert keeper.keep([ran(count)])
        assert other.keep([ran(count)])
    for each in (keeper, other):
        assert "removed or replaced" in one_notice(each)
        assert numbers(keeper.path, each.run.id) == list(range(1, 50))
    assert rows(keeper.path, "PRAGMA integrity_check") == [("ok",)]
    assert set_aside(tmp_path) == []


def test_a_kernel_that_begins_after_the_ledger_was_removed_takes_nothing_that_was_left(
    keeper_at: KeeperAt, tmp_path: Path
) -> None:
    former, later_one = keeper_at(tmp_path), keeper_at(tmp_path)
    assert former.keep([ran(1)])
    former.path.unlink()  # its log and the index of that stay, and are in use
    for count in range(1, 50):
        assert later_one.keep([ran(count)])
    for count in range(2, 50):
        assert former.keep([ran(count)])
        assert later_one.keep([ran(count)])
    assert numbers(former.path, former.run.id) == list(range(1, 50))
    assert numbers(former.path, later_one.run.id) == list(range(1, 98))
    assert rows(former.path, "PRAGMA integrity_check") == [("ok",)]


def test_a_ledger_that_was_emptied_while_open_gets_the_whole_run_again(keeper_at: KeeperAt, tmp_path: Path) -> None:
    keeper = keeper_at(tmp_path)
    for count in range(1, 4):
        assert keeper.keep([ran(count)])
    os.truncate(keeper.path, 0)
    assert keeper.keep([ran(4)])
    assert [record.number for record in read_history(tmp_path)[0].latest.records] == [1, 2, 3, 4]


def test_an_older_copy_that_is_put_back_gets_only_what_it_lacks(keeper_at: KeeperAt, tmp_path: Path) -> None:
    keeper = keeper_at(tmp_path)
    keeper.keep([ran(1)])
    with closing(sqlite3.connect(keeper.path)) as source, closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        source.backup(copy)
    keeper.keep([ran(2)])
    (tmp_path / "copy.db").replace(keeper.path)
    assert keeper.keep([ran(3)])
    assert numbers(keeper.path, keeper.run.id) == [1, 2, 3]
    assert rows(keeper.path, "PRAGMA integrity_check") == [("ok",)]


def test_a_ledger_that_was_compacted_is_kept_on_with(keeper_at: KeeperAt, tmp_path: Path) -> None:
    keeper = keeper_at(tmp_path)
    keeper.keep([ran(count) for count in range(200)])
    with closing(sqlite3.connect(keeper.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = keeper.path.stat().st_size
        keeper._ledger._known = (*keeper._ledger.identity, size + 4096)  # type: ignore[union-attr, misc]
    assert keeper.keep([ran()])
    assert keeper.notices() == ()
    assert set_aside(tmp_path) == []
    assert numbers(keeper.path, keeper.run.id) == list(range(1, 202))


def test_a_ledger_that_is_always_taken_away_is_given_up_for_now(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("mlchecks_jupyter.ledger.opened.OpenedLedger.is_in_place", lambda _: False)
        assert not keeper.keep([ran()])
    assert "taken away" in one_notice(keeper)
    assert keeper.keep((), wait=1.0)
    assert numbers(keeper.path, keeper.run.id) == [1]


def test_any_other_fault_is_said_with_its_reason(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(f"odd\n{errno.EIO}")

    with monkeypatch.context() as patch:
        patch.setattr(opening, "open_ledger", fails)
        assert not keeper.keep([ran()])
    assert "failed (odd 5)" in one_notice(keeper)
