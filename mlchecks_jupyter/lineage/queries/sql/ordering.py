"""Whether the ORDER BY of a query leaves two rows equal, and what would tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlglot import exp

from mlchecks_jupyter.lineage.queries.sql.keys import is_key_name, is_own_key, is_row_number_name, is_time_name
from mlchecks_jupyter.lineage.queries.sql.parsing import Statement
from mlchecks_jupyter.lineage.queries.sql.randomness import is_hash, is_seeded_random, unseeded_random
from mlchecks_jupyter.lineage.queries.sql.remedy import Remedy, ordered_by
from mlchecks_jupyter.lineage.queries.sql.text import has_hole, readable

#: none: nothing sorts; total: no two rows are equal, or so it is presumed; unknown: a hole sorts.
OrderState = Literal["none", "total", "ties", "random", "unknown"]

_MOST_COLUMNS: Final = 4
_ALL_DIALECTS: Final = frozenset({"duckdb", "databricks", "spark", "snowflake"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """The sort keys of one query level, and what they achieve."""

    state: OrderState
    keys: tuple[exp.Expr, ...] = ()
    order: exp.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What of the whole statement bears on the sorting of one of its levels."""

    statement: Statement
    tables: tuple[str, ...]
    random_names: frozenset[str]

    @property
    def dialect(self) -> str:
        """The dialect that read the statement; empty for sqlglot's own."""
        return self.statement.dialect


def sorting_of(query: exp.Expr, context: Context) -> Sorting:
    """Judge the ORDER BY of one query level; a parenthesised query has that of its inside."""
    order = query.args.get("order")
    if order is None:
        inner = query.this if isinstance(query, exp.Subquery) else None
        return sorting_of(inner, context) if isinstance(inner, exp.Query) else Sorting(state="none")
    keys = tuple(key for key in (_unwrapped(k) for k in order.expressions) if not _is_constant(key))
    return Sorting(state=_state(query, keys, context), keys=keys, order=order)


def outer_select(query: exp.Expr) -> exp.Select | None:
    """The SELECT that names the columns of a query: the first of a UNION, the inside of parentheses."""
    while isinstance(query, exp.Subquery | exp.SetOperation) and isinstance(query.this, exp.Expr):
        query = query.this
    return query if isinstance(query, exp.Select) else None


def group_keys(select: exp.Select) -> list[exp.Expr]:
    """The GROUP BY expressions, with ordinals and aliases replaced by what they stand for."""
    group = select.args.get("group")
    if group is None:
        return []
    if group.args.get("all"):
        return [_unaliased(e) for e in select.expressions if not e.find(exp.AggFunc)]
    keys = list(group.expressions)
    for name in ("rollup", "cube", "grouping_sets"):
        for part in group.args.get(name) or ():
            keys.extend(part.find_all(exp.Column) if isinstance(part, exp.Expr) else ())
    return [_resolved(key, select) for key in keys]


def remedy(query: exp.Expr, sorting: Sorting, context: Context) -> Remedy:
    """An ORDER BY clause that would be total, as far as the text tells."""
    written = (
        [_written(o, context.dialect) for o in sorting.order.expressions] if sorting.order and sorting.keys else []
    )
    select = outer_select(query)
    covered = _covered(sorting.keys, select)
    if sorting.state == "total":
        return Remedy(code="ORDER BY " + ", ".join(written))
    missing = [_named(e, select, context.dialect) for e in _missing(query, select, context) if _canon(e) not in covered]
    if not missing and not written and context.dialect in _ALL_DIALECTS:
        return Remedy(code="ORDER BY ALL")
    return ordered_by(written, missing)


def key_in(select: exp.Select | None, context: Context) -> exp.Expr | None:
    """The column of the statement that most looks like the key of what the SELECT reads."""
    if select is None:
        return None
    columns = [_unaliased(e) for e in select.expressions]
    columns.extend(column for column in select.find_all(exp.Column) if column.find_ancestor(exp.Select) is select)
    named = [c for c in columns if isinstance(c, exp.Column) and is_key_name(c.name) and not is_row_number_name(c.name)]
    own = [c for c in named if is_own_key(c.name, context.tables)]
    return next(iter(own or named), None)


def label(node: exp.Expr, dialect: str) -> str:
    """An expression as it would be written in a message."""
    if isinstance(node, exp.Column):
        return readable(".".join(part.name for part in node.parts))
    return readable(node.sql(dialect=dialect or None))


def _missing(query: exp.Expr, select: exp.Select | None, context: Context) -> list[exp.Expr]:
    if select is None:
        return []
    if not _is_union(query) and (groups := group_keys(select)):
        return groups
    plain = [_unaliased(e) for e in select.expressions]
    nameable = len(plain) <= _MOST_COLUMNS and all(isinstance(e, exp.Column) and _is_plain(e) for e in plain)
    if nameable and (select.args.get("distinct") or _is_union(query)):
        return plain
    key = key_in(select, context)
    if key is not None:
        return [key]
    return plain if nameable else []


def _is_union(query: exp.Expr) -> bool:
    while isinstance(query, exp.Subquery):
        query = query.this
    return isinstance(query, exp.SetOperation)


def _named(node: exp.Expr, select: exp.Select | None, dialect: str) -> str:
    """The alias under which the SELECT gives an expression out, else the expression."""
    for output in select.expressions if select else ():
        if isinstance(output, exp.Alias) and _canon(_unaliased(output)) == _canon(node):
            return readable(output.alias)
    return label(node, dialect)


def _is_plain(column: exp.Expr) -> bool:
    return not column.is_star and not has_hole(column.name)


