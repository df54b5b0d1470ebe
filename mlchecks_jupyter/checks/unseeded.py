"""What the checks of unseeded draws share: how a draw's verdict becomes a finding.

A check of this family names the kind of draw it speaks of; everything else follows from the draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from mlchecks_jupyter.core.check import Check, NotApplicable
from mlchecks_jupyter.core.finding import JSON, Edit, Finding, Severity
from mlchecks_jupyter.lineage.draws import VERDICTS, Draw, Verdict
from mlchecks_jupyter.lineage.edits import pass_argument
from mlchecks_jupyter.lineage.generators import State
from mlchecks_jupyter.lineage.libraries.random_call import DrawKind
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.machine import UNCALLED
from mlchecks_jupyter.lineage.values import Named

_SEVERITIES: dict[Verdict, Severity] = {
    "default": "advice",
    "covered": "advice",
    "shared": "warning",
    "opaque": "warning",
    "parameter": "warning",
    "branch": "warning",
    "late": "error",
    "varying": "error",
    "generator": "error",
    "unseedable": "error",
    "unseeded": "error",
}

#: The process-wide generators as people know them, and how each is seeded.
_GENERATORS: dict[str, tuple[str, str]] = {
    "numpy": ("NumPy's global generator", "np.random.seed(0)"),
    "python": ("the generator of `random`", "random.seed(0)"),
    "torch": ("PyTorch's global generator", "torch.manual_seed(0)"),
    "tensorflow": ("TensorFlow's global generator", "keras.utils.set_random_seed(0)"),
    "cupy": ("CuPy's global generator", "cupy.random.seed(0)"),
    "mxnet": ("MXNet's global generator", "mxnet.random.seed(0)"),
    "polars": ("Polars' global generator", "pl.set_random_seed(0)"),
    "dask": ("Dask's global generator", "da.random.seed(0)"),
    "paddle": ("Paddle's global generator", "paddle.seed(0)"),
}


#: What to pass where a seed is given by an object, not by a number.
_OBJECTS: dict[str, str] = {
    "generator": "torch.Generator().manual_seed(0)",
    "sampler": "optuna.samplers.TPESampler(seed=0)",
    "rstate": "np.random.default_rng(0)",
    "qrng": "qmc.Halton(d, seed=0)",
    "optimizer": "functools.partial(differential_evolution, seed=0)",
}

#: Seeds that can be passed by position only.
_NOT_BY_NAME = ("x",)


class UnseededDraw(Check, abstract=True):
    """A random draw that a rerun does not repeat."""

    kind: ClassVar[DrawKind]
    #: What the draws of this kind are called where there are none: "random split".
    subject: ClassVar[str]
    #: What follows from the fault: "every run puts other rows in the test set".
    consequence: ClassVar[str]

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each draw of this kind that a rerun does not repeat."""
        draws = [draw for draw in lineage.draws if draw.entry.kind == self.kind]
        if not draws:
            raise NotApplicable(f"The notebook has no {self.subject}.")
        for draw in draws:
            finding = self._judge(draw, lineage)
            if finding is not None:
                yield finding

    def _judge(self, draw: Draw, lineage: Lineage) -> Finding | None:
        severity = self.severity_of(draw)
        saved = lineage.saved_verdicts.get(draw.key)
        lost = saved is not None and VERDICTS.index(saved) > VERDICTS.index(draw.verdict)
        if lost and severity != "error":
            return self._finding(draw, lineage, "warning", f"{_subject(draw)} {_lost(draw, lineage)}.")
        if severity is None:
            return None
        return self._finding(draw, lineage, severity, self.message(draw, lineage))

    def severity_of(self, draw: Draw) -> Severity | None:
        """How much a draw matters; None where it repeats."""
        severity = _SEVERITIES.get(draw.verdict)
        if draw.verdict == "covered" and (draw.entry.implied or draw.entry.large):
            return None  # weights are drawn in the order of the layers: seeding the generator is the way
        if severity is not None and (draw.entry.large or _is_shown(draw)):
            return "advice"
        return severity

    def message(self, draw: Draw, lineage: Lineage) -> str:
        """What is wrong, in one sentence or two."""
        subject = _subject(draw)
        if draw.entry.large:
            return f"{subject} draws random numbers where the data are large, and has no `{draw.entry.seed}=`."
        if draw.verdict == "unseeded":
            return f"{subject} {_unseeded(draw)}, so {self._consequence(draw)}."
        return f"{subject} {self._reason(draw, lineage)}."

    def _consequence(self, draw: Draw) -> str:
        return "every run shows other rows" if _is_shown(draw) else self.consequence

    def _reason(self, draw: Draw, lineage: Lineage) -> str:
        """Why a draw does not repeat, of one that something does seed."""
        state = _at(draw.state, lineage) if draw.state is not None else ""
        origin = _place(draw.origin, lineage) if draw.origin is not None else ""
        generator, given, so = _generator(draw), f"`{draw.entry.seed}=`", self._consequence(draw)
        varying = f"{given} taken from {draw.why}"
        if draw.state is not None:
            varying = f"{generator}, seeded {state} from {draw.state.why}"
        reasons: dict[Verdict, str] = {
            "default": f"has no {given}: it repeats only while the library's own default seed stays what it is",
            "covered": f"draws from {generator}, seeded {state}: it repeats only while nothing else draws in between",
            "varying": f"is seeded from {varying}, so {so}",
            "generator": f"draws from a generator made without a seed ({origin}), so {so}",
            "late": f"draws before {generator} is seeded ({state}), so {so}",
            "branch": f"is seeded in one branch only, so elsewhere {so}",
            "parameter": f"takes its seed from a parameter whose default is None, so unless one is passed {so}",
            "shared": "shares a generator object with other draws, so its rows depend on how often those were made",
            "opaque": f"has no seed unless the code run {state} sets one; else {so}",
            "unseedable": f"takes its numbers from the operating system, which cannot be seeded, so {so}",
        }
        return reasons[draw.verdict]

    def remedy(self, draw: Draw) -> str:
        """What to type instead."""
        entry = draw.entry
        if draw.verdict == "unseedable":
            return "Draw from a seeded generator: `rng = np.random.default_rng(0)`."
        if draw.verdict == "generator" and draw.origin is not None:
            return f"Seed the generator where it is made: `{draw.origin.call.last}(0)`."
        if draw.verdict == "shared":
            return f"Pass a number of its own: `{entry.seed}={entry.literal}`."
        if draw.verdict == "varying" and draw.state is None:
            return f"Pass a fixed number: `{entry.seed}={entry.literal}`."
        if entry.implied or not entry.seed:
            seeding = _GENERATORS.get(entry.source, ("", "np.random.default_rng(0)"))[1]
            return f"Seed the generator before: `{seeding}`, or draw from one of your own."
        if draw.entry.source == "entropy" and entry.kind == "generator" and entry.position == 0:
            return f"Seed it where it is made: `{draw.call.last}({entry.literal})`."
        return f"Pass `{entry.seed}={_OBJECTS.get(entry.seed, entry.literal)}`."

    def _finding(self, draw: Draw, lineage: Lineage, severity: Severity, message: str) -> Finding:
        call = draw.call
        return Finding(
            check=self.name,
            item=self.item,
            severity=severity,
            message=message,
            cell_id=lineage.trees[call.cell].cell.id,
            where=lineage.locate(call.cell, call.node),
            remedy=self.remedy(draw),
            facts=_facts(draw),
            edit=_edit(draw, lineage),
        )


