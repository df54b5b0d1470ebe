"""Edits of whole statements: their text with parts replaced, lines that go, lines that come."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator

from mlchecks_jupyter.core.finding import Edit, Location
from mlchecks_jupyter.lineage.mending.program import Statement
from mlchecks_jupyter.lineage.syntax import Tree, locate

#: The text to put in the place of a node, None to look into it.
Replace = Callable[[ast.AST], str | None]


class Unsafe(Exception):
    """The text cannot be changed without a doubt."""


def keep(node: ast.AST) -> str | None:
    """Replace nothing."""
    return None


def written(tree: Tree, node: ast.AST, replace: Replace = keep) -> str:
    """The text of a node as its author wrote it, with parts of it replaced."""
    own = replace(node)
    if own is not None:
        return own
    assert isinstance(node, ast.expr | ast.stmt | ast.keyword)
    where = locate(tree, node)
    lines = tree.lines[where.line - 1 : where.end_line]
    lines[-1] = lines[-1][: where.end_column - 1]
    for place, text in sorted(replacements(tree, node, replace), key=lambda each: (-each[0].line, -each[0].column)):
        top, bottom = place.line - where.line, place.end_line - where.line
        joined = lines[top][: place.column - 1] + text + lines[bottom][place.end_column - 1 :]
        lines[top : bottom + 1] = joined.split("\n")
    lines[0] = lines[0][where.column - 1 :]
    return "\n".join(lines)


def replacements(tree: Tree, node: ast.AST, replace: Replace) -> Iterator[tuple[Location, str]]:
    """The outermost parts of a node that are replaced."""
    for child in ast.iter_child_nodes(node):
        text = replace(child)
        if text is None:
            yield from replacements(tree, child, replace)
            continue
        if isinstance(node, ast.JoinedStr | ast.FormattedValue):
            raise Unsafe  # places inside f-strings are not known before Python 3.12
        assert isinstance(child, ast.expr)
        yield locate(tree, child), text


def replaced(statement: Statement, node: ast.AST, replace: Replace) -> list[Edit]:
    """Edits that replace parts of a node in their place."""
    if any(isinstance(each, ast.JoinedStr) and _touches(each, replace) for each in ast.walk(node)):
        raise Unsafe
    return [Edit(where=where, text=text, title="") for where, text in replacements(statement.tree, node, replace)]


def _touches(node: ast.AST, replace: Replace) -> bool:
    return any(replace(each) is not None for each in ast.walk(node))


def removed(statement: Statement) -> Edit:
    """Take the lines of a statement away."""
    first, last = statement.node.lineno, statement.last_line
    lines = statement.tree.lines
    cell = statement.cell
    if last < len(lines):
        return Edit(where=Location(cell=cell, line=first, column=1, end_line=last + 1, end_column=1), text="", title="")
    # Of the last line only the text goes: the break before it may belong to another part of the same edit.
    rest = Location(cell=cell, line=first, column=1, end_line=last, end_column=len(lines[last - 1]) + 1)
    return Edit(where=rest, text="", title="")


def added_below(statement: Statement, lines: list[str]) -> Edit:
    """Put lines below those of a statement."""
    line = statement.last_line
    column = len(statement.tree.lines[line - 1]) + 1
    text = "".join("\n" + _indent(statement) + each for each in lines)
    return Edit(where=_point(statement, line, column), text=text, title="")


def added_above(statement: Statement, lines: list[str]) -> Edit:
    """Put lines above those of a statement."""
    text = "".join(_indent(statement) + each + "\n" for each in lines)
    return Edit(where=_point(statement, statement.node.lineno, 1), text=text, title="")


def _point(statement: Statement, line: int, column: int) -> Location:
    return Location(cell=statement.cell, line=line, column=column, end_line=line, end_column=column)


def _indent(statement: Statement) -> str:
    line = statement.tree.lines[statement.node.lineno - 1]
    return line[: len(line) - len(line.lstrip())]


def together(title: str, edits: list[Edit]) -> Edit:
    """One edit of several places, none of which may meet another."""
    parts = sorted(edits, key=lambda each: (each.where.cell, each.where.line, each.where.column))
    for one, two in itertools.pairwise(parts):
        here, there = one.where, two.where
        if here.cell == there.cell and (here.end_line, here.end_column) > (there.line, there.column):
            raise Unsafe
    first = parts[0]
    return Edit(where=first.where, text=first.text, title=title, also=tuple(parts[1:]))
