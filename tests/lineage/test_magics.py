"""Magics: what they wrap is judged at the author's lines and columns, what they hide is passed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.session import judge

NAME = "train_test_split"
IMPORT = f"from sklearn.model_selection import {NAME}"


def _report(source: str) -> Report:
    return judge(from_sources([IMPORT, source]), select=("unseeded-split",))


def _places(source: str) -> list[tuple[int, int]]:
    return [(finding.where.line, finding.where.column) for finding in _report(source).findings]


def _expected(source: str) -> list[tuple[int, int]]:
    return [(number, line.index(NAME) + 1) for number, line in enumerate(source.split("\n"), start=1) if NAME in line]


FOUND_IN_PLACE = {
    "time": "%time train_test_split(X)",
    "time assigned inside": "%time a, b = train_test_split(X)",
    "assigned from time": "x = %time train_test_split(X)",
    "tuple assigned from time": "a, b = %time train_test_split(X)",
    "timeit options": "%timeit -n 10 -r3 -o train_test_split(X)",
    "timeit glued options": "%timeit -n10 -r 3 train_test_split(X)",
    "timeit quiet": "%timeit -q -p 4 train_test_split(X)",
    "prun sorted": "%prun -s cumulative train_test_split(X)",
    "prun limit and file": "%prun -l 10 -q -T prun.txt a = train_test_split(X)",
    "prun return": "%prun -r train_test_split(X)",
    "memit": "%memit -r 1 -t 10 -c train_test_split(X)",
    "lprun": "%lprun -f fit train_test_split(X)",
    "indented": "if True:\n    %time train_test_split(X)",
    "after emoji": "s = '🎲é'; train_test_split(X)",
    "magic and emoji": "%time s = '🎲é日本'; train_test_split(X)",
    "assigned, indented, wide": "for é in x:\n\té = %time f('日本🎲', train_test_split(X))",
    "starred from time": "*a, b = %time train_test_split(X)",
    "parenthesised from time": "(a, b) = %time train_test_split(X)",
    "indented as a whole": "\n    # indented\n    a, b = train_test_split(X)\n    c = 1\nd = 2",
    "indented as a whole, with magics": "    %time train_test_split(X)\n    !ls\n    é = train_test_split(X)",
    "tab": "if a:\n\ttrain_test_split(X)",
    "form feed": "\x0ctrain_test_split(X)",
    "form feed inside": "x = 1\n\x0c\ny = train_test_split(X)",
    "cell time": "%%time\ntrain_test_split(X)",
    "cell timeit": "%%timeit -n 10\ny = train_test_split(X)",
    "capture": "%%capture out --no-stderr\n\n  \ntrain_test_split(X)",
    "nested": "%%time\n%%capture\ntrain_test_split(X)",
    "nested with line magic": "\n%%capture\n%%time\n%matplotlib inline\nx = %time train_test_split(X)",
    "unknown cell magic": "%%my_magic --with options\ntrain_test_split(X)",
    "shell before": "!pip install x\ntrain_test_split(X)",
    "shell with quotes": "!echo \"it's ( {\ntrain_test_split(X)",
    "assigned from shell": "files = !ls *.csv\ntrain_test_split(X)",
    "double shell": "!!ls\ntrain_test_split(X)",
    "shell in a block": "if a:\n    !ls\n    train_test_split(X)",
    "help after": "df.head?\ntrain_test_split(X)",
    "help twice": "df.head??\ntrain_test_split(X)",
    "help before": "?df\ntrain_test_split(X)",
    "help of a magic": "%timeit?\ntrain_test_split(X)",
    "wildcard help": "*int*?\ntrain_test_split(X)",
    "options set": "%config InlineBackend.figure_format = 'retina'\n%load_ext autoreload\ntrain_test_split(X)",
    "line magic over two lines": "%run script.py \\\n  --fast\ntrain_test_split(X)",
    "shell over three lines": "!pip install a \\\n  b \\\n  c\ntrain_test_split(X)",
    "modulo on a new line": "x = (a\n     % train_test_split(X))",
    "modulo on a new line beside a magic": "%matplotlib inline\nx = (a\n%b, train_test_split(X))",
    "modulo after a backslash": "%matplotlib inline\nx = a \\\n%b\ntrain_test_split(X)",
    "magic inside a long string": "x = '''\n%time y\n!ls\n?\n'''\ntrain_test_split(X)",
    "magic inside a long string beside a magic": "%matplotlib inline\nx = '''\n%time (\n!ls\n'''; train_test_split(X)",
    "brackets in comments and strings": "%matplotlib inline\nx = '('  # [ {\n!ls\ntrain_test_split(X)",
    "escaped quotes": '%matplotlib inline\nx = \'it\\\'s (\'\ny = """a\\"""("""\n!ls\ntrain_test_split(X)',
    "line sql": "%sql SELECT * FROM t\ntrain_test_split(X)",
    "assigned from line sql": "df = %sql SELECT * FROM t WHERE a % 2 = 0\ntrain_test_split(X)",
    "await": "x = await fetch()\ntrain_test_split(X)",
    "async with": "async with a as b:\n    async for c in b:\n        train_test_split(X)",
    "comments only, then code": "# a comment\n# %time no magic\ntrain_test_split(X)",
    "blank first lines": "\n\n\ntrain_test_split(X)",
    "carriage returns": "%time x\r\ntrain_test_split(X)",
}


