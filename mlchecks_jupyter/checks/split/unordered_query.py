"""The check `unordered-query`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks.sql_words import locate_in_query, sql_remedy
from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding, Location, Severity, at_least
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.queries.observer import Query
from mlchecks_jupyter.lineage.queries.sql import QueryVerdict, judge
from mlchecks_jupyter.lineage.uses import is_order_free


class UnorderedQuery(StaticCheck):
    """A query that feeds a table without saying in which order its rows come.

    ## Why is this bad?
    A relation has no order. Without an `ORDER BY` that leaves no two rows equal, the database
    may return the same rows in another order after a reload, a vacuum or with another plan; a
    split, a sample or a deduplication by position then takes other rows, whatever its seed.
    With `LIMIT` it is worse: nothing decides which rows come at all.

    ## Use instead
    End the query with `ORDER BY` on a key that is unique, or on enough columns to be. Or sort
    at once: `pd.read_sql(query, con).sort_values("id", ignore_index=True)`.

    ## References
    ISO/IEC 9075-2 (SQL), 7.17: the order of rows without an ORDER BY is implementation-dependent.
    """

    name = "unordered-query"
    item = "split"
    severity = "error"
    good = (
        code("import pandas as pd", "df = pd.read_sql('SELECT * FROM flights ORDER BY flight_id', con)"),
        code("import pandas as pd", "df = pd.read_sql('SELECT * FROM flights', con).sort_values('flight_id')"),
        code("import duckdb", "n = duckdb.sql('SELECT count(*) FROM flights')"),
    )
    bad = (
        code("import pandas as pd", "df = pd.read_sql('SELECT * FROM flights', con)"),
        code("import pandas as pd", "table = 'flights'\ndf = pd.read_sql(f'SELECT * FROM {table} LIMIT 1000', con)"),
        code("%%sql\nSELECT * FROM flights\nWHERE delay > 10"),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each query whose rows or their order are not determined."""
        judged = False
        worst: dict[Location, Finding] = {}
        for query in lineage.queries:
            for verdict in judge(query.text, dialect=query.dialect):
                judged |= verdict.kind not in ("not_a_query", "unparsed")
                severity = _severity(query, verdict, lineage)
                if severity is not None:
                    finding = self._finding(query, verdict, severity, lineage)
                    known = worst.setdefault(finding.where, finding)
                    if at_least(severity, known.severity):
                        worst[finding.where] = finding
        if not judged:
            raise NotApplicable("The notebook sends no SQL query that can be read.")
        yield from worst.values()

    def _finding(self, query: Query, verdict: QueryVerdict, severity: Severity, lineage: Lineage) -> Finding:
        return self.finding(
            lineage,
            locate_in_query(query, verdict, lineage),
            severity=severity,
            message=_message(verdict),
            remedy=_remedy(query, verdict),
            facts={"kind": verdict.kind, "tables": list(verdict.tables), "dialect": query.dialect},
        )


def _severity(query: Query, verdict: QueryVerdict, lineage: Lineage) -> Severity | None:
    """LIMIT leaves open which rows come; a missing order only where they stand."""
    looked_at = query.call.shown and query.call.last.startswith("read_")
    if looked_at and verdict.kind in ("limit_without_order", "unordered"):
        return "advice"  # a look at some rows, of which nothing is kept
    if verdict.kind == "limit_without_order":
        return "error"
    if query.ordered_later or query.single or is_order_free(query.call.node, lineage.trees[query.call.cell].body):
        return None
    if verdict.kind == "unordered":
        return "advice" if verdict.aggregated else "warning"
    return "advice" if verdict.kind == "ties" else None


def _remedy(query: Query, verdict: QueryVerdict) -> str:
    if query.call.last == "read_sql_table":
        return "Sort at once: `.sort_values([...], ignore_index=True)` by a unique key."
    return sql_remedy("Add", verdict) or "Add an ORDER BY on a unique key."


def _message(verdict: QueryVerdict) -> str:
    tables = ", ".join(f"`{table}`" for table in verdict.tables)
    source = f" from {tables}" if tables else ""
    if verdict.kind == "limit_without_order":
        return f"{_capital(verdict.detail)}: which rows{source} come is left to the database."
    if verdict.kind == "ties":
        return f"{_capital(verdict.detail)}: rows{source} that are equal in it may come in any order."
    return f"{_capital(verdict.detail)}: the rows{source} may come in another order on every run."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
