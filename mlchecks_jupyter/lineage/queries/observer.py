"""Follows SQL: the text of each query, where it stands, and what becomes of its result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.machine import Observer
from mlchecks_jupyter.lineage.interpreter.values import Constant, Either, Element, Made, Parameter, Value, made_within
from mlchecks_jupyter.lineage.magics import TEXT
from mlchecks_jupyter.lineage.queries.sql import looks_like_query

#: Functions and methods that take the text of a query, as first argument or by one of these names.
_TAKES_QUERY: Final = frozenset(
    """read_sql read_sql_query read_sql_table read_database read_database_uri read_gbq from_query sql query execute
    execute_sql sqldf fetch_pandas_all run_query""".split()
)
_QUERY_PARAMETERS: Final = ("sql", "query", "statement", "operation", "table_name")

#: Methods that put rows into an order, and methods that take a single row or value.
_SORTS: Final = frozenset({"sort_values", "sort_index", "sort", "orderBy", "order", "order_by", "sort_by"})
_TAKES_ONE: Final = frozenset(
    {"fetchone", "fetchval", "scalar", "scalar_one", "scalar_one_or_none", "one", "one_or_none"}
)

_JOINS: Final = frozenset({"concat", "merge", "join", "append", "union", "unionByName", "vstack"})
_WHOLE_TABLE: Final = "SELECT * FROM ?"
_MAGICS: Final = frozenset({"run_cell_magic", "run_line_magic"})

#: Package or magic -> SQL dialect.
_DIALECTS: Final = {
    "duckdb": "duckdb",
    "pyspark": "spark",
    "sparksql": "spark",
    "bigquery": "bigquery",
    "google": "bigquery",
    "pandas_gbq": "bigquery",
    "sqlite3": "sqlite",
    "psycopg": "postgres",
    "psycopg2": "postgres",
    "asyncpg": "postgres",
    "snowflake": "snowflake",
    "pymysql": "mysql",
    "MySQLdb": "mysql",
    "mysql": "mysql",
    "pyodbc": "tsql",
    "pymssql": "tsql",
    "oracledb": "oracle",
    "cx_Oracle": "oracle",
    "trino": "trino",
    "prestodb": "presto",
    "clickhouse_driver": "clickhouse",
    "clickhouse_connect": "clickhouse",
    "pandasql": "sqlite",
    "redshift_connector": "redshift",
}
_SQL_OPTIONS: Final = re.compile(r"^(?:\s*--?\w+(?:[= ]\S+)?|\s*\w+\s*(?:<<|=)|\s*\S+://\S+|\s*\$\w+)*\s*(?=\w|\()")


@dataclass(slots=True, kw_only=True, eq=False)
class Query:
    """A query that the notebook sends.

    `text` has `HOLE` for each part that is not known. `body_line` is the cell's line on which the
    text begins, for cell magics; 0 where the text is inside an expression.
    """

    text: str
    call: Call
    dialect: str | None
    body_line: int = 0
    ordered_later: bool = False
    single: bool = False


class Queries(Observer):
    """The observer of calls that send SQL."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int, int, str], Query] = {}
        self._by_call: dict[Call, Query] = {}
        self._by_cursor: dict[Value, Query] = {}

    @staticmethod
    def watches(last: str) -> bool:
        """Calls that send a query, or that sort or cut what came back."""
        return last in _TAKES_QUERY or last in _MAGICS or last in _SORTS or last in _TAKES_ONE

    def called(self, call: Call) -> Value | None:
        """Note a query, or what is done with the result of one."""
        if call.last in _TAKES_QUERY:
            return self._query(call)
        if call.last in _MAGICS:
            return self._magic(call)
        if self._by_call and call.owner is not None:
            self._follow(call, call.last)
        return None

    def _follow(self, call: Call, last: str) -> None:
        owner = call.owner
        found = self._behind(owner, 3)
        if owner is not None and owner in self._by_cursor:
            found.append(self._by_cursor[owner])
        for query in found:
            in_place = isinstance(value := call.keywords.get("inplace"), Constant) and value.value is True
            query.ordered_later |= last in _SORTS and (in_place or not call.passing)
            query.single |= last in _TAKES_ONE

    def _behind(self, value: Value | None, depth: int) -> list[Query]:
        """The queries whose rows are in a table, also where it was joined of several."""
        call = value.call if isinstance(value, Made) else None
        if call is None:
            return []
        if call in self._by_call:
            return [self._by_call[call]]
        if not depth or call.last not in _JOINS:
            return []
        parts = [made for part in (call.owner, *call.objects) if part is not None for made in made_within(part)]
        return [query for part in parts for query in self._behind(part, depth - 1)]

    def _query(self, call: Call) -> Value | None:
        given = call.args[0] if call.args else None
        for name in _QUERY_PARAMETERS:
            given = call.keywords.get(name, given)
        texts = [text for text in _texts(given) if looks_like_query(text)]
        if not texts and call.last == "read_sql_table":
            texts = [_WHOLE_TABLE.replace("?", name) for name in _texts(given) if name.isidentifier()]
        made: Value | None = None
        for text in texts:
            made = self._note(call, Query(text=text, call=call, dialect=_dialect(call)))
        return made

    def _magic(self, call: Call) -> Value | None:
        texts = [_text(argument) for argument in call.args]
        if len(texts) < 2 or texts[0] not in TEXT or None in texts:
            return None
        cell_magic = call.last == "run_cell_magic" and len(texts) > 2
        text = (texts[2] if cell_magic else _SQL_OPTIONS.sub("", texts[1] or "")) or ""
        # `{{name}}`, `:name` and `{name}` in a magic are filled in from the notebook's names.
        if not looks_like_query(text):
            return None
        dialect = _DIALECTS.get(texts[0] or "")
        return self._note(call, Query(text=text, call=call, dialect=dialect, body_line=1 if cell_magic else 0))

    def _note(self, call: Call, query: Query) -> Value:
        node = call.node
        known = self.found.setdefault((call.cell, node.lineno, node.col_offset, query.text), query)
        self._by_call[call] = known
        if call.owner is not None:
            self._by_cursor[call.owner] = known
        root = call.root if call.root not in ("?", "") else "database"
        return Made(f"{root}.?", call)


_MOST_TEXTS: Final = 4


def _texts(value: Value | None) -> list[str]:
    """The texts that a value may be."""
    options = value.options[:_MOST_TEXTS] if isinstance(value, Either | Element) else (value,)
    return [text for option in options if (text := _text(option)) is not None]


def _text(value: Value | None) -> str | None:
    if isinstance(value, Parameter):
        value = value.default
    if isinstance(value, Made) and value.call is not None and value.path == "sqlalchemy.text()":
        value = value.call.args[0] if value.call.args else None
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def _dialect(call: Call) -> str | None:
    """The dialect that the callable or its connection speaks, None where that is not known."""
    roots = [call.root]
    for value in (call.owner, *call.args[1:2], call.keywords.get("con"), call.keywords.get("connection")):
        if isinstance(value, Made):
            roots.append(value.root)
            if value.path.startswith("sqlalchemy.") and value.call is not None and value.call.args:
                url = _text(value.call.args[0]) or ""
                roots.append(re.split(r"[+:]", url, maxsplit=1)[0])
    names = set(_DIALECTS.values())
    for root in roots:
        if root in _DIALECTS or root in names:
            return _DIALECTS.get(root, root)
        if root == "postgresql":
            return "postgres"
    return None
