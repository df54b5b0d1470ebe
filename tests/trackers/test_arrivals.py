from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlchecks_jupyter.trackers.arrivals import Arrivals


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "awaited_one.py").write_text("import awaited_two\nvalue = 1\n")
    (tmp_path / "awaited_two.py").write_text("value = 2\n")
    (tmp_path / "awaited_broken.py").write_text("raise ImportError('theirs')\n")
    yield tmp_path
    for name in ("awaited_one", "awaited_two", "awaited_broken"):
        sys.modules.pop(name, None)


def waiting(told: list[str], *names: str) -> Arrivals:
    arrivals = Arrivals(lambda name: told.append(f"before {name}"), lambda name: told.append(f"after {name}"))
    arrivals.await_(names)
    arrivals.start()
    return arrivals


def test_an_import_is_told_of_around_its_execution(folder: Path) -> None:
    told: list[str] = []
    arrivals = waiting(told, "awaited_one", "awaited_two")
    try:
        import awaited_one  # type: ignore[import-not-found]

        assert awaited_one.value == 1
        assert told == ["before awaited_one", "before awaited_two", "after awaited_two", "after awaited_one"]
    finally:
        arrivals.stop()


def test_specification_loader_and_module_are_as_without_us(folder: Path) -> None:
    plain = importlib.import_module("awaited_two")
    sys.modules.pop("awaited_two")
    arrivals = waiting([], "awaited_two")
    try:
        module = importlib.import_module("awaited_two")
        assert type(module.__loader__) is type(plain.__loader__)
        assert module.__spec__ is not None
        assert module.__spec__.loader is module.__loader__
        assert vars(module.__loader__) == vars(plain.__loader__)
        assert module.__spec__ == plain.__spec__
        assert set(vars(module)) == set(vars(plain))
        assert inspect.getsource(module) == inspect.getsource(plain)
        assert importlib.reload(module) is module
    finally:
        arrivals.stop()


def test_a_specification_that_is_only_looked_at_is_left_as_it_was(folder: Path) -> None:
    told: list[str] = []
    arrivals = waiting(told, "awaited_two")
    spec = importlib.util.find_spec("awaited_two")
    assert spec is not None
    assert spec.loader is not None
    arrivals.stop()
    assert "exec_module" not in vars(spec.loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.value == 2
    assert told == []


def test_a_failed_import_passes_through_and_may_be_tried_again(folder: Path) -> None:
    told: list[str] = []
    arrivals = waiting(told, "awaited_broken")
    try:
        with pytest.raises(ImportError, match="theirs"):
            importlib.import_module("awaited_broken")
        assert told == ["before awaited_broken"]
        (folder / "awaited_broken.py").write_text("value = 'mended by hand'\n")
        importlib.invalidate_caches()
        importlib.import_module("awaited_broken")
        assert told[1:] == ["before awaited_broken", "after awaited_broken"]
    finally:
        arrivals.stop()


def test_other_imports_and_missing_modules_are_none_of_ours(folder: Path) -> None:
    told: list[str] = []
    arrivals = waiting(told, "awaited_missing")
    try:
        assert arrivals.find_spec("awaited_two") is None
        importlib.import_module("awaited_two")
        assert importlib.util.find_spec("awaited_missing") is None
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("awaited_missing")
        assert told == []
    finally:
        arrivals.stop()


@pytest.mark.parametrize("first", [0, 1])
def test_two_finders_tell_both_and_go_in_any_order(folder: Path, first: int) -> None:
    before = list(sys.meta_path)
    told: tuple[list[str], list[str]] = ([], [])
    both = [waiting(told[0], "awaited_one", "awaited_two"), waiting(told[1], "awaited_one", "awaited_two")]
    importlib.import_module("awaited_two")
    assert told[0] == told[1] == ["before awaited_two", "after awaited_two"]
    both[first].stop()
    importlib.import_module("awaited_one")
    assert told[first] == ["before awaited_two", "after awaited_two"]
    assert told[1 - first][2:] == ["before awaited_one", "after awaited_one"]
    both[1 - first].stop()
    assert sys.meta_path == before


def test_a_finder_of_somebody_elses_that_raises_goes_on_as_without_us(folder: Path) -> None:
    class Broken:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "awaited_two":
                raise RuntimeError("theirs")

    broken = Broken()
    arrivals = waiting([], "awaited_two")
    sys.meta_path.insert(1, broken)
    try:
        with pytest.raises(RuntimeError, match="theirs"):
            importlib.import_module("awaited_two")
    finally:
        sys.meta_path.remove(broken)
        arrivals.stop()
