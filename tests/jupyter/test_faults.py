"""A fault of ours is one sentence and never the cell's, whatever of ours it is in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mlchecks_jupyter.core.evidence import TrackerFailed
from mlchecks_jupyter.ledger.reader import read_history
from mlchecks_jupyter.trackers import standard_trackers
from tests.jupyter.kernels import Kernel, Output, kernel
from tests.jupyter.notebooks import LOAD

#: Breaks something of ours, to be mended with `_MEND`.
_BREAK = """\
import importlib
_module, _, _path = {target!r}.partition(":")
_holder = importlib.import_module(_module)
*_parts, _last = _path.split(".")
for _part in _parts:
    _holder = getattr(_holder, _part)
_before = vars(_holder)[_last]
def _broken(*arguments, **named):
    raise {error}
setattr(_holder, _last, _broken)
"""
_MEND = "setattr(_holder, _last, _before)"

_OURS = "mlchecks_jupyter"

TARGETS = (
    f"{_OURS}.ledger.keeper:Keeper.keep",
    f"{_OURS}.ledger.keeper:Keeper.add",
    f"{_OURS}.ledger.keeper:Keeper._take",
    f"{_OURS}.ledger.keeper:Keeper.notices",
    f"{_OURS}.core.run:Run.__init__",
    f"{_OURS}.trackers.recorder:Recorder.before",
    f"{_OURS}.trackers.recorder:Recorder.after",
    f"{_OURS}.jupyter.watching:next_count",
    f"{_OURS}.jupyter.watching:source_digest",
    f"{_OURS}.jupyter.seedcheck.line:split",
    f"{_OURS}.jupyter.seedcheck.line:take_off",
    f"{_OURS}.jupyter.seedcheck.cell:SeedcheckCell.__init__",
    f"{_OURS}.jupyter.seedcheck.cell:SeedcheckCell.ended",
    f"{_OURS}.jupyter.seedcheck.cell:SeedcheckCell.finish",
    f"{_OURS}.jupyter.seedcheck.cell:SeedcheckCell.show",
    f"{_OURS}.jupyter.seedcheck.cell:bundle",
    f"{_OURS}.jupyter.seedcheck.printed:Printed.start",
    f"{_OURS}.jupyter.seedcheck.printed:Printed.stop",
    f"{_OURS}.jupyter.seedcheck.statements:BetweenStatements._with_calls",
    f"{_OURS}.jupyter.seedcheck.statements:BetweenStatements.stop",
    f"{_OURS}.jupyter.output:show",
    f"{_OURS}.render.seedcheck:render_text",
    f"{_OURS}.render.seedcheck:render_html",
    f"{_OURS}.blame.blamer:Blamer.__init__",
    f"{_OURS}.blame.blamer:Blamer.blame",
    f"{_OURS}.trackers.rng:RngTracker.advanced",
    f"{_OURS}.trackers.rng:RngTracker.before",
    f"{_OURS}.trackers.rng:RngTracker.after",
)

LEFT = """\
shell = get_ipython()
print([type(each).__name__ for each in shell.ast_transformers], [n for n in globals() if "mlchecks" in n],
      {event: len(each) for event, each in shell.events.callbacks.items()}, len(shell.input_transformers_cleanup))