def _subject(draw: Draw) -> str:
    last = draw.call.last.removesuffix("()")
    return f"`{draw.entry.name.rsplit('.', 1)[-1] if last in ('', '?') else last}`"


def _is_shown(draw: Draw) -> bool:
    """Whether some rows are looked at and nothing is kept of them."""
    return draw.call.shown and "?" in draw.entry.name


def _unseeded(draw: Draw) -> str:
    if draw.explicit_none:
        return f"has `{draw.entry.seed}=None`"
    if isinstance(draw.seed, Named):
        return f"is handed {_generator(draw)}, which nothing seeds"
    return (f"has no `{draw.entry.seed}=`" if draw.entry.seed else "is not seeded") + _more(draw)


def _more(draw: Draw) -> str:
    one, many = ("does", "do") if draw.entry.seed else ("is", "are")
    return f" (nor {many if draw.others > 1 else one} {draw.others} more like it)" if draw.others else ""


def _generator(draw: Draw) -> str:
    return _GENERATORS.get(draw.entry.source, ("its generator", ""))[0]


def _at(state: State, lineage: Lineage) -> str:
    helper = f" by `{state.why}`" if state.kind == "assumed" else ""
    return f"at {lineage.place(state.cell, state.line)}{helper}"


def _place(draw: Draw, lineage: Lineage) -> str:
    return lineage.place(draw.call.cell, draw.call.node.lineno)


def _lost(draw: Draw, lineage: Lineage) -> str:
    where = f" {_at(draw.state, lineage)}" if draw.state is not None and draw.state.line else ""
    return (
        f"repeats in a run from top to bottom, but in the saved run the seed{where} had not been set before it, "
        "so the saved results cannot be had again"
    )


def _facts(draw: Draw) -> dict[str, JSON]:
    facts: dict[str, JSON] = {"callable": draw.entry.name, "verdict": draw.verdict, "source": draw.entry.source}
    if draw.state is not None and draw.state.line:
        facts["seeded_at"] = {"cell": draw.state.cell, "line": draw.state.line}
    if draw.origin is not None:
        facts["generator_made_at"] = {"cell": draw.origin.call.cell, "line": draw.origin.call.node.lineno}
    callers = [caller for caller in draw.call.callers if caller != UNCALLED]
    if callers:
        facts["called_from"] = [{"cell": cell, "line": line} for cell, line in callers]
    if draw.others:
        facts["more_like_it"] = draw.others
    return facts


def _edit(draw: Draw, lineage: Lineage) -> Edit | None:
    """Passing a literal seed in the call, where that is all there is to do."""
    entry = draw.entry
    if not entry.seed or entry.implied or draw.verdict not in ("unseeded", "late", "covered", "default"):
        return None
    if entry.seed in (*_OBJECTS, *_NOT_BY_NAME) or draw.call.open or draw.reseeded:
        return None
    return pass_argument(lineage.trees[draw.call.cell], draw.call.node, entry.seed, entry.literal, entry.position)
