"""Queries are found wherever they are sent, put together from their parts, and followed to what becomes of them."""

from __future__ import annotations

import pytest

from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.session import judge
from tests.lineage.verdicts import broken, cells, table

PD = "import pandas as pd\n"
BARE = "SELECT * FROM flights"


def findings(source: str) -> tuple[Finding, ...]:
    report = judge(cells(source), select=("unordered-query",))
    assert broken(report) == []
    return report.findings


def verdicts(source: str) -> str:
    return " ".join(f"{finding.facts['kind']}:{finding.severity}" for finding in findings(source))


OPEN, CUT, TIES = "unordered:warning", "limit_without_order:error", "ties:advice"

SENT = {
    "read_sql": (PD + f"df = pd.read_sql('{BARE}', con)", OPEN),
    "read_sql_query": (PD + f"df = pd.read_sql_query('{BARE}', con)", OPEN),
    "by keyword": (PD + f"df = pd.read_sql(con=con, sql='{BARE}')", OPEN),
    "imported function": (f"from pandas import read_sql\ndf = read_sql('{BARE}', con)", OPEN),
    "ordered by a key": (PD + f"df = pd.read_sql('{BARE} ORDER BY flight_id', con)", ""),
    "limit": (PD + f"df = pd.read_sql('{BARE} LIMIT 10', con)", CUT),
    "limit, ordered by a key": (PD + f"df = pd.read_sql('{BARE} ORDER BY id LIMIT 10', con)", ""),
    "table name, no query": (PD + "df = pd.read_sql('flights', con)", ""),
    "no table": (PD + "df = pd.read_sql('SELECT 1', con)\ndf = pd.read_sql('PRAGMA table_info(t)', con)", ""),
    "catalogue": (
        "import sqlite3\ncon = sqlite3.connect('a')\ncon.execute('SELECT name FROM sqlite_master').fetchall()",
        "",
    ),
    "top": (PD + "df = pd.read_sql('SELECT TOP 10 * FROM t', con)", CUT),
    "ordered inside only": (PD + "df = pd.read_sql('SELECT * FROM (SELECT * FROM t ORDER BY id) s', con)", OPEN),
    "cut inside": (
        PD + "df = pd.read_sql('WITH x AS (SELECT * FROM t LIMIT 5) SELECT * FROM x ORDER BY id', con)",
        CUT,
    ),
    "groups": (PD + "df = pd.read_sql('SELECT a, count(*) FROM t GROUP BY a', con)", "unordered:advice"),
    "ties": (PD + f"df = pd.read_sql('{BARE} ORDER BY name', con)", TIES),
    "loop over a cursor": (
        f"import sqlite3\ncon = sqlite3.connect('a')\nfor row in con.execute('{BARE}'):\n    print(row)",
        OPEN,
    ),
    "a count": (PD + "n = pd.read_sql('SELECT count(*) FROM flights', con)", ""),
    "insert": ("cur.execute('INSERT INTO flights VALUES (1)')", ""),
    "create": ("con.execute('CREATE TABLE a (b int)')\ncon.execute('DROP TABLE a')", ""),
    "cursor": (
        f"import sqlite3\ncon = sqlite3.connect('a')\ncur = con.cursor()\ncur.execute('{BARE}')\nrows = cur.fetchall()",
        OPEN,
    ),
    "cursor, one row": (
        "import sqlite3\ncur = sqlite3.connect('a').cursor()\ncur.execute('SELECT a FROM b WHERE id = 1')\nx = cur.fetchone()",
        "",
    ),
    "one row, chained": ("x = con.execute('SELECT a FROM b WHERE id = 1').fetchone()", ""),
    "engine": (
        (
            f"import sqlalchemy as sa\nengine = sa.create_engine('postgresql://h/d')\nwith engine.connect() as con:\n"
            f"    rows = con.execute(sa.text('{BARE}')).fetchall()"
        ),
        OPEN,
    ),
    "duckdb": (f"import duckdb\ndf = duckdb.sql('{BARE}').df()", OPEN),
    "duckdb connection": (f"import duckdb\ncon = duckdb.connect()\ndf = con.execute('{BARE}').df()", OPEN),
    "duckdb, ordered relation": (f"import duckdb\ndf = duckdb.sql('{BARE}').order('id').df()", ""),
    "spark": (f"df = spark.sql('{BARE}')", OPEN),
    "spark, ordered": (f"df = spark.sql('{BARE}').orderBy('id')", ""),
    "polars": (f"import polars as pl\ndf = pl.read_database('{BARE}', con)", OPEN),
    "bigquery": (
        f"from google.cloud import bigquery\nc = bigquery.Client()\ndf = c.query('{BARE}').to_dataframe()",
        OPEN,
    ),
    "bigquery's names": (
        "from google.cloud import bigquery\ndf = bigquery.Client().query('SELECT * FROM `a-b.c.d` LIMIT 3').to_dataframe()",
        CUT,
    ),
    "sqldf": (f"from pandasql import sqldf\ndf = sqldf('{BARE}')", OPEN),
    "frame's query": (PD + "df = pd.read_csv('a')\ndf.query('a > 1')\ndf.query('select > 1')", ""),
    "text that reads like a query": ("print('SELECT * FROM flights')\nlabel = 'select one from the list'", ""),
    "own function": (PD + f"def run(q):\n    return pd.read_sql(q, con)\ndf = run('{BARE}')", OPEN),
    "own method": (
        PD + f"class Db:\n    def get(self, q):\n        return pd.read_sql(q, self.con)\ndf = Db().get('{BARE}')",
        OPEN,
    ),
    "own function named execute": (f"def execute(q):\n    return q\nexecute('{BARE}')", ""),
    "with": (PD + f"with connect() as con:\n    df = pd.read_sql('{BARE}', con)", OPEN),
    "two statements": (PD + f"a = pd.read_sql('{BARE}', con)\nb = pd.read_sql('{BARE} LIMIT 1', con)", f"{OPEN} {CUT}"),
    "loop": (PD + "for t in ['a', 'b']:\n    df = pd.read_sql(f'SELECT * FROM {t}', con)", OPEN),
}

