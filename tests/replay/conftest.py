"""Runs a cell as a kernel would, and then again."""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

import pytest

from mlchecks_jupyter.replay.body import Body
from mlchecks_jupyter.replay.prepare import prepare
from mlchecks_jupyter.replay.replay import Cell, FirstRun, Outcome


def fresh(_: dict[str, Any]) -> Callable[[], None]:
    """Fresh entropy for the process-wide generators."""
    state = random.getstate()
    random.seed()
    numpy: Any = sys.modules.get("numpy")
    if numpy is None:
        return lambda: random.setstate(state)
    before = numpy.random.get_state()
    numpy.random.seed()

    def undo() -> None:
        random.setstate(state)
        numpy.random.set_state(before)

    return undo


class Replayed(Protocol):
    """Runs a cell twice and compares."""

    def __call__(self, source: str, namespace: dict[str, Any] | None = None, **options: Any) -> Outcome: ...


@pytest.fixture
def replayed(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Replayed:
    """Runs a cell twice in an empty folder; `MAIN` is the number of this process."""
    monkeypatch.chdir(tmp_path)
    # Imported by other tests: here they would forbid a fork.
    for name in ("polars", "catboost", "cupy", "tensorflow", "jax"):
        monkeypatch.delitem(sys.modules, name, raising=False)

    def run(source: str, namespace: dict[str, Any] | None = None, **options: Any) -> Outcome:
        names = {"MAIN": os.getpid()} if namespace is None else namespace
        names.setdefault("MAIN", os.getpid())
        cell = Cell(source=source)
        options.setdefault("refresh", fresh)
        replay = prepare(cell, names, **options)
        out = io.StringIO()
        began = time.monotonic()
        try:
            with contextlib.redirect_stdout(out):
                shown = Body(cell).run(names, in_loop=False)
            first = FirstRun(namespace=names, shown=shown, printed=out.getvalue(), seconds=time.monotonic() - began)
            return replay.finish(first)
        finally:
            replay.cancel()

    return run
