"""Kernels that are killed at any moment, that write at once, and that fork: what was acknowledged is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlchecks_jupyter.ledger.location import ledger_path
from mlchecks_jupyter.ledger.reader import read_history
from tests.ledger.samples import numbers, rows, set_aside

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")


def acknowledged(what: str, root: Path, *arguments: int) -> list[tuple[str, int]]:
    """What the writers were told is on disk: runs, and the number of the last record of each."""
    command = [sys.executable, "-m", "tests.ledger.writers", what, str(root), *map(str, arguments)]
    top = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=top, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [(run, number) for run, number in json.loads(done.stdout)]


def whole(root: Path) -> bool:
    return rows(ledger_path(root), "PRAGMA integrity_check") == [("ok",)] and set_aside(root) == []


def test_whatever_was_acknowledged_outlives_kernels_killed_at_any_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlchecks_jupyter.ledger.rows._RECENT", 1_000)
    told = acknowledged("kill", tmp_path, 40)
    history, problems = read_history(tmp_path)  # before anything else opens the file and puts it in order
    assert problems == ()
    kept = {run.id: [record.number for record in run.records] for run in history.runs}
    assert len(told) >= 30
    for run, last in told:
        assert kept[run] == list(range(1, len(kept[run]) + 1))
        assert len(kept[run]) >= last
    # Each cell's two records are there, or neither.
    assert {len(each) % 2 for each in kept.values()} == {0}
    assert whole(tmp_path)


def test_eight_kernels_write_at_once_and_every_record_is_there(tmp_path: Path) -> None:
    told = acknowledged("together", tmp_path, 8, 200)
    assert sorted(last for _, last in told) == [400] * 8
    assert len({run for run, _ in told}) == 8
    for run, last in told:
        assert numbers(ledger_path(tmp_path), run) == list(range(1, last + 1))
    assert whole(tmp_path)


def test_in_a_forked_child_a_keeper_does_nothing_and_the_parents_goes_on(tmp_path: Path) -> None:
    ((run, last),) = acknowledged("fork", tmp_path)
    assert last == 10
    assert numbers(ledger_path(tmp_path), run) == list(range(1, 11))
    assert whole(tmp_path)
