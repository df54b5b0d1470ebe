"""The check `shopped-seed`."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import JSON, Finding, Severity
from mlchecks_jupyter.lineage.best_kept import Choices
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import Constant, Element, Mapping, Sequence, elements
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.randomness.draws import Draw

_SEED_NAMES: Final = ("random_state", "seed", "random_seed", "data_seed")
_SEARCHES: Final = (
    "GridSearchCV",
    "RandomizedSearchCV",
    "HalvingGridSearchCV",
    "HalvingRandomSearchCV",
    "ParameterGrid",
)
_SUGGESTS: Final = ("suggest_int", "suggest_categorical", "suggest_uniform", "suggest_float")
_TRIES: Final = frozenset({*_SEARCHES, *_SUGGESTS})

#: From how many seeds on the same split, written out one by one, we speak of trying.
_MANY: Final = 3


class ShoppedSeed(StaticCheck):
    """Several seeds tried on the same split or model, and the best kept.

    ## Why is this bad?
    The best of many seeds is the luckiest of many test sets, or of many fits to one. Its score
    is the maximum of a distribution, not its middle: with 100 seeds and a spread of one point it
    promises two and a half points that production will not deliver. Choosing by the test score
    costs more than most leaks.

    ## Use instead
    Fix one seed before looking at any score. To know how much the score depends on it, report
    the mean and the spread over seeds (`RepeatedStratifiedKFold(random_state=0)`), and keep none
    of them for being the best.

    ## References
    D. Picard, "torch.manual_seed(3407) is all you need" (2021); X. Bouthillier et al.,
    "Accounting for variance in machine learning benchmarks" (MLSys 2021).
    """

    name = "shopped-seed"
    item = "split"
    also = ("testset",)
    severity = "error"
    good = (
        code(
            "from sklearn.model_selection import train_test_split\nfrom sklearn.linear_model import LogisticRegression",
            "scores = []\nfor seed in range(20):\n"
            "    a, b, c, d = train_test_split(X, y, random_state=seed)\n"
            "    scores.append(LogisticRegression().fit(a, c).score(b, d))",
            "import numpy as np\nprint(np.mean(scores), np.std(scores))",
        ),
    )
    bad = (
        code(
            "from sklearn.model_selection import train_test_split\nfrom sklearn.linear_model import LogisticRegression",
            "best = 0\nfor seed in range(100):\n"
            "    a, b, c, d = train_test_split(X, y, random_state=seed)\n"
            "    score = LogisticRegression().fit(a, c).score(b, d)\n"
            "    if score > best:\n        best, best_seed = score, seed",
        ),
        code(
            "from sklearn.model_selection import GridSearchCV\nfrom sklearn.ensemble import RandomForestClassifier",
            "search = GridSearchCV(RandomForestClassifier(), {'random_state': [0, 1, 2, 3]})",
        ),
        code(
            "from sklearn.ensemble import RandomForestClassifier\nimport numpy as np",
            "scores = [RandomForestClassifier(random_state=s).fit(a, c).score(b, d) for s in range(50)]",
            "seed = int(np.argmax(scores))",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each loop, search or row of retries that chooses among seeds."""
        searches = [(call, seeds) for call in lineage.calls if call.last in _TRIES and (seeds := _searched(call))]
        looped, retried = _looped(lineage), _retried(lineage)
        if not (searches or looped or retried):
            raise NotApplicable("The notebook tries no seeds.")
        for call, seeds in searches:
            message = f"The seed is searched like a parameter ({seeds}): the best one is the luckiest, not the best."
            yield self._shopped(lineage, call, "error", message, {"form": "search"})
        yield from self._loops(looped, lineage)
        for draw, seeds_tried in retried:
            if len(seeds_tried) >= _MANY:
                tried = ", ".join(seeds_tried)
                message = f"The same split is made with the seeds {tried}: if the best was kept, its score is luck."
                facts: dict[str, JSON] = {"form": "retries", "seeds": [*seeds_tried]}
                yield self._shopped(lineage, draw.call, "warning", message, facts)

    def _loops(self, looped: list[tuple[Call, ast.AST, bool]], lineage: Lineage) -> Iterator[Finding]:
        choices = Choices(lineage.trees.values() if looped else ())
        seen: set[int] = set()
        for call, loop, bare in looped:
            if id(loop) in seen:
                continue
            seen.add(id(loop))
            choice = choices.of(loop, call.cell)
            if choice is None or (bare and not choice.certain):
                continue  # bare numbers have extremes of their own
            place = lineage.place(choice.cell, choice.node.lineno)
            message = (
                f"`{call.last}` is tried with several seeds and the best is kept (at {place}): "
                "its score measures the luck of the seed."
            )
            chosen_at: JSON = {"cell": choice.cell, "line": choice.node.lineno}
            severity: Severity = "error" if choice.certain else "warning"
            yield self._shopped(lineage, call, severity, message, {"form": "loop", "chosen_at": chosen_at})

    def _shopped(
        self, lineage: Lineage, call: Call, severity: Severity, message: str, facts: dict[str, JSON]
    ) -> Finding:
        return self.finding(
            lineage,
            lineage.locate(call.cell, call.node),
            severity=severity,
            message=message,
            remedy="Fix one seed before looking at scores, and report the mean and spread over seeds instead of the best.",
            facts=facts,
        )


