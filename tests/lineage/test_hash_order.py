"""Where the order of a set reaches a result, by reading the source; and that real processes agree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable

import pytest

from mlchecks_jupyter.core.evidence import HashOrderSeen
from mlchecks_jupyter.core.execution import Execution, source_digest
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.run import History, Record, Run
from mlchecks_jupyter.lineage.edits import apply
from mlchecks_jupyter.lineage.hash_order.places import makes_sets, places
from mlchecks_jupyter.lineage.hash_order.values import LONGEST, Place
from mlchecks_jupyter.lineage.syntax import parse
from mlchecks_jupyter.session import judge

#: Twenty names: that two orders of them agree by chance is out of the question.
NAMES = "words = {" + ", ".join(f"'column_{number}'" for number in range(20)) + "}\n"

#: Programs whose `result` follows the order of a set of texts.
FOLLOWS = {
    "list": "result = list(words)",
    "list of a difference": "result = list(words - {'column_3'})",
    "list of an intersection": "result = list(words.intersection(words))",
    "list of keys taken apart": "result = list(dict.fromkeys(sorted(words)).keys() - {'column_1'})",
    "tuple": "result = tuple(words)",
    "comprehension": "result = [word.upper() for word in words]",
    "starred": "result = [*words]",
    "join": "result = ', '.join(words)",
    "enumerate": "result = {word: number for number, word in enumerate(words)}['column_1']",
    "numbers by zip": "result = dict(zip(words, range(20)))['column_1']",
    "loop that appends": "result = []\nfor word in words:\n    result.append(word)",
    "loop that adds text": "result = ''\nfor word in words:\n    result += word",
    "loop that counts": "result, n = {}, 0\nfor word in words:\n    result[word] = n\n    n += 1\nresult = result['column_1']",
    "dict filled and run over": "d = {}\nfor word in words:\n    d[word] = len(word)\nresult = list(d.items())",
    "extended list": "result = []\nresult.extend(words)",
    "added list": "result = []\nresult += words",
    "seeded shuffle": "import random\nresult = list(words)\nrandom.Random(0).shuffle(result)",
    "seeded choice": "import random\nresult = random.Random(0).choice(list(words))",
    "seeded draws in a loop": (
        "import random\nrandom.seed(0)\nd = {}\nfor word in words:\n    d[word] = random.random()\nresult = d['column_1']"
    ),
    "first of a list": "result = list(words)[0]",
    "next": "result = next(iter(words))",
    "pop": "result = words.pop()",
    "unpacked": "result, *_ = words",
    "slice": "result = sorted(list(words)[:5])",
    "handed through a function": "def names():\n    return list(words)\nresult = names()[:]",
    "sorted by a key with ties": "result = sorted(words, key=lambda word: 0)",
    "first by a key with ties": "result = max(words, key=lambda word: 0)",
}

#: Those of which the source cannot tell that it matters: there may be no ties.
UNCERTAIN = ("sorted by a key with ties", "first by a key with ties", "slice")

#: Programs whose `result` is the same in any order.
FREE = {
    "sorted": "result = sorted(words)",
    "sorted list": "result = sorted(list(words))",
    "sorted in place": "result = list(words)\nresult.sort()",
    "length": "result = len(list(words))",
    "membership": "kept = list(words)\nresult = 'column_3' in kept",
    "extremes": "result = (min(words), max(words))",
    "sum of lengths": "result = sum(len(word) for word in words)",
    "any and all": "result = any(word.endswith('3') for word in words), all(word for word in words)",
    "another set": "other = {word.upper() for word in words}\nresult = len(other)",
    "set of a list": "kept = list(words)\nresult = len(set(kept) - {'column_1'})",
    "counter": "from collections import Counter\nresult = sum(Counter(list(words)).values())",
    "loop that adds to a set": "seen = set()\nfor word in words:\n    seen.add(word)\nresult = len(seen)",
    "loop that counts": "result = 0\nfor word in words:\n    if word.endswith('3'):\n        continue\n    result += 1",
    "loop that asserts": "for word in words:\n    assert word\nresult = 1",
    "looked up only": "d = {}\nfor word in words:\n    d[word] = len(word)\nresult = d['column_1']",
    "looked up in a comprehension": "d = {word: len(word) for word in words}\nresult = d['column_1']",
    "seeded sample of a sorted set": "import random\nresult = random.Random(0).sample(sorted(words), 3)",
    "numbers": "result = list({5, 3, 1000, 7})",
    "numbers of a comprehension": "result = list({len(word) for word in words})",
    "equality": "result = words == set(list(words))",
    "dict from a list": "result = list(dict.fromkeys(['b', 'a', 'b']))",
    "one element": "result = 0\nif len(words) == 1:\n    result = words.pop()",
}

RUN_ALL = """
import json, sys
names, programs = json.load(sys.stdin)
results = {}
for name, program in programs.items():
    scope = {}
    exec(names + program, scope)
    results[name] = repr(scope["result"])
