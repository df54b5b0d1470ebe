"""SQL text is judged as its engines would run it."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlchecks_jupyter.lineage.interpreter.values import HOLE
from mlchecks_jupyter.lineage.queries.sql import QueryVerdict, judge, looks_like_query

CASES: list[tuple[str, str | None, str]] = [
    ("SELECT setseed(0.5); SELECT * FROM t ORDER BY random()", "postgres", "unparsed"),
    ("SELECT * FROM t SAMPLE 1/10 OFFSET 1/2 FORMAT JSON", "clickhouse", "unordered"),
    ("SELECT quantile(0.5)(x), uniq(y) FROM t", "clickhouse", "single_row"),
    ("SELECT * FROM (SELECT max(a) AS m FROM t) AS x", None, "single_row"),
    ("SELECT count(*) OVER () FROM t", None, "unordered"),
    ("SELECT a FROM t ORDER BY a FETCH FIRST 5 ROWS WITH TIES", "postgres", "ordered"),
    ("DECLARE @n INT = 5; SELECT TOP (@n) * FROM t", "tsql", "limit_without_order"),
    ("SELECT * FROM t ORDER BY (SELECT NULL) OFFSET 0 ROWS FETCH NEXT 5 ROWS ONLY", "tsql", "limit_without_order"),
    ("SELECT * INTO #x FROM t", "tsql", "not_a_query"),
    ("SELECT * FROM read_parquet('a.parquet') JOIN b USING (id)", "duckdb", "unordered"),
    ("SELECT x, (SELECT y FROM u WHERE u.i = t.i LIMIT 1) FROM t ORDER BY t.id", None, "limit_without_order"),
    ("SELECT * FROM t WHERE rowid IN (SELECT rowid FROM t ORDER BY random() LIMIT 5)", "sqlite", "random_order"),
    ("select * from t", None, "unordered"),
    ("select * from t order by id", None, "ordered"),
    ("select * from t order by date", None, "ties"),
    ("select * from t order by date limit 10", None, "ties"),
    ("select * from t limit 1000", None, "limit_without_order"),
    ("select * from (select * from t limit 5) s order by id", None, "limit_without_order"),
    ("with a as (select * from t limit 5) select * from a order by id", None, "limit_without_order"),
    ("select count(*) from t", None, "single_row"),
    ("select 1", None, "single_row"),
    ("select a, count(*) n from t group by a", None, "unordered"),
    ("select a, count(*) n from t group by a order by n desc", None, "ties"),
    ("select a, count(*) n from t group by a order by n desc, a", None, "ordered"),
    ("select a, count(*) n from t group by 1 order by 1", None, "ordered"),
    ("select distinct a, b from t order by b, a", None, "ordered"),
    ("select distinct a, b from t order by b", None, "ties"),
    ("select a, b from t order by 1, 2", None, "ordered"),
    ("select * from t order by random() limit 5", None, "random_order"),
    ("select *, rand() as r from t order by r", None, "random_order"),
    ("with x as (select *, rand() as r from t) select * from x where r < 0.8", None, "random_sample"),
    ("select * from t where random() < 0.1", None, "random_sample"),
    ("select * from t order by rand(42)", "mysql", "ordered"),
    ("select * from t tablesample (10 percent)", "spark", "random_sample"),
    ("select * from t tablesample (10 percent) repeatable (3)", "spark", "unordered"),
    ("select * from t tablesample (10 rows)", "spark", "limit_without_order"),
    ("select * from t tablesample bernoulli (10)", None, "random_sample"),
    ("select * from t using sample 10%", "duckdb", "random_sample"),
    ("select * from t using sample 10% (bernoulli, 42)", "duckdb", "unordered"),
    ("select * from 'data.csv' where x > 1", "duckdb", "ordered"),
    ("from read_csv('data.csv') limit 5", "duckdb", "ordered"),
    ("from t", "duckdb", "unordered"),
    ("from t order by all", "duckdb", "ordered"),
    ("select top 10 * from dbo.t", "tsql", "limit_without_order"),
    ("select top 10 * from t", None, "limit_without_order"),
    ("select top (10) percent * from [dbo].[t] order by newid()", None, "random_order"),
    ("select * from t where rownum <= 10 order by id", "oracle", "limit_without_order"),
    ("select * from (select * from t order by id) where rownum <= 10 order by id", "oracle", "ordered"),
    ("select * from (select * from t order by dbms_random.value) where rownum <= 10", "oracle", "random_order"),
    ("select * from t sample (10)", "oracle", "random_sample"),
    ("select * from t sample (10) seed (4)", "oracle", "unordered"),
    ("select * from `p.d.t` tablesample system (10 percent)", "bigquery", "random_sample"),
    ("select * from t sample 0.1", "clickhouse", "unordered"),
    ("select * from t mlchecks_hole", None, "unparsed"),
    ("select * from t {where}", None, "unparsed"),
    ("select * from t where mlchecks_hole", None, "unparsed"),
    ("select * from mlchecks_hole", None, "unordered"),
    ("select * from t where x = ?", None, "unordered"),
    ("select * from t where x = %s limit %s", None, "limit_without_order"),
    ("select * from t order by mlchecks_hole", None, "unparsed"),
    ("select * from t mlchecks_hole limit 10", None, "unparsed"),
    ("select * from t where d > '{d}' and x in ({ids})", None, "unordered"),
    ("select mlchecks_hole from t where a = :x and b = %(b)s and c = $1 and d = @d", None, "unordered"),
    ("{{ config(materialized='table') }}\nselect * from {{ ref('x') }}", None, "unordered"),
    ("insert into t values (1)", None, "not_a_query"),
    ("create table x as select * from t", None, "not_a_query"),
    ("create table x as select * from t limit 5", None, "limit_without_order"),
    ("explain select * from t", None, "not_a_query"),
    ("pragma table_info('x')", None, "not_a_query"),
    ("show tables", None, "not_a_query"),
    ("set x = 1", None, "not_a_query"),
    ("select name from sqlite_master where type='table'", None, "not_a_query"),
    ("use db; select * from t;", None, "unordered"),
    ("values (1), (2)", None, "ordered"),
    ("table t", None, "unordered"),
    ("select a from t union all select b from u order by c", None, "ties"),
    ("select a from t union all select b from u order by a", None, "ordered"),
    ("select a from t union select b from u", None, "unordered"),
    ("(select * from t) limit 3", None, "limit_without_order"),
    ("select * from users where id = 5", None, "single_row"),
    ("select * from orders where user_id = 5", None, "unordered"),
    ("select order_id, user_id, x from orders order by user_id", None, "ties"),
    ("select user_id, name, sum(x) from t group by user_id, name order by user_id", None, "ordered"),
    ("select user_id, month, sum(x) from t group by user_id, month order by user_id", None, "ties"),
    ("select distinct on (user_id) * from t order by user_id, created_at desc, id", "postgres", "ordered"),
    ("select distinct on (user_id) * from t", "postgres", "limit_without_order"),
    ("select distinct on (u) * from t order by u", None, "ties"),
    ("select * from t order by (select null)", None, "unordered"),
    ("select *, row_number() over (order by x) as n from t order by n", None, "ordered"),
    (
        "select * from (select *, row_number() over (partition by g) as n from t) where n = 1 order by id",
        None,
        "limit_without_order",
    ),
    (
        "select * from (select *, row_number() over (partition by g order by random()) as n from t) where n = 1 order by id",
        None,
        "random_order",
    ),
    ("select * from t sort by id", "spark", "unordered"),
    ("select * from t order by md5(id)", None, "ordered"),
    ("select * from t limit 0", None, "single_row"),
    ("select * frm t", None, "unparsed"),
    ("selec", None, "unparsed"),
    ("select exists(select 1 from t limit 1)", None, "single_row"),
    ("select * from t where exists (select 1 from u where u.i = t.i limit 1) order by t.CustomerID", None, "ordered"),
    ("select * from t order by 1", None, "ordered"),
    ("select * from t order by 3", None, "ties"),
    ("select * from t fetch first 10 rows only", None, "limit_without_order"),
    ("select * from t offset 10", None, "limit_without_order"),
    ("select * from generate_series(1, 10)", None, "ordered"),
    ("select * from t sample (10)", "snowflake", "random_sample"),
    ("select * from t tablesample bernoulli (10) seed (3)", "snowflake", "unordered"),
    (
        "SELECT customer_name, city, signup_date\nFROM customers c\nJOIN orders o ON o.customer_id = c.customer_id\nWHERE city = 'x'\nORDER BY signup_date DESC",
        None,
        "ties",
    ),
    ("SELECT a,\n b FROM t\nWHERE x > 3 AND y IN (SELECT y FROM u LIMIT 10)\nLIMIT 1000", None, "limit_without_order"),
    (
        "SELECT * FROM `bigquery-public-data.a.b` WHERE MOD(ABS(FARM_FINGERPRINT(CAST(id AS STRING))), 10) < 8 ORDER BY FARM_FINGERPRINT(CAST(id AS STRING))",
        "bigquery",
        "ordered",
    ),
    (
        "SELECT * FROM `bigquery-public-data.a.b` WHERE MOD(ABS(FARM_FINGERPRINT(CAST(id AS STRING))), 10) < 8",
        None,
        "unordered",
    ),
    ("SELECT * FROM `a.b.c` WHERE RAND() < 0.1", "bigquery", "random_sample"),
    ("SELECT * EXCEPT(x) FROM `a.b`", "bigquery", "unordered"),
    ("SELECT * FROM UNNEST([1,2,3]) x", "bigquery", "ordered"),
    ("SELECT * FROM `users` LIMIT 10, 20", "mysql", "limit_without_order"),
    ("SELECT u.name, o.total FROM users u JOIN orders o ON u.id = o.user_id", "mysql", "unordered"),
    ("SELECT * FROM iris ORDER BY rowid", "sqlite", "ordered"),
    ("SELECT * FROM Reviews ORDER BY RANDOM() LIMIT 100000", "sqlite", "random_order"),
    ("SELECT * FROM Reviews WHERE Score != 3", "sqlite", "unordered"),
    (
        "select * from t qualify row_number() over (partition by id order by 1) = 1 limit 5",
        "snowflake",
        "limit_without_order",
    ),
    ("select * from t order by random()", "snowflake", "random_order"),
    ("select * from t order by random(42)", "snowflake", "ordered"),
    ("select top 100 * from sales", "redshift", "limit_without_order"),
    ("select * from t tablesample bernoulli (10)", "trino", "random_sample"),
    ("select * from t order by random(10)", "trino", "random_order"),
    ("select * from t final limit 3 by x", "clickhouse", "limit_without_order"),
    ("select * from t order by rand(1)", "clickhouse", "random_order"),
    ("select top 10 * from sales order by amount desc", "tsql", "ties"),
    ("select top 10 percent * from [dbo].[sales] with (nolock)", "tsql", "limit_without_order"),
    ("select * from t where abs(checksum(newid())) % 10 = 0", "tsql", "random_sample"),
    ("select * from t tablesample (10 percent)", "tsql", "random_sample"),
    ("exec sp_who", "tsql", "not_a_query"),
    ("select count(*) from dual", "oracle", "single_row"),
    ("select date_trunc('day', ts) d, count(*) from t group by 1 order by 2", "postgres", "ties"),
    ("select date_trunc('day', ts) d, count(*) from t group by 1 order by d", "postgres", "ordered"),
    ("copy (select * from t) to '/x'", "postgres", "unordered"),
    ("update t set x = 1 where id = 3", "postgres", "not_a_query"),
    ("delete from t", "postgres", "not_a_query"),
    ("select * from t lateral view explode(x) e as y", "spark", "unordered"),
    ("table t", "spark", "unordered"),
    ("from t select a", "spark", "unordered"),
    ("select * from t cluster by id", "spark", "unordered"),
    (
        "with recursive x as (select 1 as n union all select n + 1 from x where n < 5) select * from x join t on t.n = x.n",
        None,
        "unordered",
    ),
    ("select a from t -- order by id", None, "unordered"),
    ("select * from t where name = 'order by id'", None, "unordered"),
    ('select "id", x from t order by "id"', None, "ordered"),
    ("select * from t order by t.id asc nulls last", None, "ordered"),
    ("select sk_id_curr from t order by sk_id_curr", None, "ordered"),
    ("select PassengerId, Age from titanic order by PassengerId", None, "ordered"),
    ("select valid, paid from t where z order by paid", None, "ties"),
    ("select * from (select * from t order by id) s", None, "unordered"),
    ("SELECT * FROM sales_mlchecks_hole WHERE year = mlchecks_hole", None, "unordered"),
    ("SELECT * FROM salesmlchecks_hole", None, "unparsed"),
    ('SELECT * FROM "mlchecks_hole"', None, "unordered"),
    ("mlchecks_hole SELECT * FROM t", None, "unordered"),
]


@pytest.mark.parametrize(("sql", "dialect", "kind"), CASES)
def test_kind(sql: str, dialect: str | None, kind: str) -> None:
    assert judge(sql, dialect=dialect)[-1].kind == kind


@pytest.mark.parametrize("dialect", [None, "postgresql+psycopg2", "mssql", "sqlite3", "pyspark", "klingon", ""])
def test_dialects_by_any_name(dialect: str | None) -> None:
    assert judge("SELECT a FROM t LIMIT 5", dialect=dialect)[0].kind == "limit_without_order"


def _only(sql: str, dialect: str | None = None) -> QueryVerdict:
    (verdict,) = judge(sql, dialect=dialect)
    return verdict


@pytest.mark.parametrize(
    ("sql", "dialect", "detail", "place", "suggestion"),
    [
        ("SELECT a\nFROM t\n LIMIT 1000", None, "LIMIT 1000 without ORDER BY", (3, 2), "ORDER BY a"),
        (
            "SELECT top_1, TOP_2 FROM t\nORDER BY d",
            "mysql",
            "ORDER BY `d` leaves ties",
            (2, 1),
            "ORDER BY d, top_1, TOP_2",
        ),
        ("SELECT TOP 5 * FROM t", "tsql", "TOP 5 without ORDER BY", (1, 8), "ORDER BY id"),
        ("SELECT TOP 5 * FROM t", "redshift", "LIMIT 5 without ORDER BY", (1, 8), "ORDER BY id"),
        (
            "SELECT * FROM t\nTABLESAMPLE SYSTEM (5)",
            "postgres",
            "TABLESAMPLE without REPEATABLE",
            (2, 1),
            "REPEATABLE (0)",
        ),
        (
            "FROM t USING SAMPLE 5%",
            "duckdb",
            "USING SAMPLE without REPEATABLE",
            (1, 8),
            "USING SAMPLE bernoulli(5%) REPEATABLE (0)",
        ),
        (
            "SELECT id FROM t ORDER BY RANDOM()",
            "sqlite",
            "ORDER BY `RANDOM()`, unseeded random numbers",
            (1, 18),
            "",
        ),
        (
            "SELECT * FROM t ORDER BY dbms_random.value",
            "oracle",
            "ORDER BY `dbms_random.value`, unseeded random numbers",
            (1, 17),
            "ORDER BY ORA_HASH(id)",
        ),
        ("SELECT id, x FROM t ORDER BY x DESC", None, "ORDER BY `x` leaves ties", (1, 21), "ORDER BY x DESC, id"),
        ("SELECT * FROM t", "duckdb", "a query without ORDER BY", (1, 1), "ORDER BY ALL"),
        ("WITH a AS (SELECT 1)\nSELECT * FROM t, a", None, "a query without ORDER BY", (2, 1), "ORDER BY id"),
    ],
)
def test_says_where_and_what_to_write(
    sql: str, dialect: str | None, detail: str, place: tuple[int, int], suggestion: str
) -> None:
    verdict = _only(sql, dialect)
    assert verdict.detail == detail
    assert (verdict.line, verdict.column) == place
    assert verdict.suggestion == suggestion


def test_placeholders_do_not_shift_positions() -> None:
    plain = _only("SELECT * FROM t WHERE a = 1 LIMIT 5")
    for hole in ("?", "%s", "%(name)s", ":name", "$1", "{name}", "{{ name }}", "${name}", "@name", HOLE):
        verdict = _only(f"SELECT * FROM t WHERE a = {hole} LIMIT 5")
        assert verdict.kind == "limit_without_order"
        assert verdict.column == plain.column + len(hole) - 1


@pytest.mark.parametrize(
    "dialect", ["duckdb", "sqlite", "postgres", "bigquery", "snowflake", "spark", "tsql", "oracle"]
)
@pytest.mark.parametrize(
    "table", ["SELECT id, x FROM t ORDER BY x", "SELECT g, id FROM t GROUP BY g, id", "SELECT id FROM t"]
)
def test_the_suggested_order_settles_it(table: str, dialect: str) -> None:
    verdict = _only(table, dialect)
    assert verdict.kind in ("ties", "unordered")
    mended = table.partition(" ORDER BY")[0] + " " + verdict.suggestion
    assert _only(mended, dialect).kind == "ordered"


@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        ("SELECT * FROM t ORDER BY day LIMIT 5", "Here `id` stands for a column in which no two rows are equal."),
        (
            "SELECT DISTINCT ON (id) * FROM t ORDER BY id",
            "Here `row_id` stands for a column in which no two rows are equal.",
        ),
        ("SELECT * FROM t ORDER BY random()", "Sort by a hash of the key instead."),
        ("SELECT id FROM t ORDER BY random()", "Sort by a hash of `id` instead."),
        ("SELECT id FROM t WHERE random() < 0.3", "Keep the rows whose hash of `id` is below the wanted share."),
        ("SELECT id, x FROM t ORDER BY x", ""),
    ],
)
def test_hints_say_what_no_clause_can(sql: str, hint: str) -> None:
    assert _only(sql).hint == hint


DIALECTS = (
    "athena bigquery clickhouse databricks duckdb hive mysql oracle postgres presto redshift snowflake spark trino tsql"
).split()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_suggested_hash_settles_a_random_order(dialect: str) -> None:
    verdict = _only("SELECT id FROM t ORDER BY uuid()", dialect)
    assert verdict.kind == "random_order"
    assert _only(f"SELECT id FROM t {verdict.suggestion}", dialect).kind == "ordered"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_share_is_taken_by_a_hash_that_the_engine_has(dialect: str) -> None:
    hint = _only("SELECT id FROM t WHERE uuid() < 'c'", dialect).hint
    number = hint.split("`")[1]
    assert judge(f"SELECT id FROM t WHERE {number} < 10", dialect=dialect)[-1].kind == "unordered"


def test_sqlite_has_no_hash() -> None:
    for query in ("SELECT id FROM t ORDER BY random()", "SELECT id FROM t WHERE random() % 10 = 0"):
        verdict = _only(query, "sqlite")
        assert verdict.suggestion == ""
        assert "pandas" in verdict.hint


@pytest.mark.parametrize(
    ("clause", "dialect", "quoted"),
    [
        ("random()", None, "random()"),
        ("Rand() DESC LIMIT 5", "mysql", "Rand() DESC"),
        ("NewID()", "tsql", "NewID()"),
        ("score > 1, gen_random_uuid() FETCH FIRST 5 ROWS ONLY", "postgres", "score > 1, gen_random_uuid()"),
        ("abs(random()) % 10", "sqlite", "abs(random()) % 10"),
        ("-random(), x /* why */", "duckdb", "-random(), x"),
    ],
)
def test_random_orders_are_quoted_as_written(clause: str, dialect: str | None, quoted: str) -> None:
    verdict = _only(f"SELECT id,\n x FROM (SELECT * FROM t ORDER BY id) AS s ORDER BY {clause}", dialect)
    assert verdict.detail == f"ORDER BY `{quoted}`, unseeded random numbers"


@pytest.mark.parametrize(
    ("sql", "dialect", "suggestion"),
    [
        ("SELECT * FROM t TABLESAMPLE (10 ROWS)", "spark", "ORDER BY id"),
        ("SELECT * FROM t WHERE rownum <= 10", "oracle", "ORDER BY id"),
        (
            "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY g) AS n FROM t) WHERE n = 1",
            None,
            "ORDER BY id",
        ),
    ],
)
def test_suggestions_are_code_alone(sql: str, dialect: str | None, suggestion: str) -> None:
    verdict = judge(sql, dialect=dialect)[-1]
    assert (verdict.kind, verdict.suggestion) == ("limit_without_order", suggestion)


def test_tables_are_those_read_without_with_names_and_targets() -> None:
    verdict = _only("CREATE TABLE s.new AS WITH a AS (SELECT * FROM x.b) SELECT * FROM a JOIN c ON a.i = c.i LIMIT 3")
    assert verdict.tables == ("x.b", "c")


def test_unknown_tables_are_not_named() -> None:
    assert _only(f"SELECT * FROM {HOLE}.{HOLE}").tables == ()


def test_groups_are_marked() -> None:
    assert _only("SELECT a, count(*) FROM t GROUP BY a").aggregated
    assert _only("SELECT DISTINCT a FROM t").aggregated
    assert not _only("SELECT DISTINCT * FROM t").aggregated
    assert not _only("SELECT a FROM t").aggregated


def test_stored_choices_come_before_the_last_result() -> None:
    text = "CREATE TABLE a AS SELECT * FROM t LIMIT 5; SELECT * FROM x; SELECT * FROM a ORDER BY id; DROP TABLE a"
    assert [v.kind for v in judge(text)] == ["limit_without_order", "ordered"]


def test_insert_of_a_random_sample_is_one() -> None:
    assert _only("INSERT INTO train SELECT * FROM t ORDER BY random() LIMIT 10", "postgres").kind == "random_order"


@pytest.mark.parametrize(
    "tail", [HOLE, f"WHERE {HOLE}", f"WHERE a = 1 {HOLE}", f"{HOLE} LIMIT 5", f"ORDER BY {HOLE}", f"GROUP BY a, {HOLE}"]
)
def test_what_may_hold_an_order_is_not_judged(tail: str) -> None:
    assert _only(f"SELECT a FROM t {tail}").kind == "unparsed"


@pytest.mark.parametrize(
    "text",
    [
        "select 1",
        "  -- why\n/* a */ (SELECT * FROM t)",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "with recursive a(n) as (select 1) select * from a",
        "FROM t",
        "FROM 'a.csv' WHERE x > 1",
        "TABLE t",
        "VALUES (1)",
        "{{ config() }} select 1",
        "USE db; SELECT 1",
        "CREATE TABLE a AS SELECT * FROM t",
        f"{HOLE} SELECT 1",
    ],
)
def test_queries_look_like_queries(text: str) -> None:
    assert looks_like_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "With Family",
        "from the graph it can be seen",
        "selection",
        "table of contents",
        "DROP TABLE t",
        "x = 1",
        "withal as",
    ],
)
def test_prose_does_not(text: str) -> None:
    assert not looks_like_query(text)


_WORDS = st.sampled_from(
    "SELECT FROM WHERE ORDER BY LIMIT GROUP WITH AS ( ) , * ; id x t 1 'a' \" ` [ ] { } {{ }} % %s :n $1 ? -- /* */ UNION "
    "JOIN ON OVER PARTITION TABLESAMPLE SAMPLE REPEATABLE random() TOP FETCH ROWNUM DISTINCT VALUES INSERT CREATE TABLE "
    "mlchecks_hole \n \0 \ufeff é CASE WHEN END QUALIFY OFFSET ALL NULL".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_WORDS, max_size=25).map(" ".join) | st.text(max_size=60),
    st.sampled_from([None, "duckdb", "tsql", "bigquery"]),
)
def test_garbage_never_raises(text: str, dialect: str | None) -> None:
    looks_like_query(text)
    verdicts = judge(text, dialect=dialect)
    assert verdicts
    lines = text.split("\n")
    for verdict in verdicts:
        assert verdict.line <= len(lines)
        assert verdict.line == 0 or 1 <= verdict.column <= len(lines[verdict.line - 1]) + 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "(" * 5000,
        "SELECT " + "NOT " * 5000 + "a FROM t",
        "SELECT * FROM t WHERE x IN (" + "1," * 60_000 + "1)",
        "SELECT * FROM t\0",
        "SELECT 'open FROM t",
        "{" * 20_000,
        "x" + " " * 90_000 + "y",
    ],
)
def test_hostile_text_is_not_judged(text: str) -> None:
    assert judge(text)[-1].kind == "unparsed"


def test_the_parser_keeps_quiet(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        judge("VACUUM FULL t; EXPLAIN SELECT 1", dialect="postgres")
    assert not caplog.records
    assert not logging.getLogger("sqlglot").disabled


def test_importing_loads_no_parser() -> None:
    code = (
        "import sys, mlchecks_jupyter.lineage.queries.sql as s; s.looks_like_query('select 1'); assert 'sqlglot' not in sys.modules;"
        "s.judge('select 1'); assert 'sqlglot' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def _loaded(rows: list[tuple[int, str]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE events (id INTEGER, day TEXT)")
    connection.executemany("INSERT INTO events VALUES (?, ?)", rows)
    return connection


def test_ties_do_come_back_in_another_order() -> None:
    """The same rows, loaded in another order: what is called ties or unordered differs, what is called ordered does not."""
    rows = [(i, f"2024-01-{1 + i % 3:02}") for i in range(30)]
    first, second = _loaded(rows), _loaded(rows[::-1])
    for query, same in (
        ("SELECT id, day FROM events ORDER BY day", False),
        ("SELECT id, day FROM events ORDER BY day LIMIT 5", False),
        ("SELECT id, day FROM events", False),
        ("SELECT id, day FROM events LIMIT 5", False),
        ("SELECT id, day FROM events ORDER BY day, id LIMIT 5", True),
        ("SELECT day, count(*) AS n FROM events GROUP BY day ORDER BY n, day", True),
        ("SELECT count(*) FROM events", True),
    ):
        assert (_only(query, "sqlite").kind in ("ordered", "single_row")) is same, query
        assert (first.execute(query).fetchall() == second.execute(query).fetchall()) is same, query
    first.close()
    second.close()


def test_duckdb_seeds_and_hashes_as_suggested() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT range AS id FROM range(5000)")
        for query in (
            "SELECT id FROM t USING SAMPLE 10%",
            "SELECT id FROM t USING SAMPLE 50 ROWS",
            "SELECT id FROM t WHERE random() < 0.1",
            "SELECT id FROM t ORDER BY random() LIMIT 10",
        ):
            verdict = _only(query, "duckdb")
            assert verdict.kind.startswith("random")
            clause = verdict.suggestion or f"WHERE {verdict.hint.split('`')[1]} < 10"
            mended = f"SELECT id FROM t {clause}" + (" LIMIT 10" if verdict.kind == "random_order" else "")
            drawn = [sorted(connection.execute(mended).fetchall()) for _ in range(2)]
            assert drawn[0] == drawn[1]
            assert 0 < len(drawn[0]) < 5000
