"""The ledger lies at the project's top, and knows when memory cannot be shared there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlchecks_jupyter.ledger.location import ledger_path, project_root, shares_memory


def test_the_root_is_the_nearest_folder_with_git_else_the_folder_itself(tmp_path: Path) -> None:
    inner = tmp_path / "work" / "notebooks"
    inner.mkdir(parents=True)
    assert project_root(inner) == inner
    (tmp_path / ".git").mkdir()
    assert project_root(inner) == tmp_path
    (tmp_path / "work" / ".git").write_text("gitdir: elsewhere")  # a worktree
    assert project_root(inner) == tmp_path / "work"
    assert ledger_path(tmp_path) == tmp_path / ".mlchecks" / "ledger.db"


def test_a_relative_folder_gets_an_absolute_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert project_root(Path()) == tmp_path


def test_a_working_folder_that_is_gone_raises_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(FileNotFoundError):
        os.getcwd()
    assert project_root(Path()) == Path()


@pytest.mark.parametrize(
    ("place", "shared"),
    [
        ("/home/a/p/.mlchecks/ledger.db", False),
        ("/home/ab/p", True),
        ("/home/a/scratch/p", True),
        ("/mnt/my share/p", False),
        ("/elsewhere/p", True),
        ("//server/share/p", False),
    ],
)
def test_memory_is_shared_on_local_file_systems_only(tmp_path: Path, place: str, shared: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/vda / ext4 rw 0 0\nserver:/a /home/a nfs4 rw 0 0\n/dev/vdb /home/a/scratch xfs rw 0 0\n"
        "//s/x /mnt/my\\040share cifs rw 0 0\n"
    )
    assert shares_memory(Path(place), mounts) is shared


def test_a_file_system_that_cannot_be_told_counts_as_local(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\nnonsense\n")
    assert shares_memory(tmp_path, tmp_path / "empty")
    assert shares_memory(tmp_path, tmp_path / "none")