BUILT = {
    "variable": (PD + f"query = '{BARE}'\ndf = pd.read_sql(query, con)", OPEN),
    "variable of an earlier cell": (PD + f"query = '{BARE}'\n---\ndf = pd.read_sql(query, con)", OPEN),
    "long text": (PD + 'q = """\nSELECT a,\n       b\nFROM flights\n"""\ndf = pd.read_sql(q, con)', OPEN),
    "implicit join": (PD + "df = pd.read_sql('SELECT * '\n    'FROM flights '\n    'LIMIT 5', con)", CUT),
    "f-string": (PD + "df = pd.read_sql(f'SELECT * FROM {schema}.flights WHERE day = {day!r}', con)", OPEN),
    "f-string, ordered": (PD + "df = pd.read_sql(f'SELECT * FROM {t} ORDER BY id LIMIT {n}', con)", ""),
    "f-string, limit unknown": (PD + "df = pd.read_sql(f'SELECT * FROM {t} LIMIT {n:d}', con)", CUT),
    "f-string, columns unknown": (PD + "df = pd.read_sql(f\"SELECT {', '.join(cols)} FROM t\", con)", OPEN),
    "f-string, known part": (PD + "tail = 'ORDER BY id'\ndf = pd.read_sql(f'SELECT * FROM t {tail}', con)", ""),
    "f-string, all unknown": (PD + "df = pd.read_sql(f'{query}', con)", ""),
    "f-string, unknown end": (PD + "df = pd.read_sql(f'SELECT * FROM t {tail}', con)", ""),
    "format": (PD + "df = pd.read_sql('SELECT * FROM {} LIMIT {}'.format(t, 10), con)", CUT),
    "format by name": (PD + "df = pd.read_sql('SELECT * FROM {t} ORDER BY {key}'.format(t='a', key='id'), con)", ""),
    "percent": (PD + "df = pd.read_sql('SELECT * FROM %s WHERE a = %d' % (t, 3), con)", OPEN),
    "percent by name": (PD + "df = pd.read_sql('SELECT * FROM %(t)s LIMIT 3' % {'t': t}, con)", CUT),
    "concatenated": (PD + "df = pd.read_sql('SELECT * FROM ' + t + ' LIMIT 3', con)", CUT),
    "concatenated in steps": (PD + "q = 'SELECT * FROM t'\nq += ' ORDER BY id'\ndf = pd.read_sql(q, con)", ""),
    "joined lines": (PD + "q = ' '.join(['SELECT *', 'FROM t', 'ORDER BY id'])\ndf = pd.read_sql(q, con)", ""),
    "dedent": (PD + f"from textwrap import dedent\ndf = pd.read_sql(dedent('''\n    {BARE}\n'''), con)", OPEN),
    "strip": (PD + f"df = pd.read_sql('''\n    {BARE}\n'''.strip(), con)", OPEN),
    "replace": (PD + "df = pd.read_sql('SELECT * FROM T LIMIT 3'.replace('T', 'flights'), con)", CUT),
    "sqlalchemy text": (PD + f"from sqlalchemy import text\ndf = pd.read_sql(text('{BARE}'), con)", OPEN),
    "text in a variable": (
        PD + f"import sqlalchemy\nq = sqlalchemy.text('{BARE}')\ndf = pd.read_sql_query(q, con)",
        OPEN,
    ),
    "constant of a class": (PD + f"class Q:\n    ALL = '{BARE}'\ndf = pd.read_sql(Q.ALL, con)", OPEN),
    "dict": (PD + f"q = {{'all': '{BARE}'}}\ndf = pd.read_sql(q['all'], con)", OPEN),
    "loop over a dict": (PD + f"for n, q in {{'a': '{BARE}'}}.items():\n    df = pd.read_sql(q, con)", OPEN),
    "function that builds": (
        PD + "def q(t):\n    return f'SELECT * FROM {t} LIMIT 5'\ndf = pd.read_sql(q('a'), con)",
        CUT,
    ),
    "either of two": (
        PD + "q = 'SELECT * FROM a LIMIT 3' if fast else 'SELECT * FROM a'\ndf = pd.read_sql(q, con)",
        CUT,
    ),
    "read from a file": (PD + "q = open('q.sql').read()\ndf = pd.read_sql(q, con)", ""),
    "with parameters": (PD + "df = pd.read_sql('SELECT * FROM t WHERE a = %s LIMIT 5', con, params=[3])", CUT),
    "named parameters": (PD + "df = pd.read_sql('SELECT * FROM t WHERE a = :a AND b = ?', con)", OPEN),
}