"""

BODY = "%%seedcheck\nimport random\nprint('runs')\nrandom.seed()\ndrawn = random.random()\n5"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel(tmp_path_factory.mktemp("faults")) as started:
        started.ok(LOAD)
        started.ok(BODY)  # every module of ours that it needs is loaded
        yield started


def assert_unharmed(output: Output) -> None:
    assert (output.status, output.text, output.result, output.error) == ("ok", "runs\n", "5", None)
    assert output.traceback == ""
    assert "Traceback" not in output.errors
    sentences = output.errors.strip().splitlines()
    assert len(sentences) <= 1, sentences


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.partition(":")[2])
def test_a_fault_anywhere_is_never_the_cells(shared: Kernel, target: str) -> None:
    before = shared.ok(LEFT).text
    shared.ok(_BREAK.format(target=target, error="RuntimeError('boom')"))
    try:
        output = shared.run(BODY)
        plain = shared.run("print('runs')\n5")
    finally:
        shared.run(_MEND)
    assert_unharmed(output)
    assert_unharmed(plain)
    said = output.errors + plain.errors + output.plain
    # Told, or not needed for the verdict, or a verdict that says what it lacks.
    assert "boom" in said or "Not repeatable" in output.plain or "were not watched" in output.plain
    assert "Nothing random" not in output.plain
    assert shared.ok(LEFT).text == before
    shared.ok("%mlchecks off")
    assert "is watching" in shared.ok("%mlchecks on").text
    after = shared.ok(BODY)
    assert_unharmed(after)
    assert "Not repeatable" in after.plain


def test_that_watching_ended_is_said_once_and_in_the_status(shared: Kernel) -> None:
    shared.ok(_BREAK.format(target=f"{_OURS}.trackers.recorder:Recorder.after", error="RuntimeError('boom')"))
    try:
        first, second = shared.ok("x = 1"), shared.ok("x = 2")
        said = first.errors + second.errors
    finally:
        shared.ok(_MEND)
    # The cell that broke it ends with the fault already.
    assert said.count("mlchecks stopped watching") <= 1
    status = shared.ok("%mlchecks status").text
    assert "is not watching" in status
    assert "RuntimeError: boom" in status
    on = shared.ok("%mlchecks on").text
    assert "is watching" in on
    assert "Watching ended" not in on


def test_a_fault_while_watching_is_off_does_not_outlast_the_switch(shared: Kernel) -> None:
    shared.ok("%mlchecks off")
    shared.ok(_BREAK.format(target=f"{_OURS}.jupyter.seedcheck.cell:SeedcheckCell.ended", error="RuntimeError('boom')"))
    shared.run(BODY)
    shared.run(_MEND)
    shared.ok("%mlchecks on")
    shared.ok("random.seed(77)")
    output = shared.ok("%%seedcheck\ndrawn = random.random()")
    assert "with `77`" in output.plain


@pytest.mark.parametrize(
    ("tracker", "method"),
    [
        *((type(each), "after") for each in standard_trackers()),
        *((type(each), "before") for each in standard_trackers() if each.name == "rng"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.name,
)
def test_a_tracker_that_fails_switches_itself_off_alone(tmp_path: Path, tracker: type, method: str) -> None:
    name = str(vars(tracker)["name"])
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok("import random\nrandom.seed(1)")
        started.ok(
            _BREAK.format(target=f"{tracker.__module__}:{tracker.__name__}.{method}", error="RuntimeError('boom')")
        )
        assert_unharmed(started.run("print('runs')\n5"))
        assert_unharmed(started.run(BODY))
        started.ok(_MEND)
        status = started.ok("%mlchecks status").text
        assert f"Tracker {name} switched itself off" in status
        assert "is watching" in status
        checklist = started.ok("%checklist S2").plain
        if name in ("rng", "cells"):
            assert f"The tracker `{name}` switched itself off" in checklist
        assert started.ok("random.random() < 2").result == "True"
    history, _ = read_history(tmp_path)
    assert [each.tracker for each in history.latest.of(TrackerFailed)] == [name]


def test_a_tracker_that_cannot_start_costs_no_loading(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(_BREAK.format(target=f"{_OURS}.trackers.rng:RngTracker.start", error="RuntimeError('boom')"))
        output = started.ok(LOAD)
        assert output.traceback == ""
        assert_unharmed(started.run("print('runs')\n5"))
        assert_unharmed(started.run(BODY))
        assert "Tracker rng switched itself off" in started.ok("%mlchecks status").text


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("%checklist", f"{_OURS}.render.text:render_checklist"),
        ("%checklist S2", f"{_OURS}.render.html:render_item"),
        ("%checklist", f"{_OURS}.history:history_of"),
        ("%checklist sign S1 'r' --by Ann", f"{_OURS}.session:judge"),
        ("%mlchecks status", f"{_OURS}.ledger.keeper:Keeper.notices"),
        ("%audit", f"{_OURS}.session:audit_notebook"),
    ],
)
def test_a_fault_in_a_line_magic_is_one_sentence(shared: Kernel, line: str, target: str) -> None:
    shared.ok("import mlchecks_jupyter.render.text, mlchecks_jupyter.render.html, mlchecks_jupyter.history")
    shared.ok(_BREAK.format(target=target, error="RuntimeError('boom')"))
    try:
        output = shared.run(f"{line}\nprint('goes on')")
    finally:
        shared.run(_MEND)
    assert output.status == "ok"
    assert output.text == "goes on\n"
    sentences = [each for each in output.errors.splitlines() if each.startswith("%")]
    assert len(sentences) == 1, output.errors
    assert "failed by its own fault (RuntimeError: boom)" in sentences[0]
    assert "Traceback" not in output.errors + output.traceback
