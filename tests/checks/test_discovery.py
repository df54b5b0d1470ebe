"""What a check class must say, and how checks of other packages are found."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mlchecks_jupyter import checks, session
from mlchecks_jupyter.core.check import Check, CheckDefinitionError, NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.reading import from_sources


def _run(self: Check, notebook: Notebook) -> Iterator[Finding]:
    yield from ()


COMPLETE: dict[str, Any] = {
    "__doc__": "A price that nobody tracks.",
    "name": "untracked-price",
    "item": "data",
    "severity": "warning",
    "good": (code("x = 1"),),
    "bad": (code("x = 2"),),
    "check": _run,
}


def _define(class_name: str = "UntrackedPrice", **changes: Any) -> type[Check]:
    body = {key: value for key, value in {**COMPLETE, **changes}.items() if value is not None}
    return type(class_name, (Check,), body)


def test_a_complete_check_is_accepted() -> None:
    kind = _define()
    assert kind.needs == {"notebook"}
    assert kind().items == ("data",)
    assert kind().title == "A price that nobody tracks."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": None}, "has no `name`"),
        ({"item": None}, "has no `item`"),
        ({"severity": None}, "has no `severity`"),
        ({"good": None}, "has no `good`"),
        ({"bad": None}, "has no `bad`"),
        ({"check": None}, "has no `check`"),
        ({"__doc__": None}, "has no docstring"),
        ({"good": ()}, "at least one good and one bad sample"),
        ({"bad": ()}, "at least one good and one bad sample"),
        ({"name": "UntrackedPrice"}, "here `untracked-price`"),
        ({"name": "untracked-prices"}, "here `untracked-price`"),
        ({"item": "prices"}, "no checklist item"),
        ({"also": ("data", "prices")}, "judges `prices`, which is no checklist item"),
        ({"severity": "fatal"}, "choose from error, warning, advice"),
        (
            {"check": lambda self, notebok: ()},
            "asks for notebok; the evidence there is: history, lineage, notebook, run",
        ),
    ],
)
def test_an_incomplete_check_is_refused_with_one_sentence(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CheckDefinitionError) as caught:
        _define(**changes)
    message = str(caught.value)
    assert said in message
    assert "UntrackedPrice" in message
    assert "\n" not in message


def test_an_abstract_family_need_not_be_complete() -> None:
    class Family(Check, abstract=True):
        pass

    assert not hasattr(Family, "needs")


def _raising(error: Exception) -> Callable[..., Any]:
    def check(self: Check, notebook: Notebook) -> Iterator[Finding]:
        raise error

    return check


@pytest.fixture
def with_checks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def use(*extra: type[Check]) -> None:
        known = (*(kind() for kind in extra), *checks.discover())
        monkeypatch.setattr(session, "discover", lambda: known)

    return use


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), RecursionError(), KeyError("x"), MemoryError()])
def test_a_check_that_raises_costs_only_itself(with_checks: Callable[..., None], error: Exception) -> None:
    with_checks(_define(check=_raising(error)))
    report = session.judge(from_sources(["from sklearn.model_selection import train_test_split\ntrain_test_split(X)"]))
    outcomes = {result.check: result for result in report.results}
    assert outcomes["untracked-price"].outcome == "error"
    assert type(error).__name__ in outcomes["untracked-price"].reason
    assert outcomes["unseeded-split"].outcome == "fail"
    assert next(item for item in report.items if item.item.name == "data").status == "attention"


def test_a_check_without_anything_to_judge_says_so(with_checks: Callable[..., None]) -> None:
    with_checks(_define(check=_raising(NotApplicable("There is no price."))))
    report = session.judge(from_sources(["x = 1"]))
    result = next(result for result in report.results if result.check == "untracked-price")
    assert (result.outcome, result.reason) == ("not_applicable", "There is no price.")
    assert next(item for item in report.items if item.item.name == "data").status == "unknown"


class _Entry:
    def __init__(self, name: str, load: Callable[[], object]) -> None:
        self.name = name
        self.load = load


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def use(*entries: _Entry) -> None:
        monkeypatch.setattr(
            importlib.metadata, "entry_points", lambda *, group: entries if group == "mlchecks.checks" else ()
        )
        monkeypatch.setattr(checks, "_any_declares", lambda group: bool(entries))
        checks.discover.cache_clear()

    yield use
    monkeypatch.undo()
    checks.discover.cache_clear()


def test_a_check_of_another_package_is_found(install: Callable[..., None]) -> None:
    built_in = len(checks.discover())
    install(_Entry("untracked-price", _define))
    assert len(checks.discover()) == built_in + 1
    assert checks.discover()[0].name == "untracked-price"  # S1 comes first
    found = checks.find("untracked-price")
    assert found is not None
    assert found.item == "data"
    report = session.judge(from_sources(["x = 1"]))
    assert "untracked-price" in {result.check for result in report.results}


def test_another_package_cannot_replace_a_built_in_check(install: Callable[..., None]) -> None:
    built_in = checks.find("unseeded-split")
    install(_Entry("unseeded-split", lambda: _define("UnseededSplit", name="unseeded-split")))
    assert type(checks.find("unseeded-split")) is type(built_in)


def _import_error() -> object:
    raise ImportError("No module named 'their_checks'")


def _definition_error() -> object:
    return _define(item="prices")


@pytest.mark.parametrize(
    "load",
    [_import_error, _definition_error, object, lambda: Check, lambda: int],
    ids=lambda load: load.__name__,
)
def test_a_broken_entry_point_is_left_out_with_one_warning(
    install: Callable[..., None], load: Callable[[], object]
) -> None:
    names = [check.name for check in checks.discover()]
    install(_Entry("their-check", load), _Entry("untracked-price", _define))
    with pytest.warns(RuntimeWarning, match="The check `their-check` of another package was left out") as caught:
        found = [check.name for check in checks.discover()]
    assert found == ["untracked-price", *names]
    assert len(caught) == 1


def test_names_are_unique_and_in_the_order_of_the_checklist() -> None:
    from mlchecks_jupyter.core.checklist import CHECKLIST

    order = [item.name for item in CHECKLIST]
    found = [(order.index(check.item), check.name) for check in checks.discover()]
    assert found == sorted(found)
    assert len({name for _, name in found}) == len(found)


def test_an_unknown_name_is_not_found() -> None:
    assert checks.find("no-such-check") is None


def test_entry_points_are_looked_for_in_every_folder_of_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "gone"), str(tmp_path / "archive.zip")])
    assert not checks._any_declares("mlchecks.checks")
    described = tmp_path / "their_checks-1.0.dist-info"
    described.mkdir()
    assert not checks._any_declares("mlchecks.checks")
    (described / "entry_points.txt").write_text("[mlchecks.checks]\nuntracked-price = their_checks:UntrackedPrice\n")
    assert checks._any_declares("mlchecks.checks")