LATER = {
    "sorted at once": (PD + f"df = pd.read_sql('{BARE}', con).sort_values('id')", ""),
    "sorted on the variable": (PD + f"df = pd.read_sql('{BARE}', con)\ndf = df.sort_values('id')", ""),
    "sorted in place": (PD + f"df = pd.read_sql('{BARE}', con)\ndf.sort_values('id', inplace=True)", ""),
    "sorted in a later cell": (PD + f"df = pd.read_sql('{BARE}', con)\n---\ndf = df.dropna().sort_values('id')", ""),
    "sorted after set_index": (PD + f"df = pd.read_sql('{BARE}', con).set_index('id').sort_index()", ""),
    "sorted, but cut before": (PD + f"df = pd.read_sql('{BARE} LIMIT 5', con).sort_values('id')", CUT),
    "a count of it sorted": (PD + f"df = pd.read_sql('{BARE}', con)\ndf['a'].value_counts().sort_index()", OPEN),
    "groups of it sorted": (PD + f"df = pd.read_sql('{BARE}', con)\nx = df.groupby('a').size().sort_values()", OPEN),
    "shown sorted": (PD + f"df = pd.read_sql('{BARE}', con)\ndf.sort_values('id').head()\nX = df[['a']]", OPEN),
    "one column sorted": (PD + f"df = pd.read_sql('{BARE}', con)\nx = df['a'].sort_values()", OPEN),
    "two queries, one cursor": (
        (
            f"import sqlite3\ncur = sqlite3.connect('a').cursor()\ncur.execute('{BARE}')\nrows = cur.fetchall()\n"
            "cur.execute('SELECT a FROM b WHERE c = 1')\nx = cur.fetchone()"
        ),
        OPEN,
    ),
    "joined, then sorted": (
        PD + f"df = pd.concat([pd.read_sql('{BARE}', a), pd.read_sql('{BARE}', b)]).sort_values('id')",
        "",
    ),
    "merged, then sorted": (
        PD + f"a = pd.read_sql('{BARE}', con)\nb = pd.read_csv('b.csv')\nc = b.merge(a).sort_values('id')",
        "",
    ),
    "only looked at": (PD + f"pd.read_sql('{BARE} LIMIT 5', con)", "limit_without_order:advice"),
    "another one sorted": (PD + f"df = pd.read_sql('{BARE}', con)\nother.sort_values('id')", OPEN),
    "sorted in a function": (
        PD + f"def load():\n    df = pd.read_sql('{BARE}', con)\n    return df\ndf = load().sort_values('id')",
        "",
    ),
}

