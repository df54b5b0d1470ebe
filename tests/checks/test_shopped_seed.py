"""Choosing the luckiest seed is told from measuring how much a score depends on it."""

from __future__ import annotations

import pytest

from mlchecks_jupyter.session import judge
from tests.lineage.verdicts import broken, cells, table

HEAD = (
    "from sklearn.model_selection import train_test_split, cross_val_score, GridSearchCV, KFold\n"
    "from sklearn.ensemble import RandomForestClassifier\nimport numpy as np, pandas as pd, random\n"
)
SPLIT = "a, b, c, d = train_test_split(X, y, random_state=seed)\n"
SCORE = "RandomForestClassifier(random_state=seed).fit(a, c).score(b, d)"


def loop(*body: str, head: str = "for seed in range(50):") -> str:
    lines = [line for part in body for line in part.rstrip("\n").split("\n")]
    return HEAD + head + "\n" + "".join(f"    {line}\n" for line in lines)


def verdicts(source: str) -> str:
    report = judge(cells(source), select=("shopped-seed",))
    assert broken(report) == []
    return " ".join(f"{finding.facts['form']}:{finding.severity}" for finding in report.findings)


SHOPPED = {
    "best score kept": (
        HEAD
        + "best = 0\n"
        + loop(SPLIT, f"s = {SCORE}", "if s > best:\n    best, best_seed = s, seed").removeprefix(HEAD),
        "loop:error",
    ),
    "best model kept": (
        HEAD
        + "best = 0\n"
        + loop(SPLIT, f"m = {SCORE}", "if m >= best:\n    best = m\n    model = m").removeprefix(HEAD),
        "loop:error",
    ),
    "least loss kept": (
        HEAD + "low = 9\n" + loop(SPLIT, f"loss = {SCORE}", "if loss < low:\n    low = loss").removeprefix(HEAD),
        "loop:error",
    ),
    "compared the other way round": (
        HEAD + "best = 0\n" + loop(SPLIT, f"s = {SCORE}", "if best < s:\n    best = s").removeprefix(HEAD),
        "loop:error",
    ),
    "running maximum": (
        HEAD + "best = 0\n" + loop(SPLIT, f"best = max(best, {SCORE})").removeprefix(HEAD),
        "loop:error",
    ),
    "argmax of scores": (
        HEAD + "scores = []\n" + loop(SPLIT, f"scores.append({SCORE})").removeprefix(HEAD) + "best = np.argmax(scores)",
        "loop:error",
    ),
    "argmax in a later cell": (
        HEAD
        + "scores = []\n"
        + loop(SPLIT, f"scores.append({SCORE})").removeprefix(HEAD)
        + "---\nseed = int(np.argmax(scores))",
        "loop:error",
    ),
    "idxmax": (
        HEAD
        + "scores = {}\n"
        + loop(SPLIT, f"scores[seed] = {SCORE}").removeprefix(HEAD)
        + "best = pd.Series(scores).idxmax()",
        "loop:error",
    ),
    "max of a dict": (
        HEAD
        + "scores = {}\n"
        + loop(SPLIT, f"scores[seed] = {SCORE}").removeprefix(HEAD)
        + "best = max(scores, key=scores.get)",
        "loop:error",
    ),
    "sorted, first taken": (
        HEAD
        + "runs = []\n"
        + loop(SPLIT, f"runs.append(({SCORE}, seed))").removeprefix(HEAD)
        + "best = sorted(runs)[-1]",
        "loop:warning",
    ),
    "comprehension": (
        HEAD
        + "scores = [RandomForestClassifier(random_state=s).fit(a, c).score(b, d) for s in range(50)]\nbest = np.argmax(scores)",
        "loop:error",
    ),
    "seed of the model only": (
        HEAD + "best = 0\n" + loop(f"s = {SCORE}", "if s > best:\n    best = s").removeprefix(HEAD),
        "loop:error",
    ),
    "global seed": (
        HEAD
        + "best = 0\n"
        + loop(
            "np.random.seed(seed)", "m = RandomForestClassifier().fit(a, c).score(b, d)", "if m > best:\n    best = m"
        ).removeprefix(HEAD),
        "loop:error",
    ),
    "inside a function": (
        HEAD + "def run(seed):\n    " + SPLIT + "    return RandomForestClassifier().fit(a, c).score(b, d)\n"
        "best = 0\nfor seed in range(9):\n    s = run(seed)\n    if s > best:\n        best = s",
        "loop:error",
    ),
    "while counter": (
        HEAD
        + "best = seed = 0\nwhile seed < 99:\n    "
        + SPLIT
        + f"    s = {SCORE}\n    if s > best:\n        best = s\n    seed += 1",
        "loop:error",
    ),
    "searched": (HEAD + "GridSearchCV(RandomForestClassifier(), {'random_state': [0, 1, 2]})", "search:error"),
    "searched in a pipeline": (HEAD + "GridSearchCV(pipe, {'model__random_state': range(9)})", "search:error"),
    "searched in a list of grids": (
        HEAD + "grid = [{'depth': [1]}, {'random_state': [0, 1]}]\nGridSearchCV(RandomForestClassifier(), grid)",
        "search:error",
    ),
    "suggested": (
        HEAD + "import optuna\ndef objective(trial):\n    s = trial.suggest_int('seed', 0, 99)\n"
        "    return RandomForestClassifier(random_state=s).fit(a, c).score(b, d)\noptuna.create_study().optimize(objective)",
        "search:error",
    ),
    "retried by hand": (
        HEAD + "".join(f"a, b, c, d = train_test_split(X, y, random_state={s})\n---\n" for s in (1, 7, 42)) + "x = 1",
        "retries:warning",
    ),
}

