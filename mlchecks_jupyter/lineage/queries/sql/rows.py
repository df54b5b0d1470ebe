"""Which rows a query keeps: by chance, by whatever order the engine reads them in, or for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from sqlglot import exp

from mlchecks_jupyter.lineage.queries.sql.ordering import (
    Context,
    Sorting,
    key_in,
    label,
    outer_select,
    remedy,
    sorting_of,
)
from mlchecks_jupyter.lineage.queries.sql.quoting import order_keys
from mlchecks_jupyter.lineage.queries.sql.randomness import (
    is_limit_sample,
    is_unseeded_sample,
    seed_clause,
    unseeded_random,
)
from mlchecks_jupyter.lineage.queries.sql.remedy import Remedy, kept_by, ordered_by, scattered_by

_LIMITS: Final = ("limit", "offset")
_SERIES: Final = frozenset({"range", "generate_series", "numbers", "generator", "sequence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A clause that chooses rows and does not choose the same ones on every run.

    `words` are the keywords that begin the clause, and `node` lies in it.
    """

    kind: Literal["limit_without_order", "ties", "random_order", "random_sample"]
    detail: str
    node: exp.Expr
    words: tuple[str, ...]
    remedy: Remedy


def random_choice(tree: exp.Expr, context: Context) -> Choice | None:
    """The first clause that keeps or sorts rows by unseeded random numbers."""
    return next(_random_choices(tree, context), None)


def arbitrary_choice(tree: exp.Expr, context: Context) -> Choice | None:
    """The worst clause that keeps rows by an order that is absent (first) or leaves ties."""
    choices = list(_arbitrary_choices(tree, context))
    return next((c for c in choices if c.kind == "limit_without_order"), next(iter(choices), None))


def is_single_row(query: exp.Expr) -> bool:
    """Whether a query gives at most one row whatever is in the tables: aggregates without groups, or no FROM."""
    if isinstance(query, exp.Subquery):
        return is_single_row(query.this)
    if not isinstance(query, exp.Select) or query.args.get("laterals") or query.args.get("group"):
        return False
    source = query.args.get("from_")
    if source is None:
        return not any(query.find_all(exp.UDTF, exp.Explode))
    if _limit_count(query) == "0":
        return True
    if isinstance(source.this, exp.Subquery) and not query.args.get("joins") and is_single_row(source.this):
        return True
    return any(_aggregates(e) for e in query.expressions)


def reads_tables(query: exp.Expr) -> bool:
    """Whether a query reads any stored rows, rather than VALUES, UNNEST or a series that it makes itself."""
    return any(not is_series(table) for table in query.find_all(exp.Table))


def is_series(table: exp.Table) -> bool:
    """Whether a FROM item is a function that makes its rows in order, and reads none."""
    source = table.this
    if isinstance(source, exp.Anonymous):
        return source.name.lower() in _SERIES
    return isinstance(source, exp.GenerateSeries | exp.GenerateDateArray)


def _random_choices(tree: exp.Expr, context: Context) -> Iterator[Choice]:
    for sample in tree.find_all(exp.TableSample):
        if is_unseeded_sample(sample, context.dialect):
            yield _of_sample(sample, context)
    for clause in tree.find_all(exp.Where, exp.Qualify, exp.Having):
        if unseeded_random(clause, context.dialect, context.random_names):
            yield _of_filter(clause, context)
    for query in tree.find_all(exp.Query, exp.Window):
        order = query.args.get("order")
        if order is not None and sorting_of(query, context).state == "random":
            yield _of_order(order, context)


def _of_sample(sample: exp.TableSample, context: Context) -> Choice:
    seed = seed_clause(context.dialect)
    using = context.dialect == "duckdb" and isinstance(sample.parent, exp.Select)
    name = "USING SAMPLE" if using else "SAMPLE" if context.dialect == "oracle" else "TABLESAMPLE"
    if using:
        mended = Remedy(code=f"{name} {_sample_size(sample)} {seed}")
    elif seed:
        mended = Remedy(code=seed)
    else:
        mended = kept_by(_key(sample.find_ancestor(exp.Select), context), context.dialect)
    return Choice(
        kind="random_sample",
        detail=f"{name} without {seed.partition(' ')[0]}" if seed else f"{name}, which takes no seed here",
        node=sample,
        words=("USING", "USING SAMPLE") if using else ("TABLESAMPLE", "SAMPLE"),
        remedy=mended,
    )


