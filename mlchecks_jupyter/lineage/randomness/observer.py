"""Follows randomness: which generator each call draws from, and whether that one was seeded before."""

from __future__ import annotations

import ast
import functools
from typing import Final

from mlchecks_jupyter.lineage import libraries
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.machine import UNCALLED, Observer
from mlchecks_jupyter.lineage.interpreter.values import (
    NONE,
    Constant,
    Either,
    Element,
    Made,
    Named,
    Parameter,
    Value,
    Varying,
    branches,
    made_within,
)
from mlchecks_jupyter.lineage.libraries.random_call import GLOBAL_SOURCES, RandomCall, SeedCall, Source
from mlchecks_jupyter.lineage.libraries.varying import VARYING
from mlchecks_jupyter.lineage.randomness.conditions import is_random
from mlchecks_jupyter.lineage.randomness.draws import Draw, Verdict, worst
from mlchecks_jupyter.lineage.randomness.generators import Generators, State

#: Methods that only look at an object, and so draw nothing.
_LOOKS: Final = frozenset({"get_params", "get_n_splits", "set_params", "get_feature_names_out", "get_metadata_routing"})

#: Process-wide generators themselves, which scikit-learn takes as `random_state`.
_MODULES: Final[dict[str, Source]] = {
    "numpy.random": "numpy",
    "numpy.random.mtrand._rand": "numpy",
    "numpy.random._rand": "numpy",
    "random": "python",
}

#: Helpers that cannot be seen but say in their name that they seed: `utils.set_seed(1)`.
_SAYS_SEED: Final = ("seed", "determinis", "reproducib")

#: Ensembles that give a seed of their own drawing to the estimator they are handed
#: (scikit-learn's `_set_random_states`), so that its own matters only where it is set.
_SEED_THEIR_PARTS: Final = frozenset(
    """AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor BalancedBaggingClassifier
    EasyEnsembleClassifier RUSBoostClassifier""".split()
)

#: Functions that set a generator's whole state.
_SET_STATE: Final[dict[str, Source]] = {
    "numpy.random.set_state": "numpy",
    "numpy.random.set_bit_generator": "numpy",
    "random.setstate": "python",
    "torch.set_rng_state": "torch",
    "torch.random.set_rng_state": "torch",
}

#: Code that cannot be seen here, and may seed: `%run setup.py`, `exec(text)`.
_RUNS_OTHER_CODE: Final = frozenset({"run_line_magic", "exec"})

#: Positional arguments that a class of scikit-learn takes before one cannot tell what they are.
_MOST_POSITIONAL: Final = 3


_SPOKEN_OF: Final = (
    libraries.names() | {path.rsplit(".", 1)[-1] for path in (*VARYING, *_SET_STATE)} | _RUNS_OTHER_CODE | {"sleep"}
)


@functools.lru_cache(maxsize=4096)
def _says_seed(last: str) -> bool:
    return any(word in last.lower() for word in _SAYS_SEED)