RUNS = (
    "runs = []\nfor seed in range(9):\n    a, b = train_test_split(X, random_state=seed)\n"
    "    runs.append({'seed': seed, 'score': score(a, b)})\ntable = pd.DataFrame(runs)\n"
)
SHOPPED |= {
    "best row of a table": (HEAD + RUNS + "best = table.loc[table.score.idxmax()]", "loop:error"),
    "first row of a sorted table": (
        HEAD + RUNS + "best = table.sort_values('score', ascending=False).iloc[0]",
        "loop:error",
    ),
    "best mean of folds": (
        HEAD + "d = {s: cross_val_score(RandomForestClassifier(random_state=s), X, y).mean() for s in range(9)}\n"
        "best = max(d, key=d.get)",
        "loop:error",
    ),
    "best over epochs and seeds": (
        HEAD + "best = 0\nfor seed in range(5):\n    m = RandomForestClassifier(random_state=seed)\n"
        "    for epoch in range(9):\n        v = m.fit(a, c).score(b, d)\n        if v > best:\n            best = v",
        "loop:error",
    ),
}

HONEST = {
    "mean of a table": (HEAD + RUNS + "print(table.score.mean(), table.score.std())", ""),
    "spread of the scores": (
        HEAD
        + "scores = []\nfor s in range(9):\n    scores.append(cross_val_score(RandomForestClassifier(random_state=s), X, y).mean())\n"
        "print(max(scores) - min(scores))",
        "",
    ),
    "brightest of many pictures": (
        HEAD
        + "imgs = []\nfor s in range(9):\n    imgs.append(np.random.RandomState(s).rand(3, 3))\nvmax = max(i.max() for i in imgs)",
        "",
    ),
    "longest of many folds": (
        HEAD + "folds = []\nfor s in (1, 2, 3):\n    for i, j in KFold(5, shuffle=True, random_state=s).split(X):\n"
        "        folds.append(i)\nlongest = max(len(fold) for fold in folds)",
        "",
    ),
    "early stopping of each seed": (
        HEAD
        + "for seed in range(5):\n    best = 0\n    m = RandomForestClassifier(random_state=seed)\n    for epoch in range(9):\n"
        "        v = m.fit(a, c).score(b, d)\n        if v > best:\n            best = v",
        "",
    ),
    "mean and spread": (
        HEAD
        + "scores = []\n"
        + loop(SPLIT, f"scores.append({SCORE})").removeprefix(HEAD)
        + "print(np.mean(scores), np.std(scores))",
        "",
    ),
    "range reported beside the mean": (
        HEAD
        + "scores = []\n"
        + loop(SPLIT, f"scores.append({SCORE})").removeprefix(HEAD)
        + "print(np.min(scores), np.mean(scores), np.max(scores))",
        "",
    ),
    "plotted": (
        HEAD
        + "import matplotlib.pyplot as plt\nscores = []\n"
        + loop(SPLIT, f"scores.append({SCORE})").removeprefix(HEAD)
        + "plt.hist(scores)",
        "",
    ),
    "printed": (loop(SPLIT, f"print({SCORE})"), ""),
    "ensemble of seeds": (
        HEAD
        + "p = 0\n"
        + loop("p = p + RandomForestClassifier(random_state=seed).fit(a, c).predict_proba(b) / 50").removeprefix(HEAD)
        + "labels = np.argmax(p, axis=1)",
        "",
    ),
    "ensemble of seeds in a list": (
        HEAD
        + "ps = []\n"
        + loop("ps.append(RandomForestClassifier(random_state=seed).fit(a, c).predict_proba(b))").removeprefix(HEAD)
        + "labels = np.mean(ps, axis=0).argmax(axis=1)",
        "",
    ),
    "folds": (
        HEAD
        + "for fold in range(5):\n    m = RandomForestClassifier(random_state=0)\n    if m.score(b, d) > 0.5:\n        print(fold)",
        "",
    ),
    "best depth with one seed": (
        HEAD
        + "best = 0\n"
        + loop(
            "s = RandomForestClassifier(max_depth=depth, random_state=0).fit(a, c).score(b, d)",
            "if s > best:\n    best, best_depth = s, depth",
            head="for depth in range(9):",
        ).removeprefix(HEAD),
        "",
    ),
    "best depth over the mean of seeds": (
        HEAD
        + "best = 0\nfor depth in [1, 2]:\n    scores = [RandomForestClassifier(max_depth=depth, random_state=s).fit(a, c).score(b, d)"
        " for s in range(5)]\n    if np.mean(scores) > best:\n        best, best_depth = np.mean(scores), depth",
        "",
    ),
    "best depth over the mean of seeds, in loops": (
        HEAD + "best = 0\nfor depth in [1, 2]:\n    scores = []\n    for seed in range(5):\n"
        "        scores.append(RandomForestClassifier(max_depth=depth, random_state=seed).fit(a, c).score(b, d))\n"
        "    if np.mean(scores) > best:\n        best = np.mean(scores)",
        "",
    ),
    "learning curve over sizes": (
        HEAD
        + "for size in [0.1, 0.2]:\n    a, b, c, d = train_test_split(X, y, train_size=size, random_state=0)\n    print(size)",
        "",
    ),
    "grid without a seed": (HEAD + "GridSearchCV(RandomForestClassifier(random_state=0), {'max_depth': [1, 2]})", ""),
    "grid with one seed": (HEAD + "GridSearchCV(RandomForestClassifier(), {'random_state': [0]})", ""),
    "two splits, train, validation and test": (
        HEAD
        + "a, b = train_test_split(X, random_state=0)\nc, d = train_test_split(b, random_state=1)\ne, f = train_test_split(a, random_state=2)",
        "",
    ),
    "same seed thrice": (HEAD + "train_test_split(X, random_state=0)\n" * 3, ""),
    "early stopping in a seeded loop": (
        HEAD
        + "for seed in range(3):\n    np.random.seed(seed)\n    best = 0\n    for epoch in range(9):\n        s = train(epoch)\n"
        "        if s > best:\n            best = s\n            wait = 0",
        "",
    ),
    "threshold, not a best": (loop(SPLIT, f"s = {SCORE}", "if s > 0.5:\n    print(seed)"), ""),
    "another list's argmax": (
        HEAD
        + "scores = []\n"
        + loop(SPLIT, f"scores.append({SCORE})").removeprefix(HEAD)
        + "k = np.argmax(importances)",
        "",
    ),
}


@table(SHOPPED)
def test_shopping(source: str, expected: str) -> None:
    assert verdicts(source) == expected


@table(HONEST)
def test_honest_use_of_several_seeds(source: str, expected: str) -> None:
    assert verdicts(source) == expected


def test_places_of_the_loop_and_of_the_choice() -> None:
    source = (
        HEAD
        + "---\nscores = []\n"
        + loop(SPLIT, f"scores.append({SCORE})").removeprefix(HEAD)
        + "---\nx = 1\nbest = np.argmax(scores)"
    )
    (finding,) = judge(cells(source), select=("shopped-seed",)).findings
    assert (finding.where.cell, finding.where.line) == (1, 3)
    assert finding.facts["chosen_at"] == {"cell": 2, "line": 2}


@pytest.mark.parametrize("seeds", [(1, 2), (1, 1, 1, 1)])
def test_few_seeds_are_no_retries(seeds: tuple[int, ...]) -> None:
    assert verdicts(HEAD + "".join(f"train_test_split(X, y, random_state={seed})\n" for seed in seeds)) == ""