MAGICS = {
    "cell": (f"%%sql\n{BARE}", OPEN),
    "cell, ordered": (f"%%sql\n{BARE}\nORDER BY flight_id", ""),
    "cell, connection": (f"%%sql postgresql://user@host/db\n{BARE} LIMIT 3", CUT),
    "cell, variable": (f"%%sql result <<\n{BARE} LIMIT 3", CUT),
    "cell, option": (f"%%sql --save all\n{BARE}", OPEN),
    "cell, bigquery": (f"%%bigquery df\n{BARE}", OPEN),
    "cell, names filled in": ("%%sql\nSELECT * FROM {{table}} WHERE a = :a LIMIT 3", CUT),
    "cell, comment first": (f"%%sql\n-- all flights\n{BARE} LIMIT 3", CUT),
    "cell under a transparent magic": (f"%%time\n%%sql\n{BARE} LIMIT 3", CUT),
    "cell, two statements": (f"%%sql\nDROP TABLE a;\n{BARE} LIMIT 3;", CUT),
    "line": (f"%load_ext sql\n%sql {BARE} LIMIT 3", CUT),
    "line, assigned": (f"df = %sql {BARE} LIMIT 3", CUT),
    "line, variable": (f"%sql df << {BARE} LIMIT 3", CUT),
    "line, connection": ("%sql sqlite:///a.db", ""),
}


@table(SENT)
def test_queries_sent(source: str, expected: str) -> None:
    assert verdicts(source) == expected


@table(BUILT)
def test_texts_put_together(source: str, expected: str) -> None:
    assert verdicts(source) == expected


@table(LATER)
def test_what_becomes_of_the_rows(source: str, expected: str) -> None:
    assert verdicts(source) == expected


@table(MAGICS)
def test_magics(source: str, expected: str) -> None:
    assert verdicts(source) == expected


@pytest.mark.parametrize(
    ("source", "cell", "line"),
    [
        ("x = 1\n---\n%%sql\nSELECT *\nFROM flights\nLIMIT 3", 1, 4),
        ("%%sql\n\nSELECT *\nFROM flights\nLIMIT 3", 0, 5),
        ("%%time\n%%sql result <<\nSELECT *\nFROM flights\nLIMIT 3", 0, 5),
        ("x = 1\n%sql SELECT * FROM flights LIMIT 3", 0, 2),
        (PD + "q = 'SELECT * FROM flights LIMIT 3'\n---\nx = 1\ndf = pd.read_sql(q, con)", 1, 2),
        (PD + "df = pd.read_sql(\n    'SELECT * FROM flights LIMIT 3',\n    con)", 0, 3),
    ],
)
def test_place_of_a_finding(source: str, cell: int, line: int) -> None:
    (finding,) = findings(source)
    assert (finding.where.cell, finding.where.line) == (cell, line)


def test_the_column_of_a_clause_in_a_cell_magic() -> None:
    (finding,) = findings("%%sql\nSELECT *\n  FROM flights LIMIT 3")
    source = ["%%sql", "SELECT *", "  FROM flights LIMIT 3"][finding.where.line - 1]
    assert source[finding.where.column - 1 :].startswith("LIMIT")


def test_the_table_is_named() -> None:
    (finding,) = findings("%%sql\nSELECT * FROM big.flights f JOIN planes USING (tail) LIMIT 3")
    assert "planes" in finding.message
    assert finding.remedy.startswith("Add")
