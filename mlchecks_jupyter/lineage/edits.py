"""Edits of calls that are safe to make by text: an argument added, or its value replaced."""

from __future__ import annotations

import ast
import contextlib
import io
import tokenize
from collections.abc import Sequence
from typing import Final

from mlchecks_jupyter.core.finding import Edit, Location
from mlchecks_jupyter.lineage.syntax import Tree, locate

_SKIPPED: Final = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
)


def pass_argument(tree: Tree, call: ast.Call, name: str, value: str, position: int | None = None) -> Edit | None:
    """Pass `name=value` in a call, in the place of what it says of `name` now, by name or at `position`.

    None where the text cannot be changed safely: a line that magics rewrote, a lone generator
    expression as argument, a call that does not end in a plain parenthesis.
    """
    title = f"Pass {name}={value}"
    where = locate(tree, call)
    if any(tree.shifts.get(line, 0) for line in range(where.line, where.end_line + 1)):
        return None
    for keyword in call.keywords:
        if keyword.arg == name:
            return Edit(where=locate(tree, keyword.value), text=value, title=title)
    if position is not None and len(call.args) > position:
        given = call.args[position]
        starred = any(isinstance(argument, ast.Starred) for argument in call.args[: position + 1])
        return None if starred else Edit(where=locate(tree, given), text=value, title=title)
    if len(call.args) == 1 and isinstance(call.args[0], ast.GeneratorExp) and not call.keywords:
        return None
    arguments: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    last = max(arguments, key=lambda argument: (argument.end_lineno or 0, argument.end_col_offset or 0), default=None)
    if last is not None and any(keyword.arg is None for keyword in call.keywords):
        return None
    start = locate(tree, last if last is not None else call.func)
    tail = _between(tree.lines, start, where)
    if tail is None:
        return None
    return _insertion(start, tail, f"{name}={value}", title, empty=last is None)


def _between(source: list[str], start: Location, end: Location) -> str | None:
    """The text from the end of `start` to the end of `end`, which closes the call."""
    lines = source[start.end_line - 1 : end.end_line]
    if not lines:
        return None
    lines[-1] = lines[-1][: end.end_column - 1]
    lines[0] = lines[0][start.end_column - 1 :]
    text = "\n".join(lines)
    return text if text.endswith(")") else None


def _insertion(start: Location, tail: str, argument: str, title: str, *, empty: bool) -> Edit | None:
    """Insert after the last token of the arguments, before comments and the closing parenthesis."""
    if tail == ")":
        return Edit(where=_point(start, start.end_line, start.end_column), text=f", {argument}", title=title)
    # Closing brackets of a last argument in parentheses belong to it; only the very last closes the call.
    closers = [token for token in _tokens(tail) if token.type not in _SKIPPED]
    if not closers or closers[-1].string != ")" or any(token.string not in (")", ",", "(") for token in closers):
        return None
    inner = closers[:-1]
    line, column = inner[-1].end if inner else (1, 0)
    comma = "" if empty else " " if inner and inner[-1].string == "," else ", "
    at_line = start.end_line + line - 1
    at_column = column + (start.end_column if line == 1 else 1)
    return Edit(where=_point(start, at_line, at_column), text=comma + argument, title=title)


def _point(start: Location, line: int, column: int) -> Location:
    return Location(cell=start.cell, line=line, column=column, end_line=line, end_column=column)


def _tokens(tail: str) -> list[tokenize.TokenInfo]:
    """The tokens of a call's tail, which is no Python by itself: it closes what it does not open."""
    opened = "(" * tail.count(")")
    found: list[tokenize.TokenInfo] = []
    # Parentheses that the tail opens itself, or closes in a comment only, leave one of these open at the end.
    with contextlib.suppress(tokenize.TokenError):
        for token in tokenize.generate_tokens(io.StringIO(f"{opened}\\\n{tail}\n").readline):
            if token.start[0] > 1:
                start, end = (token.start[0] - 1, token.start[1]), (token.end[0] - 1, token.end[1])
                found.append(token._replace(start=start, end=end))
    return found


def apply_all(sources: Sequence[str], edit: Edit) -> list[str]:
    """The sources of a notebook's cells after an edit with all that belongs to it."""
    mended = list(sources)
    # From the end, for a replacement moves all that stands after it.
    for part in reversed(edit.parts):
        mended[part.where.cell] = apply(mended[part.where.cell], part)
    return mended


def apply(source: str, edit: Edit) -> str:
    """The source of a cell after one replacement in it."""
    lines = source.split("\n")
    where = edit.where
    before = "\n".join([*lines[: where.line - 1], lines[where.line - 1][: where.column - 1]])
    after = "\n".join([lines[where.end_line - 1][where.end_column - 1 :], *lines[where.end_line :]])
    return before + edit.text + after
