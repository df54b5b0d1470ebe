"""What a kernel has told its user is kept, whatever becomes of the kernel, the folder or the ledger."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

from mlchecks_jupyter.core.evidence import RngAdvanced, Seeded
from mlchecks_jupyter.core.said import Signed
from mlchecks_jupyter.ledger.reader import read_history
from tests.jupyter.kernels import KERNELS, kernel
from tests.jupyter.notebooks import LOAD, write

#: So often a kernel is killed.
_KILLED = 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [LOAD])
    names = sorted(KERNELS)
    for round_ in range(_KILLED):
        with kernel(tmp_path, names[round_ % len(names)], JPY_SESSION_NAME=str(path)) as started:
            started.ok(f"{LOAD}\nimport random")
            for each in range(round_ + 1):
                started.ok(f"random.seed({each})")
            started.ok("%%seedcheck\ndrawn = random.random()")
            if round_ % 2:
                started.ok(f"%checklist sign S{round_} 'in round {round_}' --by Ann")
            if round_ % 3 == 0:
                started.send("while True: random.seed(99)")
            os.kill(started.pid, signal.SIGKILL)
        history, problems = read_history(tmp_path)
        assert problems == ()
        assert len(history.runs) == round_ + 1
        run = history.latest
        assert [each.seeding.value for each in run.of(Seeded)][: round_ + 1] == [str(n) for n in range(round_ + 1)]
        assert [each.seeding.value for each in run.of(RngAdvanced)] == [str(round_)]
        if round_ % 2:
            assert [each.reason for each in run.of(Signed)] == [f"in round {round_}"]
        numbers = [record.number for record in run.records]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_read_only_project_is_said_once(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    project.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        _memory_only(project, tmp_path)
    finally:
        project.chmod(stat.S_IRWXU)


def test_a_folder_that_cannot_be_made_is_said_once(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / ".mlchecks").write_text("a file where the folder belongs", encoding="utf-8")
    _memory_only(project, tmp_path)


def _memory_only(project: Path, home: Path) -> None:
    with kernel(project, IPYTHONDIR=str(home / ".ipython")) as started:
        assert started.ok(LOAD).errors == ""
        errors = [started.ok("import random\nrandom.seed(1)").errors]
        output = started.ok("%%seedcheck\ndrawn = random.random()")
        errors.append(output.errors)
        assert output.plain.startswith("✓ Seeded")
        assert len(output.bundles[0]["records"]) == 1
        errors += [started.ok("random.random();").errors for _ in range(3)]
        said = [line for each in errors for line in each.splitlines()]
        assert len(said) == 1, said
        assert said[0].startswith("mlchecks: Evidence is kept in memory only")
        output = started.ok("%checklist sign S1 'fine' --by Ann")
        assert "✎ signed off" in output.plain
        assert "It holds in this kernel alone" in output.plain
        status = started.ok("%mlchecks status").text
        assert "in memory" in status
        assert started.ok("1 + 1").errors == ""


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_ledger_is_set_aside_and_said_once(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / ".mlchecks"
    folder.mkdir()
    (folder / "ledger.db").write_bytes(content)
    with kernel(tmp_path) as started:
        assert started.ok(LOAD).errors == ""
        errors = [started.ok("import random\nrandom.seed(1)").errors]
        errors += [started.ok("random.random();").errors for _ in range(3)]
        said = [line for each in errors for line in each.splitlines()]
        assert len(said) == (1 if content else 0), said
        assert all(line.startswith("mlchecks: The ledger was damaged and has been set aside as") for line in said)
    history, problems = read_history(tmp_path)
    assert problems == ()
    assert len(list(history.latest.of(RngAdvanced))) == 3
    assert len(list(folder.glob("ledger-set-aside-*.db"))) == (1 if content else 0)


def test_a_ledger_damaged_while_a_kernel_runs_costs_no_cell(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok("import random\nrandom.seed(1)")
        for file in (tmp_path / ".mlchecks").glob("ledger.db*"):
            file.unlink()
        errors = [started.ok("random.random();").errors for _ in range(3)]
        assert sum(map(len, map(str.splitlines, errors))) <= 1
        assert "✓ Seeded" in started.ok("%%seedcheck\nrandom.seed(2)\nx = random.random()").plain
        assert "stale" in started.ok("%checklist S2").plain
    history, problems = read_history(tmp_path)
    assert problems == ()
    assert [each.seeding.value for each in history.latest.of(Seeded)] == ["1", "2"]


def test_a_damaged_ledger_costs_the_checklist_nothing_but_a_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [LOAD, "%checklist"])
    (tmp_path / ".mlchecks").mkdir()
    (tmp_path / ".mlchecks" / "ledger.db").write_bytes(b"no database" * 1000)
    with kernel(tmp_path, JPY_SESSION_NAME=str(path)) as started:
        started.ok(LOAD)
        output = started.ok("%checklist")
        assert "S1 Data" in output.plain
        assert "damaged" in output.plain
        assert "13 items" in output.plain
