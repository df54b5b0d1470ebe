"""What checks of queries share: where a clause stands in its cell, and how its remedy is put."""

from __future__ import annotations

import ast

from mlchecks_jupyter.core.finding import Location
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.queries.observer import Query
from mlchecks_jupyter.lineage.queries.sql import QueryVerdict


def locate_in_query(query: Query, verdict: QueryVerdict, lineage: Lineage) -> Location:
    """The clause's own line in a cell magic; else the literal that holds the text, or the call."""
    cell = query.call.cell
    tree = lineage.trees[cell]
    if query.body_line:
        line = tree.body_line + max(verdict.line, 1) - 1
        lines = tree.cell.source.split("\n")
        text = lines[line - 1] if line <= len(lines) else ""
        column = verdict.column if 0 < verdict.column <= len(text) else len(text) - len(text.lstrip()) + 1
        return Location(cell=cell, line=line, column=column, end_line=line, end_column=max(len(text), column) + 1)
    for argument in (*query.call.node.args[:1], *(keyword.value for keyword in query.call.node.keywords)):
        if isinstance(argument, ast.Constant | ast.JoinedStr):
            if isinstance(argument, ast.JoinedStr) or argument.value == query.text:
                return lineage.locate(cell, argument)
    return lineage.locate(cell, query.call.node)


def sql_remedy(verb: str, verdict: QueryVerdict) -> str:
    """The clause to write, as code, and what has to be said of it; empty where the verdict has neither."""
    clause = f"{verb} `{verdict.suggestion}`." if verdict.suggestion else ""
    return " ".join(part for part in (clause, verdict.hint) if part)
