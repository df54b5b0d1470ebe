"""Results of `%%seedcheck`, and reports with sign-offs, waivers and evidence, made by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from mlchecks_jupyter.core.evidence import HashOrderSeen, RngAdvanced, Seeded, Seeding, SeedingKind
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.core.replayed import CellReplayed, NotCompared, VariableDiffered
from mlchecks_jupyter.core.report import Accepted, Report, Result, Signature, Source
from mlchecks_jupyter.core.seedcheck import Advance, Blame, Seedcheck

Fill = Callable[[str], str]

LATER = "2026-11-22T01:33:05.123Z"


def run(count: int) -> Execution:
    return Execution(cell_id=f"c{count}", count=count, digest="d" * 32)


HERE = run(7)


def advance(
    how: SeedingKind = "entropy", *, title: str = "NumPy's global generator", name: str = "", **rest: Any
) -> Advance:
    """A generator that was drawn from; what is left out is as of an unseeded one."""
    seeding = Seeding(how=how, value=rest.pop("value", ""), by=rest.pop("by", ""), cell=rest.pop("cell", None))
    evidence = RngAdvanced(
        cell=HERE,
        source="numpy",
        name=name,
        seeding=seeding,
        drawn_before=rest.pop("before", ()),
        lines=rest.pop("lines", ()),
        draws=rest.pop("draws", ()),
    )
    return Advance(title=title, evidence=evidence, seed=rest.pop("seed", "np.random.seed(0)"), **rest)


def replayed(**rest: Any) -> CellReplayed:
    return CellReplayed(**{"cell": HERE, "runs": 2, "method": "fork", **rest})


def seedcheck(*advances: Advance, **rest: Any) -> Seedcheck:
    return Seedcheck(**{"execution": HERE, "ok": True, "advances": advances, **rest})


def differed(name: str = "X_test", detail: str = "in 1,203 of 1,437 rows", **rest: Any) -> VariableDiffered:
    return VariableDiffered(**{"name": name, "detail": detail, "kind": "exact", **rest})


def hash_order(**rest: Any) -> HashOrderSeen:
    return HashOrderSeen(**{"cell": HERE, "line": 4, "expression": "set(names)", "why": "hash seed", **rest})


def everything(fill: Fill = str) -> Seedcheck:
    """A result with a bit of everything; every text that a stranger may have written passes `fill`."""
    helper = Blame(place=fill("helpers.py, line 12"), call=fill("frame.sample(frac=0.5)"))
    split = Blame(place="line 3", call=fill("split(X)"), instead=fill("Pass `random_state=0` to `split`."))
    unseeded = advance(
        title=fill("NumPy's global generator"),
        by=fill("numpy.random.seed"),
        cell=run(2),
        statements=((3, f"a, b = {fill('split(X)')}"), (5, fill("c = load()"))),
        blamed=(split, helper),
        seed=fill("np.random.seed(0)"),
    )
    own = advance(
        "value", title=fill("Generator"), name=fill("rng"), value=fill("42"), by=fill("default_rng"), cell=HERE
    )
    seeded = Seeded(
        cell=HERE, source="python", seeding=Seeding(how="value", value=fill("1"), by=fill("random.seed"), cell=HERE)
    )
    replay = replayed(
        equal=(fill("same"),),
        differences=(
            differed(fill("X_test"), fill("in 3 of 4 rows")),
            differed(fill("score"), fill("in its value"), kind="rounding"),
        ),
        not_compared=(NotCompared(name=fill("log"), why=fill("an open file")),),
        effects=(fill("It wrote model.pkl (in every run)."),),
    )
    return seedcheck(
        unseeded,
        own,
        seeded=(seeded,),
        hash_orders=(hash_order(expression=fill("set(names)")),),
        replay=replay,
        why_not=fill("The runs were made on copies."),
        notes=(fill("A thread went on running."),),
    )


def known(report: Report, fill: Fill = str) -> Report:
    """The report with two sign-offs, one of them stale, a waiver by a person, evidence, and evidence to be had."""
    return dataclasses.replace(
        report,
        results=(
            *(_waived(result, fill) if result.accepted else result for result in report.results),
            _lacking("unseeded-draw", "split", fill("%%seedcheck --runs 2")),
            _lacking("stale-seed", "split", fill("%%seedcheck --runs 2")),
            _lacking("hash-order", "features", fill("%load_ext mlchecks_jupyter")),
        ),
        source=Source(origin="ledger", started=LATER, cells=14),
        signatures=(
            ("data", Signature(by=fill("Ada"), reason=fill("compared by hand"), time="2026-11-21T10:00:00Z")),
            ("split", Signature(by=fill("Grace"), reason=fill("seeded elsewhere"), time=LATER, stale=True)),
        ),
    )


def _waived(result: Result, fill: Fill) -> Result:
    finding = result.accepted[0].finding
    accepted = Accepted(finding=finding, reason=fill("nobody reads it"), by=fill("Emmy"), time=LATER)
    return dataclasses.replace(result, accepted=(*result.accepted, accepted))


def _lacking(check: str, item: str, supply: str) -> Result:
    return Result(check=check, items=(item,), outcome="not_applicable", reason="no cell was watched", supply=supply)