print(json.dumps(results))
"""


@pytest.fixture(scope="module")
def results() -> list[dict[str, str]]:
    """What each program gives in processes with other hash seeds."""
    found = []
    for seed in ("1", "2", "3", "4"):
        done = subprocess.run(
            [sys.executable, "-c", RUN_ALL],
            input=json.dumps([NAMES, {**{f"follows {k}": v for k, v in FOLLOWS.items()}, **FREE}]),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(json.loads(done.stdout))
    return found


def read(*sources: str) -> tuple[Place, ...]:
    return places([parse(cell) for cell in from_sources(sources).cells])


def findings(*sources: str) -> list[Finding]:
    report = judge(from_sources(sources), select=("hash-order",), history=History())
    assert not [result.reason for result in report.results if result.outcome == "error"]
    return list(report.findings)


def severities(found: Iterable[Finding]) -> list[str]:
    return [finding.severity for finding in found]


@pytest.mark.parametrize("name", FOLLOWS)
def test_a_program_that_follows_the_order_differs_between_processes_and_is_found(
    name: str, results: list[dict[str, str]]
) -> None:
    assert len({each[f"follows {name}"] for each in results}) > 1
    found = findings(NAMES + FOLLOWS[name], "model.fit(result)")
    assert found
    assert severities(found) == (["advice"] if name in UNCERTAIN else ["warning"])


@pytest.mark.parametrize("name", FREE)
def test_a_program_without_order_is_the_same_in_all_processes_and_is_not_found(
    name: str, results: list[dict[str, str]]
) -> None:
    assert len({each[name] for each in results}) == 1
    assert not findings(NAMES + FREE[name], "model.fit(result)")


@pytest.mark.parametrize("name", FOLLOWS)
def test_an_edit_makes_it_the_same_in_all_processes(name: str) -> None:
    source = NAMES + FOLLOWS[name]
    (finding,) = findings(source, "model.fit(result)")
    if finding.edit is None:
        assert name == "pop"
        return
    mended = apply(source, finding.edit)
    assert not findings(mended, "model.fit(result)")
    seen = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", f"{mended}\nprint(repr(result))"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(done.stdout)
    assert len(seen) == 1


PANDAS = {
    "columns chosen": ("features = list(set(df.columns) - {'y'})", "X = df[features]\nmodel.fit(X, y)"),
    "columns by index": ("model.fit(df[pd.Index(set(df.columns))])",),
    "reindexed": ("names = set(df.columns)", "model.fit(df.reindex(columns=names), y)"),
    "categories": ("kinds = {'a', 'b', 'c'}", "codes = pd.Categorical(x, categories=kinds).codes\nfit(codes)"),
    "new columns": ("for c in set(df.columns):\n    df[c + '_log'] = np.log(df[c])", "model.fit(df)"),
    "unknown elements that choose columns": (
        "df.columns\nkept = list(set(chosen))",
        "df['a']\nmodel.fit(df[kept], y)",
    ),
    "concatenated": ("out = df[['a']]\nfor c in set(df.columns):\n    out = pd.concat([out, df[c]])", "fit(out)"),
    "sent to a transformer": ("numeric = list(set(df.columns) - {'y'})\nct = ColumnTransformer([('n', s, numeric)])",),
}

PANDAS_FREE = {
    "dropped": ("gone = list(set(df.columns) - {'y'})", "df = df.drop(columns=gone)\nmodel.fit(df)"),
    "dropped by a set": ("df = df.drop(columns=set(df.columns) - {'y'})\nmodel.fit(df)",),
    "membership of rows": ("ids = list(set(text.split()))", "df = df[df['id'].isin(ids)]\nmodel.fit(df)"),
    "encoded in place": ("for c in set(df.columns):\n    df[c] = encode(df[c])", "df['a']\nmodel.fit(df)"),
    "filled in place": ("kept = list(set(df.columns) - {'y'})\ndf[kept] = df[kept].fillna(0)", "model.fit(df)"),
    "subset": ("keys = list(set(df.columns))\ndf = df.drop_duplicates(subset=keys)", "model.fit(df)"),
    "one column": ("kept = list(set(df.columns))\nX = df[kept]\ny = X['y']", "model.fit(y)"),
    "renamed": ("df = df.rename(columns={c: c.lower() for c in set(df.columns)})", "model.fit(df)"),
    "shape": ("kept = list(set(df.columns))\nn = df[kept].shape[1]", "model.fit(n)"),
}


@pytest.mark.parametrize("name", PANDAS)
def test_columns_in_the_order_of_a_set_are_a_warning(name: str) -> None:
    assert "warning" in severities(findings(*PANDAS[name]))


@pytest.mark.parametrize("name", PANDAS_FREE)
def test_labels_whose_order_does_not_matter_are_none(name: str) -> None:
    assert not findings(*PANDAS_FREE[name])


@pytest.mark.parametrize(
    "sources",
    [
        ("kept = list(set(df.columns))", "print(kept)"),
        ("kept = list(set(df.columns))\nkept",),
        ("for c in set(df.columns):\n    plt.hist(df[c])",),
        ("for i, c in enumerate(set(df.columns)):\n    print(i, c)",),
        ("sns.heatmap(df[list(set(df.columns))].corr())",),
        ("todo = {'a', 'b'}\nwhile todo:\n    visit(todo.pop())",),
        ("for c in set(df.columns):\n    if good(c):\n        break",),
        ("kept = list(set(rows))", "model.fit(kept)"),
        ("def names(df):\n    return list(set(df.columns))",),
        ("def draw(names):\n    for n in names:\n        plt.hist(df[n])", "kept = list(set(df.columns))\ndraw(kept)"),
        ("means = {c: df[c].mean() for c in set(df.columns)}", "show_all(means)"),
    ],
)
def test_what_is_only_shown_or_not_certain_is_advice(sources: tuple[str, ...]) -> None:
    assert severities(findings(*sources)) == ["advice"]


def test_a_list_that_nothing_uses_is_no_finding() -> None:
    assert not findings("kept = list(set(df.columns))")
    assert not findings("kept = list(set(df.columns))", "kept = ['a']\nmodel.fit(df[kept])")


def test_a_notebook_without_sets_is_not_judged() -> None:
    report = judge(from_sources(["df = {'a': 1}\nsns.set()\nx = f'{df}'"]), select=("hash-order",), history=History())
    assert [result.outcome for result in report.results if result.check == "hash-order"] == ["not_applicable"]


def test_a_method_named_set_makes_no_set() -> None:
    assert not makes_sets("sns.set(style='white')")
    assert makes_sets("x = set(y)")
    assert makes_sets("for x in {'a', 'b'}:\n    pass")


def test_names_are_followed_through_cells_branches_and_attributes() -> None:
    found = read(
        "s = set(df.columns)", "if x:\n    t = s | {'q'}\nelse:\n    t = s", "self.u = t", "m = fit(list(self.u))"
    )
    assert [(place.reach, place.elements) for place in found] == [("result", "seeded")]


def test_a_parameter_hides_a_set_of_the_notebook() -> None:
    assert not read("s = set(df.columns)\ndef f(s):\n    return fit(list(s))")
    (place,) = read("def f(s: set[str]):\n    return fit(list(s))")
    assert place.reach == "result"


def test_places_stand_where_their_author_wrote_them_behind_magics() -> None:
    (finding,) = findings("%time kept = list(set('äöü'))\nmodel.fit(kept)")
    assert (finding.where.line, finding.where.column, finding.where.end_column) == (1, 14, 30)
    assert finding.edit is None  # the line was rewritten


def test_no_source_is_too_strange_to_be_read() -> None:
    deep = "x = set(" + "[" * 60 + "1" + "]" * 60 + ")\n" + "y = list(x)" + ".a" * 3000
    for source in (
        deep,
        "set(\n",
        "x = {*()}\nfor x in x: pass",
        "(a, b), *c = {1, 'a'}",
        "lambda: {x for x in {1, 'a'}}",
    ):
        read(source)
        findings(source)


def seen_in(source: str, expression: str, why: str = "hash seed", *, line: int = 1) -> History:
    cell = Execution(cell_id="", count=1, digest=source_digest(source))
    evidence = HashOrderSeen(cell=cell, line=line, expression=expression[:LONGEST], why=why)  # type: ignore[arg-type]
    record = Record(number=1, time="2026-01-01T00:00:00.000Z", evidence=evidence)
    return History(runs=(Run(id="0" * 32, notebook="", started="", python="", tool_version="", records=(record,)),))


def test_what_the_kernel_saw_makes_certain_what_was_not() -> None:
    source = "kept = list(set(rows))\nmodel.fit(kept)"
    assert severities(findings(source)) == ["advice"]
    report = judge(from_sources([source]), select=("hash-order",), history=seen_in(source, "set(rows)"))
    (finding,) = report.findings
    assert (finding.severity, finding.facts["seen"]) == ("warning", True)
    assert "seen in the kernel" in finding.message


def test_what_only_the_kernel_can_know_is_found_at_its_place() -> None:
    source = "kept = list(helper.names)\nmodel.fit(kept)"
    assert not findings(source)
    report = judge(from_sources([source]), select=("hash-order",), history=seen_in(source, "helper.names"))
    (finding,) = report.findings
    assert (finding.severity, finding.where.line) == ("warning", 1)


def test_objects_in_the_order_of_their_addresses_are_not_to_be_sorted() -> None:
    source = "kept = list(set(rows))\nmodel.fit(kept)"
    report = judge(from_sources([source]), select=("hash-order",), history=seen_in(source, "set(rows)", "addresses"))
    (finding,) = report.findings
    assert "addresses" in finding.message
    assert "sorted" not in finding.remedy
    assert finding.edit is None


def test_what_was_seen_in_a_cell_that_was_edited_since_does_not_count() -> None:
    source = "kept = list(set(rows))\nmodel.fit(kept)"
    edited = source + "  # now"
    report = judge(from_sources([edited]), select=("hash-order",), history=seen_in(source, "set(rows)"))
    assert severities(report.findings) == ["advice"]


def test_what_was_seen_but_gets_nowhere_is_no_finding() -> None:
    source = "kept = list(set(rows))\nn = len(kept)"
    report = judge(from_sources([source]), select=("hash-order",), history=seen_in(source, "set(rows)"))
    assert not report.findings
