"""The verdict on a statement: the worst of what its samples, its limits and its order deserve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from mlchecks_jupyter.lineage.queries.sql.keys import is_own_key
from mlchecks_jupyter.lineage.queries.sql.ordering import Context, Sorting, label, outer_select, remedy, sorting_of
from mlchecks_jupyter.lineage.queries.sql.parsing import Statement, is_too_big, may_hold_order, parse, quiet
from mlchecks_jupyter.lineage.queries.sql.randomness import random_columns
from mlchecks_jupyter.lineage.queries.sql.rows import (
    Choice,
    arbitrary_choice,
    is_series,
    is_single_row,
    random_choice,
    reads_tables,
)
from mlchecks_jupyter.lineage.queries.sql.text import has_hole, is_hole, neutral, readable
from mlchecks_jupyter.lineage.queries.sql.verdict import QueryKind, QueryVerdict

_FILE: Final = re.compile(r"\.(?:csv|tsv|txt|parquet|json|jsonl|ndjson|xlsx|arrow|feather)(?:\.\w+)?$", re.IGNORECASE)
_CATALOGUE: Final = re.compile(
    r"(?:^|\.)(?:sqlite_(?:temp_)?(?:master|schema)|information_schema\b.*|pg_catalog\..*|pg_\w+|sys\.\w+|duckdb_\w+\(.*"
    r"|all_tab\w*|user_tab\w*|svv_\w+|stl_\w+|v\$\w+)$",
    re.IGNORECASE,
)
_SET_SEED: Final = re.compile(r"\bsetseed\s*\(", re.IGNORECASE)
_UNPARSED: Final = QueryVerdict(kind="unparsed", detail="SQL that no known dialect reads")
_NO_QUERY: Final = QueryVerdict(kind="not_a_query", detail="a statement that returns no table")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feed:
    """The query of a statement, and whether its rows are stored rather than returned."""

    query: exp.Expr
    stored: bool


def judge_text(text: str, dialect: str | None) -> tuple[QueryVerdict, ...]:
    """Judge a SQL text; see `mlchecks_jupyter.lineage.queries.sql.judge`."""
    if is_too_big(text):
        return (_UNPARSED,)
    try:
        with quiet():
            statements = parse(neutral(text), dialect)
            verdicts = [(s, _feed(s), _judge_statement(s)) for s in statements]
    except Exception:  # noqa: BLE001 - a query that trips the parser or these rules must not stop the analysis
        return (_UNPARSED,)
    if not statements:
        return (_UNPARSED,) if text.strip(" \t\r\n;\ufeff") else (_NO_QUERY,)
    stored = [v for _, feed, v in verdicts if feed is not None and feed.stored and v.kind != "not_a_query"]
    returned = [v for s, feed, v in verdicts if s.tree is None or (feed is not None and not feed.stored)]
    return (*stored, *returned[-1:]) or (_NO_QUERY,)


def _feed(statement: Statement) -> _Feed | None:
    tree = statement.tree
    if isinstance(tree, exp.Query | exp.Values):
        return _Feed(query=tree, stored=tree.args.get("into") is not None)
    if isinstance(tree, exp.Copy) and isinstance(tree.this, exp.Query):
        return _Feed(query=tree.this, stored=False)
    if isinstance(tree, exp.Create | exp.Insert) and isinstance(tree.expression, exp.Query):
        return _Feed(query=tree.expression, stored=True)
    return None


def _judge_statement(statement: Statement) -> QueryVerdict:
    feed = _feed(statement)
    if statement.tree is None:
        return _UNPARSED
    if feed is None:
        return _NO_QUERY
    tables = _tables(statement)
    if tables and all(_CATALOGUE.search(table) for table in tables):
        return QueryVerdict(kind="not_a_query", detail="a look into the database's catalogue", tables=tables)
    if may_hold_order(statement):
        return QueryVerdict(kind="unparsed", detail="a query whose end is not known", tables=tables)
    context = Context(
        statement=statement,
        tables=tables,
        random_names=random_columns(statement.tree, statement.dialect),
    )
    if _keeps_file_order(feed.query, context):
        return QueryVerdict(kind="ordered", detail="the order of one file, which DuckDB keeps", tables=tables)
    choice = random_choice(statement.tree, context) or arbitrary_choice(statement.tree, context)
    if choice is not None and choice.kind.startswith("random") and _SET_SEED.search(statement.text):
        return QueryVerdict(kind="unparsed", detail="random numbers that setseed() may have seeded", tables=tables)
    if choice is not None:
        return _of_choice(statement, feed, choice, context)
    if feed.stored:
        return _NO_QUERY
    return _of_order(statement, feed.query, context)


def _of_choice(statement: Statement, feed: _Feed, choice: Choice, context: Context) -> QueryVerdict:
    line, column = _position(statement, choice.node, choice.words)
    return QueryVerdict(
        kind=choice.kind,
        detail=choice.detail,
        tables=context.tables,
        line=line,
        column=column,
        suggestion=choice.remedy.code,
        hint=choice.remedy.hint,
        aggregated=_is_aggregated(feed.query),
    )


def _of_order(statement: Statement, query: exp.Expr, context: Context) -> QueryVerdict:
    """Judge the order of rows all of which come back."""
    tables = context.tables
    if is_single_row(query) or _is_looked_up(query, context):
        return QueryVerdict(kind="single_row", detail="at most one row", tables=tables)
    sorting = sorting_of(query, context)
    if sorting.state == "unknown":
        return QueryVerdict(kind="unparsed", detail="an ORDER BY whose columns are not known", tables=tables)
    if isinstance(query, exp.Values) or not reads_tables(query):
        return QueryVerdict(kind="ordered", detail="a query that reads no table")
    keys = _key_list(sorting, context)
    if sorting.state == "total":
        return QueryVerdict(kind="ordered", detail=f"ORDER BY {keys}", tables=tables)
    if sorting.state == "none":
        return _unsorted(statement, query, sorting, context)
    kind: QueryKind = "random_order" if sorting.state == "random" else "ties"
    line, column = _position(statement, sorting.order, ("ORDER BY",))
    mended = remedy(query, sorting, context)
    return QueryVerdict(
        kind=kind,
        detail=f"ORDER BY {keys} leaves ties",
        tables=tables,
        line=line,
        column=column,
        suggestion=mended.code,
        hint=mended.hint,
        aggregated=_is_aggregated(query),
    )


def _unsorted(statement: Statement, query: exp.Expr, sorting: Sorting, context: Context) -> QueryVerdict:
    aggregated = _is_aggregated(query)
    select = outer_select(query)
    partial = next((n for n in ("sort", "cluster", "distribute") if select and select.args.get(n)), None)
    if partial:
        detail = f"{partial.upper()} BY, which orders rows within partitions only"
    elif aggregated:
        grouped = select is not None and select.args.get("group")
        detail = f"{'GROUP BY' if grouped else 'SELECT DISTINCT'} without ORDER BY"
    else:
        detail = "a query without ORDER BY"
    line, column = _position(statement, None, ("SELECT", "FROM", "TABLE"))
    mended = remedy(query, sorting, context)
    return QueryVerdict(
        kind="unordered",
        detail=detail,
        tables=context.tables,
        line=line,
        column=column,
        suggestion=mended.code,
        hint=mended.hint,
        aggregated=aggregated,
    )


def _key_list(sorting: Sorting, context: Context) -> str:
    return ", ".join(f"`{label(key, context.dialect)}`" for key in sorting.keys)


def _is_aggregated(query: exp.Expr) -> bool:
    inner = query
    while isinstance(inner, exp.Subquery):
        inner = inner.this
    if not isinstance(inner, exp.Select):
        return False
    distinct = inner.args.get("distinct")
    named = distinct is not None and not distinct.args.get("on") and not any(e.is_star for e in inner.expressions)
    return inner.args.get("group") is not None or named


def _tables(statement: Statement) -> tuple[str, ...]:
    """The tables a statement reads, as written, each once, in the order of the text."""
    tree = statement.tree
    if tree is None:
        return ()
    named = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    written = tree.this if isinstance(tree, exp.Create | exp.Insert) else None
    names: dict[str, int] = {}
    for table in tree.find_all(exp.Table):
        name = _table_name(table, statement.dialect)
        target = table is written or isinstance(table.parent, exp.Into | exp.Schema)
        if (
            not name
            or target
            or is_series(table)
            or is_hole(name.replace(".", ""))
            or (name.lower() in named and not table.db)
        ):
            continue
        names.setdefault(readable(name), _start(table) or 0)
    return tuple(sorted(names, key=lambda name: names[name]))


def _table_name(table: exp.Table, dialect: str) -> str:
    if isinstance(table.this, exp.Identifier):
        return ".".join(part.name for part in table.parts)
    return table.this.sql(dialect=dialect or None) if isinstance(table.this, exp.Expr) else ""


def _keeps_file_order(query: exp.Expr, context: Context) -> bool:
    """Whether this is DuckDB reading one file by clauses documented to keep its rows in order."""
    if context.dialect != "duckdb" or len(context.tables) != 1 or not isinstance(query, exp.Select):
        return False
    table = context.tables[0]
    if not (_FILE.search(table) or re.match(r"(?:read|scan)_\w+\(", table, re.IGNORECASE)) or has_hole(table):
        return False
    reordering = ("joins", "group", "distinct", "order", "sample", "laterals", "pivots", "with_", "having")
    return (
        not any(query.args.get(name) for name in reordering)
        and len(list(query.find_all(exp.Query))) == 1
        and not any(query.find_all(exp.TableSample, exp.Rand, exp.AggFunc))
    )


def _is_looked_up(query: exp.Expr, context: Context) -> bool:
    """Whether one table is read by the value of its own key."""
    where = query.args.get("where") if isinstance(query, exp.Select) and not query.args.get("joins") else None
    if where is None or len(context.tables) != 1:
        return False
    parts = where.this.flatten() if isinstance(where.this, exp.And) else (where.this,)
    return any(
        isinstance(part, exp.EQ)
        and isinstance(part.this, exp.Column)
        and not isinstance(part.expression, exp.Column)
        and is_own_key(part.this.name, context.tables)
        for part in parts
    )


def _start(node: exp.Expr) -> int | None:
    return min((n.meta["start"] for n in node.walk() if "start" in n.meta), default=None)


def _position(statement: Statement, node: exp.Expr | None, words: tuple[str, ...]) -> tuple[int, int]:
    """Line and column, from 1, of the last of the words before a node; of the first at depth 0 without one."""
    found = None
    depth = 0
    start = _start(node) if node is not None else None
    for token in statement.tokens:
        depth += (token.text == "(") - (token.text == ")")
        text = token.text.upper()
        if not any(text == word or text.startswith(f"{word} ") for word in words):
            continue
        if node is None and depth == 0:
            found = token
            break
        if node is not None and (start is None or token.start <= start):
            found = token
    offset = (found or statement.tokens[0]).start
    return statement.text.count("\n", 0, offset) + 1, offset - statement.text.rfind("\n", 0, offset)