class Randomness(Observer):
    """The observer of calls that draw random numbers or seed their generators."""

    follows_objects = True

    def __init__(self) -> None:
        self.generators = Generators()
        self.found: dict[tuple[int, int, int, str], Draw] = {}
        #: Every seeding of a process-wide generator, in the order of execution.
        self.seedings: list[tuple[Source, State, int]] = []
        #: The calls that seed, with what they are given.
        self.seeds: list[tuple[Call, Value]] = []
        self._pending: dict[Call, Draw] = {}
        self._made: dict[Call, Draw] = {}

    # The observer's side --------------------------------------------------------------------

    def snapshot(self) -> object:
        """The states of the process-wide generators."""
        return self.generators.snapshot()

    def restore(self, state: object) -> None:
        """Go back to the states before a branch."""
        assert isinstance(state, dict)
        self.generators.restore(state)

    def merge(self, other: object) -> None:
        """Join with the states after another branch."""
        assert isinstance(other, dict)
        self.generators.merge(other)

    def set_attribute(self, owner: Value, name: str, value: Value, node: ast.expr, cell: int) -> None:
        """`model.random_state = 0` seeds the model."""
        if isinstance(owner, Made) and owner.call in self._pending:
            draw = self._pending[owner.call]
            if name == draw.entry.seed:
                draw.state, draw.reseeded = None, True
                self._judge_seed(draw, value)

    @staticmethod
    def watches(last: str) -> bool:
        """Calls of known callables, and of helpers that say that they seed."""
        return last in _SPOKEN_OF or _says_seed(last)

    def called(self, call: Call) -> Value | None:
        """Note what a call draws or seeds; a number drawn without a seed is a varying value."""
        path, last = call.path, call.last
        if last in _RUNS_OTHER_CODE:
            self._opaque(call)
            return None
        if path[0] == "?":
            return self._called_on_unknown(call, last)
        if path == "time.sleep":
            self._forget_within(call)
        entry = libraries.find(path, last)
        if isinstance(entry, SeedCall):
            self._seed(entry, call)
            return None
        drawn = self._draw(entry, call) if entry is not None else None
        if path in VARYING:
            return Varying(VARYING[path])
        if entry is None:
            telling = self._draw_telling(call, last) if call.owner is not None else None
            self._called_other(call, last)
            return telling
        return drawn

    def _called_other(self, call: Call, last: str) -> None:
        """A call that is in no table."""
        if call.path in _SET_STATE:
            self._set(call, (_SET_STATE[call.path],), State("assumed", call.cell, call.node.lineno, last))
        elif _says_seed(last):
            self._assume_seeded(call, last)

    # Seeding --------------------------------------------------------------------------------

    def _seed(self, entry: SeedCall, call: Call) -> None:
        value = call.argument(entry.parameter, entry.position)
        if value is not None:
            self.seeds.append((call, value))
        self._set(call, entry.sources, self._state_from(value, entry, call))

    def _state_from(self, value: Value | None, entry: SeedCall, call: Call) -> State:
        cell, line = call.cell, call.node.lineno
        if value is None and (call.open or entry.default is not None):
            return State("seeded", cell, line)
        if value is None or value is NONE:
            return State("entropy", cell, line, "the operating system")
        if isinstance(value, Parameter) and value.default is NONE:
            return State("branch", cell, line, "a parameter whose default is None")
        for option in branches(value):
            if isinstance(option, Varying):
                return State("varying", cell, line, option.why)
            if option is NONE:
                return State("branch", cell, line)
        return State("seeded", cell, line)

    def _set(self, call: Call, sources: tuple[Source, ...], state: State) -> None:
        self.generators.seed(sources, state)
        if UNCALLED not in call.callers:
            self.seedings += [(source, state, call.order) for source in sources]

    def _assume_seeded(self, call: Call, last: str) -> None:
        """A helper of a module that cannot be seen, and a generator's own `seed` method."""
        owner = call.owner
        if isinstance(owner, Made) and owner.call in self._made:
            origin = self._made[owner.call]
            value = call.args[0] if call.args else next(iter(call.keywords.values()), None)
            self._judge_seed(origin, value)
        elif owner is None and not last.lower().startswith(("get", "_get")) and not libraries.is_known(call.root):
            self._set(call, GLOBAL_SOURCES, State("assumed", call.cell, call.node.lineno, last))

    def _opaque(self, call: Call) -> None:
        """`%run setup.py` may seed anything that is not seeded yet."""
        ran = call.args[0] if call.args else None
        if call.last == "run_line_magic" and not (isinstance(ran, Constant) and ran.value == "run"):
            return
        for source in GLOBAL_SOURCES:
            if self.generators.state(source).kind == "unseeded":
                self.generators.seed((source,), State("opaque", call.cell, call.node.lineno))

    def _forget_within(self, call: Call) -> None:
        """How long a program waits changes no result."""
        inside = {id(node) for node in ast.walk(call.node)}
        self.found = {key: draw for key, draw in self.found.items() if id(draw.call.node) not in inside}

    # Drawing --------------------------------------------------------------------------------

    def _draw_telling(self, call: Call, last: str) -> Value | None:
        """A method of an object of which too little is known, recognised where its arguments are telling."""
        for entry in libraries.methods(last):
            if entry.seed and (entry.seed in call.keywords or _is_telling(entry, call)):
                return self._draw(entry, call)
        return None

    def _called_on_unknown(self, call: Call, last: str) -> Value | None:
        drawn = self._draw_telling(call, last) if call.owner is not None else None
        if drawn is not None:
            return drawn
        if call.owner is None and _says_seed(last):
            self._assume_seeded(call, last)
        return None

    def _draw(self, entry: RandomCall, call: Call) -> Value | None:
        given = _given_seed(entry, call)
        if entry.seed and given is None and _hides_seed(entry, call):
            return None
        if is_random(entry, call) is not True:
            sized = None if entry.size else libraries.only_on_some_sizes(entry)
            if sized is None or is_random(sized, call) is not True:
                return None
            entry = sized
        draw = Draw(entry=entry, call=call)
        self._judge_seed(draw, given)
        known = self.found.get(draw.key)
        kept = draw if known is None else worst(known, draw)
        self.found[draw.key] = kept
        if entry.deferred:
            self._pending[call] = draw
            if draw.verdict == "fixed" and call.last in _SEED_THEIR_PARTS:
                self._seed_parts(call)
        if entry.source == "entropy":
            self._made[call] = draw
        if entry.kind == "generator" and entry.source in ("python", "numpy", "system"):
            return _drawn_number(draw)
        return None

    def _judge_seed(self, draw: Draw, value: Value | None) -> None:
        """Judge a draw by the seed it is given."""
        draw.seed, draw.explicit_none = value, value is NONE
        verdict: Verdict = "fixed"
        if value is None or value is NONE:
            self._judge_source(draw)
            return
        if isinstance(value, Parameter):
            verdict = "parameter" if value.default is NONE else "fixed"
        elif isinstance(value, Constant):
            verdict = "fixed"
        elif isinstance(value, Varying):
            verdict, draw.why = "varying", value.why
        elif isinstance(value, Either | Element):
            verdict = self._judge_options(draw, value)
        elif isinstance(value, Named) and value.path in _MODULES:
            draw.drew(self.generators.state(_MODULES[value.path]))
            verdict = _from_state(self.generators.state(_MODULES[value.path]))
        elif isinstance(value, Made) and value.call in self._made:
            draw.origin = self._made[value.call]
            draw.origin.takers.append(draw)
            verdict = draw.origin.verdict if draw.origin.verdict in _HANDED_ON else "generator"
            draw.state, draw.why = draw.origin.state, draw.origin.why
        else:
            verdict = "unknown"
        draw.verdict = verdict

    def _judge_options(self, draw: Draw, value: Either | Element) -> Verdict:
        for option in value.options:
            if isinstance(option, Varying):
                draw.why = option.why
                return "varying"
        if NONE in value.options:
            return "branch"
        return "fixed" if isinstance(value, Element) else "unknown"

    def _judge_source(self, draw: Draw) -> None:
        """Judge a draw without a seed by where its numbers come from."""
        source = draw.entry.source
        if draw.entry.default_seed is not None and not draw.explicit_none:
            draw.verdict = "default"
        elif source in GLOBAL_SOURCES:
            state = self.generators.state(source)
            draw.state = state
            draw.used = not draw.entry.deferred
            draw.verdict = _from_state(state)
        else:
            draw.verdict = "unseedable" if source == "system" else "unseeded"

    # Deferred draws -------------------------------------------------------------------------

    def used(self, call: Call) -> None:
        """An estimator draws when it is fitted, by itself or by the function it is handed to."""
        if not self._pending:
            return
        owner, last = call.owner, call.last
        if isinstance(owner, Made):
            if last == "set_params":
                self._reseed(owner, call)
            if last not in _LOOKS:
                self._drew(owner)
        if last[:1].isupper() or last.startswith(("make_", "clone", "print")):
            return  # builds something that draws when it is used itself
        for value in call.objects:
            if isinstance(value, Made):
                self._drew(value)
            else:
                for made in made_within(value):
                    self._drew(made)

    def _seed_parts(self, call: Call) -> None:
        """A seeded ensemble draws the seeds of the estimators it is made of from its own."""
        for value in call.objects:
            draw = self._pending.get(value.call) if isinstance(value, Made) and value.call is not None else None
            if draw is not None:
                draw.verdict, draw.state = "fixed", None

    def _drew(self, made: Made) -> None:
        """An object is used: it draws, and so do the objects it is made of."""
        left, seen = [made], {made}
        while left:
            used = left.pop()
            draw = self._pending.get(used.call) if used.call is not None else None
            if draw is not None and draw.state is not None and used.path.endswith("()"):
                draw.drew(self.generators.state(draw.entry.source))
                draw.verdict = _from_state(draw.state)
            if used.parts:
                left += [part for part in used.parts if part not in seen]
                seen.update(used.parts)

    def _reseed(self, owner: Made, call: Call) -> None:
        """`set_params(random_state=0)`, and `set_params(model__random_state=0)` for the parts."""
        for name, value in call.keywords.items():
            step, _, parameter = name.rpartition("__")
            for made in owner.parts if step else (owner,):
                draw = self._pending.get(made.call) if made.call is not None else None
                if draw is not None and draw.entry.seed == parameter:
                    draw.state, draw.reseeded = None, True
                    self._judge_seed(draw, value)

    # The end --------------------------------------------------------------------------------

    def draws(self) -> tuple[Draw, ...]:
        """Every draw, in the order of the source, judged by all that the notebook does."""
        for draw in self.found.values():
            if draw.verdict == "unseeded" and draw.state is not None and self._seeded_after(draw):
                draw.verdict = "late"
            elif draw.verdict == "fixed" and draw.origin is not None and _is_shared(draw):
                draw.verdict = "shared"
        return _collapse_implied(sorted(self.found.values(), key=lambda draw: draw.key))

    def _seeded_after(self, draw: Draw) -> State | None:
        for source, state, order in self.seedings:
            if source == draw.entry.source and order > draw.call.order and state.kind in ("seeded", "assumed"):
                draw.state = state
                return state
        return None


