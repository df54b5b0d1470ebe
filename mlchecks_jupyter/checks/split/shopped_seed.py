"""The check `shopped-seed`."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from mlchecks_jupyter.core.check import Check, NotApplicable, code
from mlchecks_jupyter.core.finding import JSON, Finding, Severity
from mlchecks_jupyter.lineage.call import Call
from mlchecks_jupyter.lineage.draws import Draw
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.syntax import Node
from mlchecks_jupyter.lineage.values import Constant, Element, Mapping, Sequence, elements

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
_PICKS: Final = frozenset({"argmax", "argmin", "idxmax", "idxmin", "nlargest", "nsmallest"})
_AVERAGES: Final = frozenset(
    {"mean", "nanmean", "average", "median", "std", "var", "sum", "describe", "stdev", "fmean"}
)
_BESTS: Final = frozenset({"max", "min", "sorted"})

#: From how many seeds on the same split, written out one by one, we speak of trying.
_MANY: Final = 3


class _Choice(NamedTuple):
    """Where the best of several seeds is kept."""

    cell: int
    node: ast.expr | ast.stmt
    severity: Severity


class ShoppedSeed(Check):
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
        if not lineage.draws and not lineage.seeds and not searches:
            raise NotApplicable("The notebook draws no random numbers.")
        for call, seeds in searches:
            message = f"The seed is searched like a parameter ({seeds}): the best one is the luckiest, not the best."
            yield self._finding(call.cell, call.node, "error", message, lineage, {"form": "search"})
        yield from self._loops(lineage)
        yield from self._retries(lineage)

    def _loops(self, lineage: Lineage) -> Iterator[Finding]:
        seeded = [(draw.call, draw.seed, draw.entry.kind == "generator") for draw in lineage.draws]
        seeded += [(call, seed, False) for call, seed in lineage.seeds]
        seen: set[int] = set()
        for call, seed, bare in seeded:
            if not isinstance(seed, Element) or id(seed.loop) in seen:
                continue
            choice = _choice(call, seed.loop, lineage)
            if choice is not None and not (bare and choice.severity != "error"):
                seen.add(id(seed.loop))
                place = lineage.place(choice.cell, choice.node.lineno)
                message = (
                    f"`{call.last}` is tried with several seeds and the best is kept (at {place}): "
                    "its score measures the luck of the seed."
                )
                facts: dict[str, JSON] = {
                    "form": "loop",
                    "chosen_at": {"cell": choice.cell, "line": choice.node.lineno},
                }
                yield self._finding(call.cell, call.node, choice.severity, message, lineage, facts)

    def _retries(self, lineage: Lineage) -> Iterator[Finding]:
        tried: dict[str, list[tuple[Draw, object]]] = defaultdict(list)
        for draw in lineage.draws:
            if draw.entry.kind == "split" and isinstance(draw.seed, Constant) and not draw.call.callers:
                tried[_without_seed(draw)].append((draw, draw.seed.value))
        for draws in tried.values():
            seeds = list(dict.fromkeys(str(seed) for _, seed in draws))
            if len(seeds) >= _MANY:
                draw = draws[-1][0]
                message = f"The same split is made with {len(seeds)} seeds ({', '.join(seeds)}): if the best was kept, its score is luck."
                yield self._finding(
                    draw.call.cell, draw.call.node, "warning", message, lineage, {"form": "retries", "seeds": [*seeds]}
                )

    def _finding(
        self, cell: int, node: Node, severity: Severity, message: str, lineage: Lineage, facts: dict[str, JSON]
    ) -> Finding:
        return Finding(
            check=self.name,
            item=self.item,
            severity=severity,
            message=message,
            cell_id=lineage.trees[cell].cell.id,
            where=lineage.locate(cell, node),
            remedy="Fix one seed before looking at scores, and report the mean and spread over seeds instead of the best.",
            facts=facts,
        )


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


def _choice(call: Call, loop: ast.AST, lineage: Lineage) -> _Choice | None:
    """Where the best turn of a loop over seeds is kept, inside it or after it."""
    cell = next((cell for cell, tree in lineage.trees.items() if _holds(tree.body, loop)), call.cell)
    if isinstance(loop, ast.For | ast.AsyncFor | ast.While):
        reset = {name for statement in loop.body if isinstance(statement, ast.Assign) for name in _targets(statement)}
        for statement in loop.body:
            for node in ast.walk(statement):
                if _keeps_best(node, reset):
                    assert isinstance(node, ast.If | ast.Assign)
                    return _Choice(cell, node, "error")
        collected = _collected(loop)
    else:
        collected = _assigned_from(lineage.trees[cell].body, loop)
    return _picked_later(collected, cell, lineage) if collected else None


def _holds(body: list[ast.stmt], wanted: ast.AST) -> bool:
    return any(node is wanted for statement in body for node in ast.walk(statement))


def _keeps_best(node: ast.AST, reset: set[str]) -> bool:
    """`if score > best: best = score`, or `best = max(best, score)`, where each turn does not reset `best`."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
        if not isinstance(node.test.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE):
            return False
        compared = _names(node.test)
        return any(isinstance(inner, ast.Assign) and (_targets(inner) & compared) - reset for inner in node.body)
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
        return (
            node.value.func.id in ("max", "min")
            and len(node.value.args) > 1
            and bool(_targets(node) & _names(node.value))
        )
    return False


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _targets(node: ast.Assign) -> set[str]:
    return {name for target in node.targets for name in _names(target)}


