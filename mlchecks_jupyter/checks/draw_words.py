"""What is said of a random draw that a rerun does not repeat, and what to type instead."""

from __future__ import annotations

import ast
from typing import Final

from mlchecks_jupyter.core.generator_words import GENERATORS, GeneratorWords
from mlchecks_jupyter.lineage.interpreter.machine import UNCALLED
from mlchecks_jupyter.lineage.interpreter.values import Named
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.randomness.draws import Draw, Verdict
from mlchecks_jupyter.lineage.randomness.generators import State

#: What to pass where a seed is given by an object, not by a number.
OBJECTS: Final[dict[str, str]] = {
    "generator": "torch.Generator().manual_seed(0)",
    "sampler": "optuna.samplers.TPESampler(seed=0)",
    "rstate": "np.random.default_rng(0)",
    "qrng": "qmc.Halton(d, seed=0)",
    "optimizer": "functools.partial(differential_evolution, seed=0)",
}

#: Seeds that can be passed by position only.
NOT_BY_NAME: Final = ("x",)


def subject(draw: Draw) -> str:
    """The callable as the notebook names it."""
    last = draw.call.last.removesuffix("()")
    return f"`{draw.entry.name.rsplit('.', 1)[-1] if last in ('', '?') else last}`"


def is_shown(draw: Draw) -> bool:
    """Whether rows, or an object that has not drawn yet, are looked at and nothing is kept of them."""
    unused = draw.entry.deferred and not draw.used and draw.call.node is not draw.call.statement
    return draw.call.shown and ("?" in draw.entry.name or unused)


def passed_on(draw: Draw) -> bool:
    """Whether the seed is None by a name: a parameter or a setting that a caller left out."""
    return draw.explicit_none and not isinstance(seed_node(draw), ast.Constant)


def message(draw: Draw, lineage: Lineage, consequence: str) -> str:
    """What is wrong, in one sentence.

    Parameters
    ----------
    consequence : str
        What follows where the draw does not repeat: "every fit gives another model".
    """
    consequence = "every run shows other rows" if is_shown(draw) and not draw.entry.deferred else consequence
    if draw.entry.size:
        return f"{subject(draw)} draws random numbers {draw.entry.size}, and is called without a seed."
    if draw.verdict == "unseeded":
        return f"{subject(draw)} {_unseeded(draw, lineage)}, so {consequence}."
    return f"{subject(draw)} {_reason(draw, lineage, consequence)}."


def lost(draw: Draw, lineage: Lineage) -> str:
    """That only the saved run, in the order of its execution counts, drew before the seed was set."""
    where = f" {_at(draw.state, lineage)}" if draw.state is not None and draw.state.line else ""
    return (
        f"{subject(draw)} repeats in a run from top to bottom, but in the saved run the seed{where} had not been set "
        "before it, so the saved results cannot be had again."
    )


def _unseeded(draw: Draw, lineage: Lineage) -> str:
    seed = draw.entry.seed or next(iter(draw.entry.aliases), "")
    if passed_on(draw):
        return f"gets `{seed}=None`{_caller(draw, lineage)}"
    if draw.explicit_none:
        return f"is called with `{seed}=None`"
    if isinstance(draw.seed, Named):
        return f"is handed {_generator(draw)}, which nothing seeds"
    if draw.others:
        return f"is not seeded (nor {'are' if draw.others > 1 else 'is'} {draw.others} more like it)"
    if not draw.entry.seed:
        return "is not seeded"
    return "is made without a seed" if _is_generator(draw) else f"is called without `{seed}=`"