def _sample_size(sample: exp.TableSample) -> str:
    """A DuckDB sample as method(size), the one spelling that takes REPEATABLE.

    Its default for a share, `system`, draws blocks of 2048 rows, and of a small table none or all.
    """
    percent = sample.args.get("percent")
    return f"bernoulli({percent}%)" if percent is not None else f"reservoir({sample.args.get('size')} ROWS)"


def _of_filter(clause: exp.Expr, context: Context) -> Choice:
    select = clause.find_ancestor(exp.Select)
    word = type(clause).__name__.upper()
    return Choice(
        kind="random_sample",
        detail=f"{word} on unseeded random numbers",
        node=clause,
        words=(word,),
        remedy=kept_by(_key(select, context), context.dialect),
    )


def _of_order(order: exp.Expr, context: Context) -> Choice:
    select = order.find_ancestor(exp.Select)
    return Choice(
        kind="random_order",
        detail=f"ORDER BY `{order_keys(order, context)}`, unseeded random numbers",
        node=order,
        words=("ORDER BY",),
        remedy=scattered_by(_key(select, context), context.dialect),
    )


def _key(select: exp.Select | None, context: Context) -> str | None:
    key = key_in(select, context)
    return None if key is None else label(key, context.dialect)


def _order_by_key(node: exp.Expr, context: Context) -> Remedy:
    key = _key(node.find_ancestor(exp.Select), context)
    return ordered_by([], [key] if key else [])


def _arbitrary_choices(tree: exp.Expr, context: Context) -> Iterator[Choice]:
    for sample in tree.find_all(exp.TableSample):
        if is_limit_sample(sample, context.dialect):
            mended = _order_by_key(sample, context).also("Cut by a LIMIT behind it, not by TABLESAMPLE.")
            yield _cut("TABLESAMPLE (n ROWS), which takes the first rows read", sample, ("TABLESAMPLE",), mended)
    for query in tree.find_all(exp.Query):
        if _cuts(query) and not _is_harmless(query):
            yield from _of_limit(query, sorting_of(query, context), context)
        elif _rownum(query) is not None and not _is_harmless(query):
            yield from _of_rownum(query, context)
    yield from _of_row_number(tree, context)


def _of_limit(query: exp.Expr, sorting: Sorting, context: Context) -> Iterator[Choice]:
    words: tuple[str, ...]
    what, node, words = _limit_text(query, context)
    if sorting.state == "none":
        yield _cut(f"{what} without ORDER BY", node, words, remedy(query, sorting, context))
    elif sorting.state == "ties" and sorting.order is not None:
        keys = ", ".join(f"`{label(key, context.dialect)}`" for key in sorting.keys)
        yield Choice(
            kind="ties",
            detail=f"ORDER BY {keys} leaves ties, and {what} cuts through them",
            node=sorting.order,
            words=("ORDER BY",),
            remedy=remedy(query, sorting, context),
        )


def _limit_text(query: exp.Expr, context: Context) -> tuple[str, exp.Expr, tuple[str, ...]]:
    on = _distinct_on(query)
    if on is not None:
        return "DISTINCT ON", on, ("DISTINCT",)
    limit = query.args.get("limit") or query.args["offset"]
    if isinstance(limit, exp.Fetch):
        count = limit.args.get("count")
        return f"FETCH {label(count, context.dialect) if count else 1}", limit, ("FETCH",)
    count = limit.expression
    word = "OFFSET" if isinstance(limit, exp.Offset) else "LIMIT"
    if word == "LIMIT" and context.dialect == "tsql":
        word = "TOP"
    return f"{word} {label(count, context.dialect)}", limit, (word, "TOP")


def _of_rownum(query: exp.Expr, context: Context) -> Iterator[Choice]:
    """Oracle numbers rows before it sorts them, so the ORDER BY that counts is the one inside."""
    source = query.args["from_"].this
    inner = sorting_of(source, context) if isinstance(source, exp.Subquery) else Sorting(state="none")
    node = _rownum(query)
    if inner.state == "none" and node is not None:
        sorting = sorting_of(query, context)
        mended = remedy(query, sorting, context).also("Cut by a FETCH FIRST behind it, not by ROWNUM.")
        yield _cut("ROWNUM, counted before any ORDER BY", node, ("ROWNUM",), mended)
    elif inner.state == "ties" and inner.order is not None:
        keys = ", ".join(f"`{label(key, context.dialect)}`" for key in inner.keys)
        detail = f"ORDER BY {keys} leaves ties, and ROWNUM cuts through them"
        mended = remedy(source, inner, context)
        yield Choice(kind="ties", detail=detail, node=inner.order, words=("ORDER BY",), remedy=mended)


