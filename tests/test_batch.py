"""Many files in one call: their order, their errors, and processes that change nothing."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlchecks_jupyter import batch

SPLIT = "from sklearn.model_selection import train_test_split\na, b = train_test_split(X)\n"


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    names = []
    for number in range(10):
        path = tmp_path / f"{9 - number}.py"
        path.write_text(SPLIT * (number % 3))
        names.append(str(path))
    return names


@pytest.mark.parametrize("jobs", [None, 1, 2, 3, 50])
def test_reports_come_in_the_order_of_the_files(files: list[str], jobs: int | None) -> None:
    reports, errors = batch.check_files(files, jobs=jobs)
    assert errors == []
    assert [report.notebook.path for report in reports] == files
    assert [len(report.findings) for report in reports] == [number % 3 for number in range(10)]


def test_processes_change_nothing(files: list[str]) -> None:
    one, _ = batch.check_files(files, jobs=1)
    two, _ = batch.check_files(files, jobs=2)
    assert [report.to_json() for report in one] == [report.to_json() for report in two]
    assert [report.notebook.cells for report in one] == [report.notebook.cells for report in two]


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_file_that_cannot_be_read_gives_one_sentence(files: list[str], tmp_path: Path, jobs: int) -> None:
    bad = tmp_path / "bad.ipynb"
    bad.write_text("{")
    names = [str(tmp_path / "none.py"), *files[:4], str(bad), *files[4:]]
    reports, errors = batch.check_files(names, jobs=jobs)
    assert [report.notebook.path for report in reports] == files
    assert [error.split(": ")[0] for error in errors] == [names[0], str(bad)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_select_and_ignore_reach_every_process(files: list[str], jobs: int) -> None:
    reports, _ = batch.check_files(files, select=("unseeded-rng",), jobs=jobs)
    assert not [finding for report in reports for finding in report.findings]
    reports, _ = batch.check_files(files, ignore=("unseeded-split",), jobs=jobs)
    outcomes = {result.outcome for report in reports for result in report.results if result.check == "unseeded-split"}
    assert outcomes == {"skipped"}


@pytest.mark.parametrize("jobs", [None, 1, 4])
def test_no_files_give_no_reports(jobs: int | None) -> None:
    assert batch.check_files([], jobs=jobs) == ([], [])


def test_few_files_take_one_process(files: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> object:
        raise AssertionError("a process was started")

    monkeypatch.setattr(batch, "_judge_apart", refuse)
    assert len(batch.check_files(files)[0]) == len(files)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this is what happens there anyway")
def test_where_nothing_can_be_forked_processes_are_spawned(files: list[str]) -> None:
    program = (
        "import os, sys\n"
        "from mlchecks_jupyter import batch\n"
        "if __name__ == '__main__':\n"
        "    del os.fork\n"
        "    reports, _ = batch.check_files(sys.argv[1:], jobs=2)\n"
        "    print([len(report.findings) for report in reports])\n"
    )
    script = Path(files[0]).with_name("program.py")
    script.write_text(program)
    done = subprocess.run([sys.executable, script, *files], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert done.stdout == f"{[number % 3 for number in range(10)]}\n"