def _state(query: exp.Expr, keys: tuple[exp.Expr, ...], context: Context) -> OrderState:
    if not keys:
        return "none"
    if any(_is_all(key) for key in keys):
        return "total"
    select = outer_select(query)
    for i, key in enumerate(keys):
        if unseeded_random(_resolved(key, select), context.dialect, context.random_names):
            return "total" if _is_total(keys[:i], query, select, context) else "random"
    if _is_total(keys, query, select, context):
        return "total"
    return "unknown" if any(has_hole(i.name) for key in keys for i in key.find_all(exp.Identifier)) else "ties"


def _is_total(keys: tuple[exp.Expr, ...], query: exp.Expr, select: exp.Select | None, context: Context) -> bool:
    if not keys or select is None:
        return False
    covered = _covered(keys, select)
    outputs = select.expressions
    if not any(e.is_star for e in outputs) and all(_canon(_unaliased(e)) in covered for e in outputs):
        return True
    if not _is_union(query) and (groups := group_keys(select)):
        return _covers_groups(groups, covered)
    on = _distinct_on(select)
    if on:
        return {_canon(e) for e in on} < covered and any(is_key_name(name) for name in covered)
    if _is_number(keys[0], "1") and outputs and outputs[0].is_star:
        return True  # the first column of a table is its key by custom
    if any(_separates(_resolved(key, select), covered, context) for key in keys):
        return True
    named = {name for name in covered if is_key_name(name)}
    return bool(named) and not _are_foreign(named, select, context)


def _covers_groups(groups: list[exp.Expr], covered: set[str]) -> bool:
    """Whether the sort keys tell the groups apart: all are sorted by, or the rest hang on a sorted key."""
    left = [g for g in groups if _canon(g) not in covered]
    if not left:
        return True
    by_key = any(isinstance(g, exp.Column) and is_key_name(g.name) and _canon(g) in covered for g in groups)
    return by_key and all(
        isinstance(g, exp.Column) and not is_key_name(g.name) and not is_time_name(g.name) for g in left
    )


def _are_foreign(named: set[str], select: exp.Select, context: Context) -> bool:
    """Whether the SELECT gives out its tables' own key, but sorts by the keys of other tables alone."""
    outputs = {e.alias_or_name for e in select.expressions if isinstance(_unaliased(e), exp.Column) and not e.is_star}
    own = {name.lower() for name in outputs if is_own_key(name, context.tables)}
    return bool(own) and not any(is_own_key(name, context.tables) for name in named)


def _separates(key: exp.Expr, covered: set[str], context: Context) -> bool:
    return _numbers_rows(key, covered) or _is_key_hash(key) or is_seeded_random(key, context.dialect)


def _numbers_rows(key: exp.Expr, covered: set[str]) -> bool:
    """Whether a key is ROW_NUMBER() over a sorted window, over all rows or within sorted partitions."""
    if not isinstance(key, exp.Window) or not isinstance(key.this, exp.RowNumber) or not key.args.get("order"):
        return False
    return all(_canon(part) in covered for part in key.args.get("partition_by") or ())


def _is_key_hash(key: exp.Expr) -> bool:
    return is_hash(key) and any(is_key_name(column.name) for column in key.find_all(exp.Column))


def _distinct_on(select: exp.Select) -> list[exp.Expr]:
    distinct = select.args.get("distinct")
    on = distinct.args.get("on") if isinstance(distinct, exp.Expr) else None
    return list(on.expressions) if isinstance(on, exp.Tuple) else []


def _covered(keys: tuple[exp.Expr, ...], select: exp.Select | None) -> set[str]:
    """What the keys sort by, in canonical spelling: as written, and what an alias or ordinal stands for."""
    return {_canon(form) for key in keys for form in (key, _resolved(key, select))}


def _resolved(key: exp.Expr, select: exp.Select | None) -> exp.Expr:
    if select is None:
        return key
    if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
        position = int(key.name) - 1
        outputs = select.expressions
        if 0 <= position < len(outputs) and not any(e.is_star for e in outputs[: position + 1]):
            return _unaliased(outputs[position])
    if isinstance(key, exp.Column) and not key.table:
        for output in select.expressions:
            if isinstance(output, exp.Alias) and output.alias.lower() == key.name.lower():
                return _unaliased(output)
    return key


def _unaliased(node: exp.Expr) -> exp.Expr:
    return _unwrapped(node.this) if isinstance(node, exp.Alias) else _unwrapped(node)


def _unwrapped(node: exp.Expr) -> exp.Expr:
    """What is sorted by, without what keeps unequal values unequal: direction, collation, parentheses, CAST."""
    while isinstance(node, exp.Ordered | exp.Collate | exp.Paren | exp.Cast) and isinstance(node.this, exp.Expr):
        node = node.this
    return node


def _canon(node: exp.Expr) -> str:
    return node.name.lower() if isinstance(node, exp.Column) else node.sql(comments=False).lower()


def _is_constant(key: exp.Expr) -> bool:
    if isinstance(key, exp.Subquery):
        return not any(key.find_all(exp.Table))
    return isinstance(key, exp.Null | exp.Boolean) or (isinstance(key, exp.Literal) and key.is_string)


def _is_all(key: exp.Expr) -> bool:
    quoted = isinstance(key, exp.Column) and (key.table or getattr(key.this, "quoted", False))
    return isinstance(key, exp.Var | exp.Column) and not quoted and key.name.upper() == "ALL"


def _is_number(key: exp.Expr, number: str) -> bool:
    return isinstance(key, exp.Literal) and not key.is_string and key.name == number


def _written(ordered: exp.Expr, dialect: str) -> str:
    direction = " DESC" if ordered.args.get("desc") else ""
    return label(ordered.this if isinstance(ordered, exp.Ordered) else ordered, dialect) + direction
