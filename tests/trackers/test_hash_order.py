"""The tracker of set orders: what it sees in live values, and that it calls no code of the user's."""

from __future__ import annotations

import ast
import datetime as dt
import enum
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from mlchecks_jupyter.core.evidence import HashOrderSeen
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.run import History, Record, Run
from mlchecks_jupyter.session import judge
from mlchecks_jupyter.trackers import hash_order
from mlchecks_jupyter.trackers.hash_order import HashOrderTracker
from mlchecks_jupyter.trackers.sets.elements import elements_of_container


@pytest.fixture(autouse=True)
def random_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in most kernels; the tests themselves may run with a fixed one."""
    monkeypatch.setattr(hash_order, "is_hash_seed_fixed", lambda: False)


def watch(*sources: str, namespace: dict[str, Any] | None = None) -> list[HashOrderSeen]:
    """What is seen while cells run one after the other in one namespace."""
    scope: dict[str, Any] = {} if namespace is None else namespace
    tracker = HashOrderTracker()
    tracker.start(scope)
    found: list[HashOrderSeen] = []
    for number, source in enumerate(sources, start=1):
        cell = Execution(cell_id=f"c{number}", count=number, digest=source_digest(source))
        tracker.before(cell, source)
        exec(source, scope)
        found += [each for each in tracker.after(cell, source, ok=True) if isinstance(each, HashOrderSeen)]
    tracker.stop()
    return found


def test_a_set_of_texts_put_in_a_list_is_seen_with_its_place() -> None:
    (seen,) = watch("s = set('abc')", "x = 1\nfeatures = list(s - {'a'})")
    assert (seen.cell.count, seen.line, seen.expression, seen.why) == (2, 2, "s - {'a'}", "hash seed")


@pytest.mark.parametrize(
    "source",
    [
        "x = list(s)",
        "x = [c for c in s]",
        "x = {c: i for i, c in enumerate(s)}",
        "x = []\nfor c in s:\n    x.append(c)",
        "x = '-'.join(s)",
        "x = next(iter(s))",
        "x = s.pop()",
        "def f():\n    return tuple(s)\nx = f()",
    ],
)
def test_every_way_to_put_a_live_set_in_an_order_is_seen(source: str) -> None:
    (seen,) = watch("s = frozenset('abc') | {'d'}\ns = set(s)", source)
    assert (seen.expression, seen.why) == ("s", "hash seed")


@pytest.mark.parametrize(
    "source",
    [
        "x = sorted(s)",
        "x = len(list(s))",
        "x = 'a' in s",
        "x = max(s)",
        "for c in s:\n    assert c",
        "x = {c.upper() for c in s}",
        "x = 1",
        "x = list('s')",
    ],
)
def test_uses_that_are_the_same_in_any_order_are_not_seen(source: str) -> None:
    assert watch("s = set('abc')", source) == []


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Number(enum.IntEnum):
    ONE = 1
    TWO = 2


class Plain:
    pass


NAN = float("nan")

ELEMENTS = {
    "texts": ({"a", "b"}, "seeded"),
    "bytes": ({b"a", b"b"}, "seeded"),
    "dates": ({dt.date(2020, 1, 1), dt.date(2021, 1, 1)}, "seeded"),
    "moments": ({dt.datetime(2020, 1, 1), dt.datetime(2021, 1, 1)}, "seeded"),  # noqa: DTZ001 - the hash is what matters
    "pairs with texts": ({("a", 1), ("b", 2)}, "seeded"),
    "sets of texts": ({frozenset("a"), frozenset("b")}, "seeded"),
    "members": ({Colour.RED, Colour.BLUE}, "seeded"),
    "objects": ({Plain(), Plain()}, "addresses"),
    "functions": ({len, print}, "unknown"),
    "classes": ({Plain, Colour}, "addresses"),
    "whole numbers": ({1, 2, 3}, "steady"),
    "numbered members": ({Number.ONE, Number.TWO}, "steady"),
    "floats": ({1.5, 2.5}, "steady"),
    "pairs of numbers": ({(1, 2), (3, 4)}, "steady"),
    "durations": ({dt.timedelta(1), dt.timedelta(2)}, "steady"),
    "numbers and nothing": ({2, None, True}, "steady"),
    "texts and nothing": ({"a", None}, "seeded"),
    "a single text": ({"a"}, "steady"),
    "nothing at all": (set(), "none"),
    "a text": ("abc", "seeded"),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_what_the_order_depends_on_is_known_by_type(name: str) -> None:
    container, expected = ELEMENTS[name]
    assert elements_of_container(container) == expected


@pytest.mark.parametrize("values", ["{'a', 'b', 'c'} | set('xyz')", "{dt.date(2020, 1, d) for d in range(1, 20)}"])
def test_what_is_called_seeded_differs_between_processes(values: str) -> None:
    program = f"import datetime as dt\nprint([repr(v) for v in {values}])"
    seen = {run(program, PYTHONHASHSEED=str(seed)) for seed in (1, 2, 3)}
    assert len(seen) > 1


@pytest.mark.parametrize("name", ["whole numbers", "floats", "pairs of numbers", "durations"])
def test_what_is_called_steady_is_the_same_in_all_processes(name: str) -> None:
    values = {"whole numbers": "range(0, 9000, 7)", "floats": "(i / 7 for i in range(99))"}
    values |= {"pairs of numbers": "((i, i * i) for i in range(99))"}
    values |= {"durations": "(dt.timedelta(i) for i in range(99))"}
    seen = {run(f"import datetime as dt\nprint(list(set({values[name]})))", PYTHONHASHSEED=str(n)) for n in (1, 2, 3)}
    assert len(seen) == 1


def test_texts_of_numpy_and_columns_of_pandas_are_texts() -> None:
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    assert elements_of_container(set(numpy.array(["a", "b"]))) == "seeded"
    table = pandas.DataFrame({"a": [1], "b": [2], "y": [3]})
    assert elements_of_container(table) == "seeded"
    (seen,) = watch("features = list(set(df.columns) - {'y'})", namespace={"df": table})
    assert (seen.expression, seen.why) == ("set(df.columns) - {'y'}", "hash seed")
    numbers = pandas.DataFrame([[1, 2, 3], [4, 5, 6]])
    assert watch("features = list(set(df.columns))", namespace={"df": numbers}) == []


def test_objects_are_seen_in_the_order_of_their_addresses() -> None:
    (seen,) = watch("class A: pass\ns = {A() for _ in range(5)}", "x = list(s)")
    assert seen.why == "addresses"


def test_what_was_made_of_a_set_tells_what_its_elements_are() -> None:
    assert [seen.why for seen in watch("def f(): return ['b', 'a']\nx = list(set(f()))")] == ["hash seed"]
    assert watch("def f(): return [2, 1]\nx = list(set(f()))") == []


def test_a_cell_that_failed_shows_nothing() -> None:
    tracker = HashOrderTracker()
    tracker.start({"s": {"a", "b"}})
    source = "x = list(s)"
    assert not list(tracker.after(Execution(cell_id="", count=1, digest=""), source, ok=False))
    assert list(tracker.after(Execution(cell_id="", count=1, digest=""), source, ok=True))


HOSTILE = """
class Hostile:
    def __hash__(self):
        calls.append("hash"); return 1
    def __eq__(self, other):
        calls.append("eq"); return self is other
    def __repr__(self):
        calls.append("repr"); return ""
    def __len__(self):
        calls.append("len"); return 2
    def __bool__(self):
        calls.append("bool"); return True
    def __iter__(self):
        calls.append("iter"); return iter("ab")
    def __getattr__(self, name):
        calls.append("getattr " + name); raise AttributeError(name)
