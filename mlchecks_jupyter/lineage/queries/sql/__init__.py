"""SQL text judged: would the query return the same rows, in the same order, on another day?

A relation has no order. Without an ORDER BY that leaves no two rows equal, an engine may return the
same table in another order after a reload, a vacuum or another plan; a seeded split then puts other
rows into the test set. The parser is loaded when the first query is judged, not before.
"""

from __future__ import annotations

from mlchecks_jupyter.lineage.queries.sql.text import looks_like_query
from mlchecks_jupyter.lineage.queries.sql.verdict import QueryKind, QueryVerdict

__all__ = ["QueryKind", "QueryVerdict", "judge", "looks_like_query"]


def judge(text: str, *, dialect: str | None = None) -> tuple[QueryVerdict, ...]:
    """Judge the statements of a SQL text that feed a table; never raises.

    Parameters
    ----------
    text : str
        One or several statements. Unknown parts are written as `values.HOLE`; placeholders of DB-API,
        ``str.format`` and Jinja may stand as they are.
    dialect : str or None
        A dialect's name as sqlglot or SQLAlchemy spells it; None to guess it from the text.

    Returns
    -------
    tuple of QueryVerdict
        At least one: the last statement that returns rows, after those that choose rows and store
        them (CREATE TABLE AS, INSERT ... SELECT); else one verdict that says why there is none.
    """
    from mlchecks_jupyter.lineage.queries.sql.judging import judge_text  # loads the parser, about 0.3 s

    return judge_text(text, dialect)
