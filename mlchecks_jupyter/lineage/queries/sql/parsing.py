"""SQL text to syntax trees, one a statement, in whichever dialect reads it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlglot import Token, TokenType, exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, SqlglotError

from mlchecks_jupyter.lineage.interpreter.values import HOLE
from mlchecks_jupyter.lineage.queries.sql.text import is_hole

#: Longer texts are data rather than queries, and would cost seconds.
_MAX_LENGTH: Final = 100_000
#: The parser recurses on parentheses, and its compiled build does not stop where the stack ends.
_MAX_DEPTH: Final = 60

_ALIASES: Final = {
    "postgresql": "postgres",
    "psycopg2": "postgres",
    "sqlite3": "sqlite",
    "mariadb": "mysql",
    "mssql": "tsql",
    "sqlserver": "tsql",
    "pyspark": "spark",
    "sparksql": "spark",
    "presto": "presto",
    "awsathena": "athena",
}
_HINTS: Final = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("tsql", r"\bSELECT\s+(?:DISTINCT\s+)?TOP\b|\bFROM\s+[\[#]|\]\.\[|\bNEWID\s*\(|\bNOLOCK\b|\bCROSS\s+APPLY\b"),
        (
            "duckdb",
            r"\bUSING\s+SAMPLE\b|^\s*FROM\b|\b(?:read|scan)_\w+\s*\(|\bFROM\s+'|\bORDER\s+BY\s+ALL\b|\bRESERVOIR\b",
        ),
        ("oracle", r"\bROWNUM\b|\bDBMS_RANDOM\b|\bFROM\s+DUAL\b|\bSAMPLE\s*(?:BLOCK\s*)?\(\s*[\d.]+\s*\)"),
        ("clickhouse", r"\bSAMPLE\s+[\d.]+\s*(?:[/;)]|$|\b[A-Z])|\bPREWHERE\b|\bLIMIT\s+\d+\s+BY\b|\bFINAL\b"),
        ("snowflake", r"\bSAMPLE\s+(?:BERNOULLI|SYSTEM|ROW|BLOCK)\b|\bSEED\s*\(|\bFLATTEN\s*\(|\bMINUS\b"),
        ("bigquery", r"`[\w-]+\.[\w.*-]+`|\bFARM_FINGERPRINT\b|\bSAFE_CAST\b|\*\s*EXCEPT\s*\(|\|>"),
        ("spark", r"\bLATERAL\s+VIEW\b|\b(?:SORT|CLUSTER|DISTRIBUTE)\s+BY\b|\(\s*[\d.]+\s+(?:PERCENT|ROWS)\s*\)"),
        ("mysql", r"`"),
        ("postgres", r"::|\bILIKE\b|\bDISTINCT\s+ON\b|->>"),
    )
)
_OTHERS: Final[tuple[str, ...]] = ("", "duckdb", "snowflake", "tsql", "bigquery", "spark")

# Before one of these a hole is an operand (a table, a value), so that it cannot hold an ORDER BY.
_OPERAND_AFTER: Final = frozenset(
    "FROM JOIN . = < > <= >= <> != == LIKE ILIKE IN IS BETWEEN AS LIMIT OFFSET TOP FIRST NEXT INTO USING "
    "+ - / || ( , [ :: INTERVAL".split()
)
_TAIL_BEFORE: Final = frozenset({TokenType.LIMIT, TokenType.FETCH, TokenType.OFFSET})
_OPEN: Final = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
_CLOSE: Final = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a text; `tree` is None where no dialect reads it."""

    tree: exp.Expr | None
    tokens: tuple[Token, ...]
    text: str
    dialect: str


def parse(text: str, dialect: str | None) -> tuple[Statement, ...]:
    """Read every statement, in the dialect that reads most of them; empty where no dialect reads the text."""
    best: tuple[Statement, ...] = ()
    for name in _candidates(text, dialect):
        statements = _parse_as(text, name)
        if statements and all(s.tree is not None for s in statements):
            return statements
        if _readable(statements) > _readable(best) or not best:
            best = statements
    return best


