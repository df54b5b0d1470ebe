"""Keepers that are closed again, and a folder that may not be written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from mlchecks_jupyter.ledger.keeper import Keeper


@pytest.fixture
def keeper_at() -> Iterator[Callable[..., Keeper]]:
    made: list[Keeper] = []

    def make(root: Path, notebook: str = "a.ipynb") -> Keeper:
        made.append(Keeper(root, notebook=notebook))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def keeper(keeper_at: Callable[..., Keeper], tmp_path: Path) -> Keeper:
    return keeper_at(tmp_path)


@contextmanager
def _write_protected(folder: Path) -> Iterator[None]:
    """Nobody may write in the folder. Permissions do not bind root, so it acts as another user meanwhile."""
    user = os.geteuid()
    folder.chmod(0o555)
    try:
        if user == 0:
            os.seteuid(65534)
        yield
    finally:
        if user == 0:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.fixture
def write_protected() -> Callable[[Path], AbstractContextManager[None]]:
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions of folders are a POSIX matter")
    return _write_protected


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that other users can reach; pytest's own is closed to them."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