#: What a generator's seed says of the draws from it.
_HANDED_ON: Final = frozenset({"unknown", "fixed", "default", "covered", "opaque", "parameter", "branch", "varying"})


def _drawn_number(draw: Draw) -> Value | None:
    """A number drawn, as the seed of something else: it varies, perhaps, or is not known."""
    if draw.verdict in ("unseeded", "varying", "unseedable"):
        return Varying(f"`{draw.call.last}`, which is not seeded itself")
    return Either((Constant(0), NONE)) if draw.verdict == "branch" else None


def _from_state(state: State) -> Verdict:
    verdicts: dict[str, Verdict] = {
        "seeded": "covered",
        "assumed": "covered",
        "opaque": "opaque",
        "branch": "branch",
        "varying": "varying",
        "entropy": "varying",
    }
    return verdicts.get(state.kind, "unseeded")


def _is_telling(entry: RandomCall, call: Call) -> bool:
    """Whether the arguments of a method of an unknown object show which library's it is."""
    keywords = call.keywords.keys()
    if entry.name == "pandas.?.sample":
        return bool(keywords & {"frac", "replace", "weights"}) or (
            "n" in keywords and len(keywords) == 1 and not call.args
        )
    if entry.name in ("pyspark.?.sample", "polars.?.sample"):
        return bool(keywords & {"fraction", "withReplacement", "with_replacement"})
    return entry.name in ("pyspark.?.randomSplit", "datasets.?.train_test_split")