def _of_row_number(tree: exp.Expr, context: Context) -> Iterator[Choice]:
    """ROW_NUMBER() over unsorted rows, where a filter keeps some of the numbers."""
    filters = list(tree.find_all(exp.Where, exp.Qualify))
    filtered = {column.name.lower() for clause in filters for column in clause.find_all(exp.Column)}
    for window in tree.find_all(exp.Window):
        order = window.args.get("order")
        if not isinstance(window.this, exp.RowNumber) or window.args.get("alias"):
            continue
        if order is not None and sorting_of(window, context).state != "none":
            continue
        alias = window.parent.alias.lower() if isinstance(window.parent, exp.Alias) else ""
        if alias in filtered or window.find_ancestor(exp.Where, exp.Qualify) is not None:
            mended = _order_by_key(window, context).also("It belongs inside `OVER (...)`.")
            yield _cut("a filter on ROW_NUMBER() without ORDER BY", window, ("ROW_NUMBER",), mended)


def _cut(detail: str, node: exp.Expr, words: tuple[str, ...], mended: Remedy) -> Choice:
    return Choice(kind="limit_without_order", detail=detail, node=node, words=words, remedy=mended)


def _cuts(query: exp.Expr) -> bool:
    """Whether a query level keeps some of its rows by their order."""
    count = _limit_count(query)
    limited = any(query.args.get(name) is not None for name in _LIMITS) and count not in ("0", "ALL", "NULL")
    return (limited and not _is_sample_offset(query)) or _distinct_on(query) is not None


def _is_sample_offset(query: exp.Expr) -> bool:
    """Whether an OFFSET is that of ClickHouse's ``SAMPLE 1/10 OFFSET 1/2``, a share of the key's range."""
    offset, source = query.args.get("offset"), query.args.get("from_")
    sampled = source is not None and source.this.args.get("sample") is not None
    return sampled and offset is not None and query.args.get("limit") is None and isinstance(offset.expression, exp.Div)


def _limit_count(query: exp.Expr) -> str:
    limit = query.args.get("limit")
    count = limit.expression if isinstance(limit, exp.Limit) else None
    if isinstance(count, exp.Null):
        return "NULL"
    return count.name.upper() if isinstance(count, exp.Literal | exp.Var | exp.Column) else ""


def _distinct_on(query: exp.Expr) -> exp.Expr | None:
    distinct = query.args.get("distinct") if isinstance(query, exp.Select) else None
    on = distinct.args.get("on") if isinstance(distinct, exp.Expr) else None
    return on if isinstance(on, exp.Expr) else None


def _rownum(query: exp.Expr) -> exp.Expr | None:
    where = query.args.get("where")
    if not isinstance(query, exp.Select) or where is None or query.args.get("from_") is None:
        return None
    columns = (
        c
        for c in where.find_all(exp.Column, exp.Pseudocolumn)
        if c.name.upper() == "ROWNUM" and not c.args.get("table")
    )
    own = (c for c in columns if c.find_ancestor(exp.Select) is query)
    return next(own, None) if not _defines(query, "rownum") else None


def _defines(query: exp.Expr, name: str) -> bool:
    source = query.args["from_"].this
    select = outer_select(source) if isinstance(source, exp.Subquery) else None
    return select is not None and any(e.alias.lower() == name for e in select.expressions if isinstance(e, exp.Alias))


def _is_harmless(query: exp.Expr) -> bool:
    """Whether it is of no account which rows a query level keeps: one row, existence alone, or no table read."""
    return is_single_row(query) or isinstance(query.parent, exp.Exists) or not reads_tables(query)


def _aggregates(node: exp.Expr) -> bool:
    """Whether an output folds all rows into one; aggregates over a window or in a subquery do not."""
    stop = (exp.Window, exp.Query)
    return any(
        isinstance(n, exp.AggFunc) for n in node.walk(prune=lambda n: isinstance(n, stop)) if not isinstance(n, stop)
    )