def _collected(loop: ast.For | ast.AsyncFor | ast.While) -> set[str]:
    """The names of lists and dicts that a loop fills."""
    names: set[str] = set()
    for statement in loop.body:
        for node in ast.walk(statement):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("append", "add")
            ):
                if isinstance(node.func.value, ast.Name):
                    names.add(node.func.value.id)
            elif (
                isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)
            ):
                names.add(node.value.id)
    return names


def _assigned_from(body: list[ast.stmt], comprehension: ast.AST) -> set[str]:
    for statement in body:
        if isinstance(statement, ast.Assign) and any(node is comprehension for node in ast.walk(statement.value)):
            return _targets(statement)
    return set()


def _picked_later(collected: set[str], cell: int, lineage: Lineage) -> _Choice | None:
    """`np.argmax(scores)`, `max(scores)`, `pd.Series(scores).idxmax()` in this cell or a later one."""
    later = [(index, node) for index, tree in lineage.trees.items() if index >= cell for node in _walk(tree.body)]
    for _, node in later:  # names made of the collected ones: `table = pd.DataFrame(scores)`
        if isinstance(node, ast.Assign) and _names(node.value) & collected and not _averages(node.value, collected):
            collected = collected | _targets(node)
    extremes: dict[str, _Choice] = {}
    for index, node in later:
        if _takes_first(node) and _names(node) & collected:
            assert isinstance(node, ast.Subscript)
            return _Choice(index, node, "error")
        name = _callee(node)
        if name not in _PICKS | _BESTS or not isinstance(node, ast.Call) or not _names(node) & collected:
            continue
        if _averages(node, collected) or any(isinstance(argument, ast.GeneratorExp) for argument in node.args):
            continue  # the best class of an averaged prediction, the longest of many folds: not the best seed
        if name in _PICKS or any(keyword.arg == "key" for keyword in node.keywords):
            return _Choice(index, node, "error")
        extremes.setdefault(name, _Choice(index, node, "warning"))
    # Both extremes, or one beside the mean, describe a spread; alone it is what is reported.
    spread = len(extremes) > 1 or any(_callee(node) in _AVERAGES and _names(node) & collected for _, node in later)
    return None if spread or not extremes else next(iter(extremes.values()))


def _walk(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for statement in body:
        yield from ast.walk(statement)


def _takes_first(node: ast.AST) -> bool:
    """`table.sort_values("score").iloc[0]`."""
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "iloc"):
        return False
    first = isinstance(node.slice, ast.Constant) and node.slice.value in (0, -1)
    return first and any(_callee(inner) == "sort_values" for inner in ast.walk(node.value))


def _averages(node: ast.AST, collected: set[str]) -> bool:
    """Whether the collected values go through a mean or a sum somewhere inside."""
    return any(_callee(inner) in _AVERAGES and _names(inner) & collected for inner in ast.walk(node))


def _callee(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id
        if isinstance(node.func, ast.Attribute):
            return node.func.attr
    return ""