def _looped(lineage: Lineage) -> list[tuple[Call, ast.AST, bool]]:
    """The calls seeded by the variable of a loop, with the loop, and whether they draw bare numbers."""
    seeded = [(draw.call, draw.seed, draw.entry.kind == "generator") for draw in lineage.draws]
    seeded += [(call, seed, False) for call, seed in lineage.seeds]
    return [(call, seed.loop, bare) for call, seed, bare in seeded if isinstance(seed, Element)]


def _retried(lineage: Lineage) -> list[tuple[Draw, list[str]]]:
    """The splits that are written out several times with other seeds: the last of each, and the seeds."""
    tried: dict[str, list[tuple[Draw, object]]] = defaultdict(list)
    for draw in lineage.draws:
        if draw.entry.kind == "split" and isinstance(draw.seed, Constant) and not draw.call.callers:
            tried[_without_seed(draw)].append((draw, draw.seed.value))
    several = [(draws[-1][0], list(dict.fromkeys(_written(seed) for _, seed in draws))) for draws in tried.values()]
    return [(draw, seeds) for draw, seeds in several if len(seeds) > 1]


def _searched(call: Call) -> str:
    """The seeds that a hyperparameter search tries, as text; empty where it tries none."""
    if call.last in _SEARCHES:
        for value in (*call.args, *call.keywords.values()):
            for grid in (value, *elements(value)):
                if isinstance(grid, Mapping):
                    for key, options in grid.items.items():
                        if _is_seed(key) and isinstance(options, Sequence) and len(options.items) > 1:
                            return f"`{key}` in the grid"
    if call.last in _SUGGESTS and call.args and isinstance(call.args[0], Constant) and _is_seed(call.args[0].value):
        return f"`{call.last}({call.args[0].value!r}, ...)`"
    return ""


def _is_seed(key: object) -> bool:
    return isinstance(key, str) and key.rsplit("__", 1)[-1] in _SEED_NAMES


def _without_seed(draw: Draw) -> str:
    """The text of a call but for its seed: calls alike in it split the same rows."""
    call = draw.call.node
    kept = [ast.dump(argument) for argument in call.args]
    kept += [ast.dump(keyword) for keyword in call.keywords if keyword.arg != draw.entry.seed]
    return f"{draw.entry.name} {kept}"


def _written(seed: object) -> str:
    """A seed as text; Python refuses to write out integers of more than some 4,000 digits."""
    return hex(seed) if isinstance(seed, int) and abs(seed) >= 2**64 else str(seed)