def is_too_big(text: str) -> bool:
    """Whether a text is too long or too deeply nested to be parsed at bearable cost, or holds a NUL."""
    return len(text) > _MAX_LENGTH or "\0" in text or _depth(text) > _MAX_DEPTH


def may_hold_order(statement: Statement) -> bool:
    """Whether an unknown part stands where an ORDER BY could: at the end, or before a LIMIT."""
    tokens = statement.tokens
    for i, token in enumerate(tokens):
        if token.token_type not in (TokenType.VAR, TokenType.IDENTIFIER) or not _is_tail(statement, i):
            continue
        if i + 1 == len(tokens) or tokens[i + 1].token_type in _TAIL_BEFORE:
            return True
    return False


def _is_tail(statement: Statement, i: int) -> bool:
    token = statement.tokens[i]
    if not is_hole(statement.text[token.start : token.end + 1]):
        # A field glued to a name: `sales_{year}` names a table, `sales{where}` goes on after it.
        glued = re.search(rf"[^\W_]({HOLE}|\u01c2+)$", token.text)
        return glued is not None and token.token_type == TokenType.VAR
    if i == 0:
        return True
    if statement.tokens[i - 1].text == "," and not _in_from(statement, i):
        return True
    return statement.tokens[i - 1].text.upper() not in _OPERAND_AFTER


def _in_from(statement: Statement, i: int) -> bool:
    clauses = [t.token_type for t in statement.tokens[:i] if t.token_type in (TokenType.FROM, *_CLAUSES)]
    return bool(clauses) and clauses[-1] == TokenType.FROM


_CLAUSES: Final = (TokenType.WHERE, TokenType.GROUP_BY, TokenType.ORDER_BY, TokenType.HAVING, TokenType.SELECT)


def _candidates(text: str, dialect: str | None) -> list[str]:
    name = (dialect or "").lower().partition("+")[0]
    name = _ALIASES.get(name, name)
    known = [name] if name and Dialect.get(name) else []
    hints = [hint for hint, pattern in _HINTS if pattern.search(text)][:3]
    return list(dict.fromkeys([*known, *hints, *_OTHERS]))


def _parse_as(text: str, name: str) -> tuple[Statement, ...]:
    dialect = Dialect.get_or_raise(name)
    try:
        tokens = dialect.tokenize(text)
    except SqlglotError:
        return ()
    return tuple(
        Statement(tree=_tree(dialect, chunk, text), tokens=tuple(chunk), text=text, dialect=name)
        for chunk in _chunks(tokens)
    )


def _chunks(tokens: list[Token]) -> Iterator[list[Token]]:
    chunk: list[Token] = []
    for token in tokens:
        if token.token_type != TokenType.SEMICOLON:
            chunk.append(token)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _tree(dialect: Dialect, tokens: list[Token], text: str) -> exp.Expr | None:
    try:
        trees = dialect.parser(error_level=ErrorLevel.RAISE).parse(tokens, text)
    except RecursionError:
        return None
    except Exception:  # noqa: BLE001 - the parser lets AttributeError, ValueError and others out on odd input
        return None
    tree = trees[0] if len(trees) == 1 else None
    return tree if isinstance(tree, exp.Expr) and _is_statement(tree) else None


def _is_statement(tree: exp.Expr) -> bool:
    """Whether the parser read a statement; a bare word or name is read as an expression."""
    if isinstance(tree, exp.Select):
        return bool(tree.expressions or tree.args.get("from_"))
    if isinstance(tree, exp.Query | exp.Values | exp.Pivot):
        return True
    return not isinstance(tree, exp.Condition | exp.Alias | exp.Tuple | exp.Identifier | exp.Table)


def _readable(statements: tuple[Statement, ...]) -> int:
    return sum(s.tree is not None for s in statements)


def _depth(text: str) -> int:
    deepest = depth = 0
    for char in text:
        if char in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")]}":
            depth -= 1
    return deepest


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the parser's warnings (an unsupported command, say) out of the user's log."""
    logger = logging.getLogger("sqlglot")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
