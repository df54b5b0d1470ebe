"""Names of a cell that hold clock time, or what was worked out from nothing else: they differ by nature."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

#: The last words of calls that read the clock.
_CLOCKS: Final = frozenset({
    "time.time", "time.time_ns", "time.perf_counter", "time.perf_counter_ns", "time.monotonic", "time.monotonic_ns",
    "time.process_time", "time.process_time_ns", "time.thread_time", "time.ctime", "time.localtime", "time.gmtime",
    "time.strftime", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "Timestamp.now",
    "Timestamp.today", "Timestamp.utcnow", "timeit.default_timer", "timeit.timeit", "timeit.repeat",
})  # fmt: skip

#: What can be done with a time so that it stays one.
_KEEPS: Final = frozenset({"round", "str", "float", "int", "abs", "timedelta", "total_seconds", "isoformat", "strftime", "timestamp", "format"})  # fmt: skip


def clock_names(tree: ast.Module) -> frozenset[str]:
    """Names that this cell assigns from the clock alone, directly or by arithmetic."""
    imported = {
        (each.asname or each.name): f"{node.module}.{each.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    found: set[str] = set()
    others: set[str] = set()
    for targets, value in _assignments(tree):
        clock = _is_clock(value, found, imported)
        for name in targets:
            (found if clock else others).add(name)
    return frozenset(found - others)


def _assignments(tree: ast.Module) -> Iterator[tuple[list[str], ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield [each.id for each in node.targets if isinstance(each, ast.Name)], node.value
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            if isinstance(node.target, ast.Name) and node.value is not None:
                yield [node.target.id], node.value


def _is_clock(node: ast.expr, clocks: set[str], imported: dict[str, str]) -> bool:
    """Whether an expression's value comes from the clock and constants alone."""
    if isinstance(node, ast.Name):
        return node.id in clocks
    if isinstance(node, ast.BinOp):
        sides = [_is_clock(each, clocks, imported) for each in (node.left, node.right)]
        return any(sides) and all(
            side or isinstance(each, ast.Constant) for side, each in zip(sides, (node.left, node.right), strict=True)
        )
    if isinstance(node, ast.JoinedStr):
        inside = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
        return bool(inside) and all(_is_clock(each, clocks, imported) for each in inside)
    if isinstance(node, ast.UnaryOp | ast.Attribute):
        return _is_clock(node.operand if isinstance(node, ast.UnaryOp) else node.value, clocks, imported)
    return isinstance(node, ast.Call) and _is_clock_call(node, clocks, imported)


def _is_clock_call(node: ast.Call, clocks: set[str], imported: dict[str, str]) -> bool:
    words = _dotted(node.func)
    words = imported.get(words, words) if "." not in words else words
    if ".".join(words.split(".")[-2:]) in _CLOCKS or words in {"perf_counter", "default_timer", "monotonic"}:
        return True
    inside = node.args or ([node.func.value] if isinstance(node.func, ast.Attribute) else [])
    if words.rpartition(".")[2] not in _KEEPS:
        return False
    if isinstance(node.func, ast.Attribute) and _is_clock(node.func.value, clocks, imported):
        return True
    return any(_is_clock(each, clocks, imported) for each in inside)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inside = _dotted(node.value)
        return f"{inside}.{node.attr}" if inside else node.attr
    return ""
