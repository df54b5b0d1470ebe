"""Clauses as the author spelled them: the parser's own rendering renames functions."""

from __future__ import annotations

from typing import Final

from sqlglot import Token, TokenType, exp, parse_one
from sqlglot.errors import SqlglotError

from mlchecks_jupyter.lineage.queries.sql.ordering import Context, label
from mlchecks_jupyter.lineage.queries.sql.text import readable

_ENDS: Final = frozenset({"LIMIT", "FETCH", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "ROWS", "RANGE", "FOR", "OPTION"})


def order_keys(order: exp.Expr, context: Context) -> str:
    """What stands behind an ORDER BY, from the text; rendered anew where it is not found there."""
    statement = context.statement
    for i, token in enumerate(statement.tokens):
        if token.token_type != TokenType.ORDER_BY:
            continue
        end = _end(statement.tokens, i + 1)
        if end > i + 1:
            text = statement.text[statement.tokens[i + 1].start : statement.tokens[end - 1].end + 1]
            if _reads_as(order, text, context.dialect):
                return readable(text)
    return ", ".join(label(k.this if isinstance(k, exp.Ordered) else k, context.dialect) for k in order.expressions)


def _end(tokens: tuple[Token, ...], start: int) -> int:
    """The index of the first token behind a clause that begins at `start`."""
    depth = 0
    for i in range(start, len(tokens)):
        if not depth and (tokens[i].text == ")" or tokens[i].text.upper() in _ENDS):
            return i
        depth += (tokens[i].text == "(") - (tokens[i].text == ")")
    return len(tokens)


def _reads_as(order: exp.Expr, text: str, dialect: str) -> bool:
    """Whether a text is read as these sort keys, so that it is surely their own."""
    try:
        read = parse_one(f"SELECT 1 ORDER BY {text}", dialect=dialect or None).args.get("order")
    except SqlglotError:
        return False
    return isinstance(read, exp.Expr) and read.expressions == order.expressions