class Meta(type):
    def __getattribute__(cls, name):
        calls.append("meta " + name); return type.__getattribute__(cls, name)
class OfMeta(metaclass=Meta):
    pass
class Set(set):
    def __iter__(self):
        calls.append("set iter"); return super().__iter__()
class Frame(list):
    def __len__(self):
        calls.append("frame len"); return 3
h = Hostile()
s = {h, OfMeta()}
t = Set("ab")
u = {"a", h}
"""


def test_no_code_of_the_users_is_called() -> None:
    calls: list[str] = []
    scope: dict[str, Any] = {"calls": calls}
    exec(HOSTILE, scope)
    tracker = HashOrderTracker()
    tracker.start(scope)
    calls.clear()
    for source in ("x = list(s)", "y = list(t)", "z = list(set(h))", "w = [a for a in u]", "v = list(set(s) - set(t))"):
        list(tracker.after(Execution(cell_id="", count=1, digest=""), source, ok=True))
    assert calls == []


@pytest.mark.parametrize(
    "source", ["%time x = list(s)", "%%time\nx = list(s)", "!ls {s}\nx = list(s)", "x = list(s)\n%matplotlib inline"]
)
def test_magics_do_not_hide_the_code_they_wrap(source: str) -> None:
    tracker = HashOrderTracker()
    tracker.start({"s": {"a", "b"}})
    (seen,) = tracker.after(Execution(cell_id="", count=1, digest=""), source, ok=True)
    assert isinstance(seen, HashOrderSeen)
    assert seen.line == 1 + source.split("list(s)", maxsplit=1)[0].count("\n")


@pytest.mark.parametrize(
    "source", ["x = list(s", "%%bash\nfor s in *; do echo list(s); done", "for s in\x00", "list(\ud800)"]
)
def test_what_does_not_parse_shows_nothing(source: str) -> None:
    tracker = HashOrderTracker()
    tracker.start({"s": {"a", "b"}})
    assert not list(tracker.after(Execution(cell_id="", count=1, digest=""), source, ok=True))


def test_after_stop_the_namespace_is_let_go() -> None:
    scope = {"s": {"a", "b"}}
    tracker = HashOrderTracker()
    tracker.start(scope)
    tracker.stop()
    assert not list(tracker.after(Execution(cell_id="", count=1, digest=""), "x = list(s)", ok=True))


def test_what_was_seen_becomes_one_finding_of_the_check() -> None:
    sources = (
        "def names(): return ['b', 'a', 'c']",
        "kept = list(set(names()))",
        "total = str(kept)\nprint = fit = repr\nfit(kept)",
    )
    records = tuple(
        Record(number=number, time="2026-01-01T00:00:00.000Z", evidence=seen)
        for number, seen in enumerate(watch(*sources), start=1)
    )
    assert len(records) == 1
    run_ = Run(id="0" * 32, notebook="", started="", python="", tool_version="", records=records)
    unwatched = judge(from_sources(sources), select=("hash-order",), history=History())
    assert [finding.severity for finding in unwatched.findings] == ["advice"]
    watched = judge(from_sources(sources), select=("hash-order",), history=History(runs=(run_,)))
    assert [(finding.severity, finding.where.cell) for finding in watched.findings] == [("warning", 1)]


def run(program: str, **environment: str) -> str:
    left = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**left, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


WATCHED = """
import os, json
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.trackers.hash_order import HashOrderTracker
os.environ.update(json.loads({written!r}))
class A: pass
tracker = HashOrderTracker()
tracker.start({{"s": {{"a", "b"}}, "t": {{A(), A()}}}})
cell = Execution(cell_id="", count=1, digest="")
print([each.why for each in tracker.after(cell, "x = list(s)\\ny = list(t)", ok=True)])
"""


@pytest.mark.parametrize(
    ("environment", "written", "expected"),
    [
        ({}, {}, ["hash seed", "addresses"]),
        ({"PYTHONHASHSEED": "random"}, {}, ["hash seed", "addresses"]),
        ({"PYTHONHASHSEED": "0"}, {}, ["addresses"]),
        ({"PYTHONHASHSEED": "42"}, {}, ["addresses"]),
    ],
)
def test_with_a_fixed_hash_seed_only_addresses_matter(
    environment: dict[str, str], written: dict[str, str], expected: list[str]
) -> None:
    assert ast.literal_eval(run(WATCHED.format(written=json.dumps(written)), **environment)) == expected


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Only Linux shows the environment a process began in.")
def test_a_hash_seed_written_in_the_notebook_fixes_nothing() -> None:
    program = WATCHED.format(written=json.dumps({"PYTHONHASHSEED": "0"}))
    assert ast.literal_eval(run(program)) == ["hash seed", "addresses"]
