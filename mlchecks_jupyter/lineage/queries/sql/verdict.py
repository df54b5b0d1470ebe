"""What is said of one SQL statement: would the rows come back the same, and in the same order?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: ordered: the ORDER BY is total, or is presumed so; single_row: at most one row comes back;
#: not_a_query: no rows come back; unparsed: not judged; unordered: no ORDER BY;
#: limit_without_order: nothing decides which rows are kept; ties: the ORDER BY leaves rows equal;
#: random_order: sorted by unseeded random numbers; random_sample: rows drawn without a seed.
QueryKind = Literal[
    "ordered",
    "single_row",
    "not_a_query",
    "unparsed",
    "unordered",
    "limit_without_order",
    "ties",
    "random_order",
    "random_sample",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryVerdict:
    """The verdict on one SQL statement.

    Attributes
    ----------
    kind : str
        See `QueryKind`.
    detail : str
        A short English noun phrase for a message.
    tables : tuple of str
        The tables that are read, as written, without the statement's own WITH names.
    line, column : int
        The clause to point at within the SQL text, counted from 1; 0 where it is unknown.
    suggestion : str
        The clause that would mend it, as code; empty where nothing is to be mended, or no clause
        of the dialect would do.
    hint : str
        Sentences that go with the suggestion, or that say what to do where there is none.
    aggregated : bool
        The rows of the result are groups (GROUP BY, DISTINCT of named columns): few, and seldom
        what a model is trained on row by row.
    """

    kind: QueryKind
    detail: str
    tables: tuple[str, ...] = ()
    line: int = 0
    column: int = 0
    suggestion: str = ""
    hint: str = ""
    aggregated: bool = False