def _reason(draw: Draw, lineage: Lineage, consequence: str) -> str:
    """Why a draw does not repeat, of one that something does seed."""
    state = _at(draw.state, lineage) if draw.state is not None else ""
    origin = _place(draw.origin, lineage) if draw.origin is not None else ""
    generator, given, so = _generator(draw), f"`{draw.entry.seed}=`", f"so {consequence}"
    varying = f"takes {given} from {draw.why}, so {consequence}"
    if draw.state is not None:
        place = lineage.place(draw.state.cell, draw.state.line)
        varying = f"draws from {generator}, which {place} seeds from {draw.state.why}, {so}"
    reasons: dict[Verdict, str] = {
        "default": f"is called without {given}: it repeats only while the library's default seed stays what it is",
        "covered": f"draws from {generator}, seeded {state}: it repeats only while nothing else draws in between",
        "varying": varying,
        "generator": f"draws from a generator made without a seed ({origin}), {so}",
        "late": f"draws before {generator} is seeded ({state}), {so}",
        "branch": f"is seeded in one branch only, so elsewhere {consequence}",
        "parameter": f"takes its seed from a parameter whose default is None, so unless one is passed {consequence}",
        "shared": "shares a generator object with other draws, so its rows depend on how often those were made",
        "opaque": f"is not seeded, unless the code run {state} does it; else {consequence}",
        "unseedable": f"takes its numbers from the operating system, which cannot be seeded, {so}",
    }
    return reasons[draw.verdict]


def remedy(draw: Draw, lineage: Lineage) -> str:
    """What to type instead."""
    entry, seed = draw.entry, draw.entry.seed
    if entry.token:
        return "Leave it where it makes a key or the name of a run; draw rows with `rng = np.random.default_rng(0)`."
    if draw.verdict == "unseedable":
        return "Draw from a seeded generator: `rng = np.random.default_rng(0)`."
    if draw.verdict == "generator" and draw.origin is not None:
        return f"Seed the generator where it is made: `{_made_with_seed(draw.origin)}`."
    if draw.verdict == "parameter":
        return "Give the parameter a number where it is defined, as in `seed = 0`."
    if draw.verdict == "varying" and draw.state is not None:
        return f"Seed it with a number at {lineage.place(draw.state.cell, draw.state.line)}."
    if passed_on(draw):
        return "Pass a number there, or give the parameter one as its default: `seed=0`."
    if _is_generator(draw):
        return f"Seed it where it is made: `{_made_with_seed(draw)}`."
    if seed:
        own = "a number of its own: " if draw.verdict == "shared" else ""
        return f"Pass {own}`{seed}={OBJECTS.get(seed, entry.literal)}`."
    _, seeding, own = GENERATORS.get(entry.source, GeneratorWords("", own="rng = np.random.default_rng(0)"))
    if draw.verdict in ("covered", "opaque") or not seeding:
        return f"Draw from a generator of its own: `{own}`." if own else f"Seed right before it: `{seeding}`."
    return f"Seed the generator in the first cell: `{seeding}`."


def _is_generator(draw: Draw) -> bool:
    """Whether the call makes a generator, rather than drawing from one."""
    return draw.entry.source == "entropy" and (draw.entry.position == 0 or draw.entry.kind == "estimator")


def _made_with_seed(draw: Draw) -> str:
    entry = draw.entry
    given = entry.literal if entry.position == 0 else f"{entry.seed}={entry.literal}"
    return f"{draw.call.last}({given})"


def seed_node(draw: Draw) -> ast.expr | None:
    """The expression that gives the seed; None where none is written."""
    node, entry = draw.call.node, draw.entry
    for keyword in node.keywords:
        if keyword.arg == entry.seed or keyword.arg in entry.aliases:
            return keyword.value
    if entry.position is not None and entry.position < len(node.args):
        return node.args[entry.position]
    return None


def _caller(draw: Draw, lineage: Lineage) -> str:
    callers = [caller for caller in draw.call.callers if caller != UNCALLED]
    return f" from the call at {lineage.place(*callers[-1])}" if callers else ""


def _generator(draw: Draw) -> str:
    return GENERATORS.get(draw.entry.source, GeneratorWords("its generator")).title


def _at(state: State, lineage: Lineage) -> str:
    helper = f" by `{state.why}`" if state.kind == "assumed" else ""
    return f"at {lineage.place(state.cell, state.line)}{helper}"


def _place(draw: Draw, lineage: Lineage) -> str:
    return lineage.place(draw.call.cell, draw.call.node.lineno)