@pytest.mark.parametrize("case", FOUND_IN_PLACE)
def test_a_finding_stands_where_the_author_wrote_the_call(case: str) -> None:
    source = FOUND_IN_PLACE[case]
    assert not _report(source).errors
    assert _places(source) == _expected(source.replace("\r\n", "\n"))


NOTHING_TO_JUDGE = {
    "bash": "%%bash\ntrain_test_split(X)",
    "html": "%%html\n<b>train_test_split(X)</b>",
    "shell cell": "%%!\ntrain_test_split(X)",
    "script": "%%script python3\ntrain_test_split(X)",
    "file": "%%writefile split.py\ntrain_test_split(X)",
    "timed bash": "%%time\n%%bash\necho 'it is'",
    "unknown magic, other language": "%%spss\nCOMPUTE x = 1.\n  EXECUTE (",
    "unknown magic, prose": "%%skip because\nit's not (done",
    "sql": "%%sql\nSELECT train_test_split(X) FROM t ORDER BY 1",
    "comments": "# train_test_split(X)",
    "nothing": "",
    "blank": " \n\t\n",
    "magic alone": "%matplotlib inline",
    "time alone": "%time",
    "cell magic alone": "%%time",
    "help alone": "train_test_split?",
    "shell alone": "!train_test_split(X)",
}


@pytest.mark.parametrize("case", NOTHING_TO_JUDGE)
def test_what_is_not_python_is_passed_over_without_complaint(case: str) -> None:
    report = _report(NOTHING_TO_JUDGE[case])
    assert not report.errors
    assert not report.findings


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("print 'x'", "line 1: this is Python 2"),
        ("try:\n    x\nexcept A, e:\n    pass", "is Python 2"),
        ("x = (", "line 1: this does not parse"),
        ("y = 1\nx = train_test_split(X", "line 2: this does not parse"),
        ("x = 1\n  y = 2", "line 2: this does not parse (unexpected indent)"),
        ("  x = 1\n  y = (", "does not parse"),
        ("%time x = (", "does not parse"),
        ("def f(:\n    pass", "line 1: this does not parse"),
    ],
)
def test_a_cell_that_does_not_parse_is_named_and_costs_only_itself(source: str, said: str) -> None:
    report = judge(from_sources([IMPORT, source, "train_test_split(X)"]))
    assert [finding.where.cell for finding in report.findings] == [2]
    assert len(report.errors) == 1
    assert report.errors[0].startswith("Cell 2, line ")
    assert said in report.errors[0]