def _given_seed(entry: RandomCall, call: Call) -> Value | None:
    for name in entry.aliases:
        if name in call.keywords:
            return call.keywords[name]
    return call.argument(entry.seed, entry.position) if entry.seed else None


def _hides_seed(entry: RandomCall, call: Call) -> bool:
    """Whether the seed may be among arguments that cannot be told apart."""
    if call.open or (call.starred and (entry.deferred or entry.position is not None)):
        return True
    return entry.position is None and entry.deferred and len(call.args) > _MOST_POSITIONAL


def _is_shared(draw: Draw) -> bool:
    """Whether a splitter takes its numbers from a generator that other draws advance as well."""
    origin = draw.origin
    if origin is None or draw.entry.kind != "split":
        return False
    return len({taker.key for taker in origin.takers}) > 1


def _collapse_implied(draws: list[Draw]) -> tuple[Draw, ...]:
    """Keep the first of the draws that are a side of something else, such as initial weights."""
    kept: list[Draw] = []
    first: dict[tuple[str, Verdict], Draw] = {}
    for draw in draws:
        if draw.entry.implied:
            leader = first.setdefault((draw.entry.source, draw.verdict), draw)
            if leader is not draw:
                leader.others += 1
                continue
        kept.append(draw)
    return tuple(kept)