@pytest.mark.parametrize("rest", ["x = (", "print 'x'", "def f(:\n  pass", "  indented (", "!ls (\nx = "])
def test_the_imports_of_a_cell_that_does_not_parse_count(rest: str) -> None:
    report = judge(from_sources([f"{IMPORT} as split, KFold\n{rest}", "x = split(X)"]))
    (finding,) = report.findings
    assert (finding.where.cell, finding.where.line, finding.where.column) == (1, 1, 5)


@pytest.mark.parametrize(
    ("source", "first", "last"),
    [
        ("%%sql\nSELECT * FROM t LIMIT 10", 2, 2),
        ("%%sql sqlite://\n\nSELECT *\nFROM t\nLIMIT 10", 5, 5),
        ("%%time\n%%sql sqlite://\n\nSELECT *\nFROM t\nLIMIT 10", 6, 6),
        ("%sql SELECT * FROM t LIMIT 10", 1, 1),
        ("x = 1\ndf = %sql SELECT * FROM t LIMIT 10", 2, 2),
    ],
)
def test_sql_magics_are_read_as_queries(source: str, first: int, last: int) -> None:
    report = judge(from_sources([source]), select=("unordered-query",))
    (finding,) = report.findings
    assert (finding.where.line, finding.where.end_line) == (first, last)


@pytest.mark.parametrize("source", ["%%sql\nSELECT *\n FROM t LIMIT 10", "%%time\n%%sql\nSELECT * FROM t LIMIT 10"])
def test_in_a_cell_magic_the_clause_is_pointed_at(source: str) -> None:
    report = judge(from_sources([source]), select=("unordered-query",))
    (finding,) = report.findings
    line = source.split("\n")[finding.where.line - 1]
    assert line[finding.where.column - 1 :] == "LIMIT 10"


STATEMENTS = st.lists(
    st.sampled_from(
        [
            "a, b = train_test_split(X)",
            "c = f('日本🎲', train_test_split(X, shuffle=True))",
            "for i in range(3):\n    train_test_split(X)",
            "x = '''\n%time y\n'''",
            "# a comment",
            "",
            "y = (1\n  % 2)",
            "train_test_split(X, random_state=0)",
        ]
    ),
    min_size=1,
    max_size=6,
).map("\n".join)
WRAPPERS = st.lists(st.sampled_from(["%%time", "%%capture out", "%%timeit -n 3", "%%prun -s cumulative"]), max_size=3)


def _essence(finding: Finding, moved: int) -> tuple[object, ...]:
    where = finding.where
    return (
        finding.severity,
        finding.message,
        where.line - moved,
        where.column,
        where.end_line - moved,
        where.end_column,
        (finding.edit.where.line - moved, finding.edit.where.column) if finding.edit else None,
    )


@given(source=STATEMENTS, wrappers=WRAPPERS)
def test_wrapping_a_cell_changes_no_finding_but_its_line(source: str, wrappers: list[str]) -> None:
    bare = [_essence(finding, 0) for finding in _report(source).findings]
    wrapped = "\n".join([*wrappers, source])
    assert [_essence(finding, len(wrappers)) for finding in _report(wrapped).findings] == bare


@given(
    source=STATEMENTS, magic=st.sampled_from(["%matplotlib inline", '!echo "it\'s ("', "df?", "files = !ls", "%cd x"])
)
def test_a_line_magic_before_a_cell_changes_no_finding_but_its_line(source: str, magic: str) -> None:
    bare = [_essence(finding, 0) for finding in _report(source).findings]
    assert [_essence(finding, 1) for finding in _report(f"{magic}\n{source}").findings] == bare


@given(source=st.text(alphabet="%!?=()'\"\\\n a#", max_size=30))
def test_any_mixture_of_marks_is_read(source: str) -> None:
    report = _report(source)
    assert len(report.errors) <= 1
