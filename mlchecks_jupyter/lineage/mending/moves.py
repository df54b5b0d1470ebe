"""A statement that is moved below a split: what it says there for the training rows, and for the others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.mending.names import last
from mlchecks_jupyter.lineage.mending.program import Statement
from mlchecks_jupyter.lineage.mending.writing import Replace, Unsafe, written
from mlchecks_jupyter.lineage.syntax import Tree

#: fit: something is learned of the training rows, nothing is said of others; rows: each part is
#: transformed; train: only the training rows are.
Kind = Literal["fit", "rows", "train"]

_STATISTICS: Final = words.STATISTICS | {"mode"}
#: Methods and functions that work value by value, or only take columns.
_PLAIN: Final = frozenset(
    """fit transform fit_transform fit_resample fit_sample fillna replace astype copy abs clip round to_numpy toarray
    todense reshape drop where mask isnull isna notnull notna add sub mul div divide subtract get_feature_names_out
    tolist DataFrame isnan log log1p log10 exp expm1 sqrt square power array asarray nan_to_num ravel flatten
    squeeze""".split()
)
_TOO_MUCH: Final = (
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.NamedExpr,
    ast.Starred,
    ast.JoinedStr,
    ast.Await,
    ast.Yield,
)

#: Functions that scale a whole table at once, and the estimators that do the same.
SCALERS: Final[dict[str, str]] = {
    "scale": "StandardScaler",
    "minmax_scale": "MinMaxScaler",
    "maxabs_scale": "MaxAbsScaler",
    "robust_scale": "RobustScaler",
    "quantile_transform": "QuantileTransformer",
    "power_transform": "PowerTransformer",
}


class Move(NamedTuple):
    """One statement to move."""

    statement: Statement
    kind: Kind
    #: Names for estimators that the statement makes and does not keep, by the calls that use them.
    made: Mapping[ast.Call, str]
    #: The move before it, whose array it only gives an index and columns: both become one statement.
    wrapped: Move | None = None

    @property
    def node(self) -> ast.stmt:
        """The statement's syntax."""
        return self.statement.node


class Part(NamedTuple):
    """What names and one expression stand for among the training rows, or among others."""

    names: Mapping[str, str]
    source: str = ""
    rows: str = ""
    #: Whether the rows are a table with an index, None where that is not known.
    frame: bool | None = False
    #: Other expressions with what they are there, such as the target's column.
    others: Mapping[str, str] = {}

    def says(self, node: ast.AST) -> str | None:
        """What a name or the expression is called in this part."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id)
        if isinstance(node, ast.Subscript | ast.Call | ast.Attribute) and (self.source or self.others):
            dumped = ast.dump(node)
            return self.rows if dumped == self.source else self.others.get(dumped)
        return None


def check_plain(node: ast.AST) -> None:
    """Raise where a statement does more than work value by value with what was learned."""
    for each in ast.walk(node):
        if isinstance(each, _TOO_MUCH):
            raise Unsafe
        if isinstance(each, ast.Call):
            name = last(each)
            known = name in _PLAIN or name in _STATISTICS or name in SCALERS or name[:1].isupper()
            if not known or name == "Series":  # whose index would be another than that of the rows
                raise Unsafe


def statistics(node: ast.AST) -> Iterator[ast.Call]:
    """The outermost calls that make a few numbers of many rows."""
    if isinstance(node, ast.Call) and last(node) in _STATISTICS and isinstance(node.func, ast.Attribute):
        axes = [each.value for each in node.keywords if each.arg == "axis"]
        axes += [each for each in node.args if isinstance(each, ast.Constant) and each.value == 1]
        if any(not isinstance(axis, ast.Constant) or axis.value not in (0, "index", None) for axis in axes):
            raise Unsafe  # of each row, not of all
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from statistics(child)


def fits(node: ast.AST) -> Iterator[ast.Call]:
    """The calls that fit an estimator, or a function that does as one would."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and (
            last(each) in ("fit", *words.FIT_TRANSFORMS, *words.RESAMPLES) or _scales(each)
        ):
            yield each


def _scales(call: ast.Call) -> bool:
    return last(call) in SCALERS


def lines(move: Move, train: Part, others: list[Part]) -> list[str]:
    """What a moved statement says below the split."""
    tree, node = move.statement.tree, move.node
    if move.wrapped is not None:
        move = move._replace(made={**move.made, **move.wrapped.made})
    learned = list(statistics(_value(node)))
    on_train = _replacing(move, train, None, [])
    if move.kind != "rows":
        return [_whole(tree, node, on_train)]
    fitted = [each for each in fits(_value(node)) if each not in learned]
    if move.wrapped is not None:
        fitted += fits(_value(move.wrapped.node))
    if learned and fitted:
        raise Unsafe
    maker = move.wrapped.statement.tree if move.wrapped is not None else tree
    made = [f"{name} = {_maker(maker, call)}" for call, name in move.made.items()]
    first = _whole(tree, node, on_train)
    rest = [_whole(tree, node, _replacing(move, part, train, learned)) for part in others]
    # A statistic of the training rows is taken before these change themselves.
    return [*rest, first] if learned else [*made, first, *rest]


def _value(node: ast.stmt) -> ast.AST:
    return node.value if isinstance(node, ast.Assign) else node


def _bound(node: ast.stmt) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""


def _replacing(move: Move, part: Part, train: Part | None, learned: list[ast.Call]) -> Replace:
    """What to put in the place of names and calls; `train` is given for the rows that nothing is learned of."""
    tree = move.statement.tree

    def replace(node: ast.AST) -> str | None:
        if isinstance(node, ast.Call):
            if train is not None and node in learned:
                return written(tree, node, _replacing(move, train, None, []))
            if _scales(node) or (last(node) in words.FIT_TRANSFORMS and (train is not None or node in move.made)):
                return _fit_transform(move, node, replace, again=train is not None)
            if last(node) == "DataFrame":
                return _frame(tree, node, replace, part)
        if move.wrapped is not None and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if _bound(move.wrapped.node) == node.id:
                return _array(move.wrapped, part, train)
        return part.says(node)

    return replace


def _array(move: Move, part: Part, train: Part | None) -> str:
    """What a moved statement assigns."""
    value = _value(move.node)
    return written(move.statement.tree, value, _replacing(move, part, train, []))


def _fit_transform(move: Move, call: ast.Call, replace: Replace, *, again: bool) -> str:
    """`scaler.fit_transform(X)` for the training rows, `scaler.transform(X)` for others."""
    tree = move.statement.tree
    if not call.args:
        raise Unsafe
    name = move.made.get(call)
    if name is None:
        assert isinstance(call.func, ast.Attribute)
        name = written(tree, call.func.value, replace)
    rows = written(tree, call.args[0], replace)
    if again or _scales(call):
        return f"{name}.transform({rows})" if again else f"{name}.fit_transform({rows})"
    given = [written(tree, each, replace) for each in (*call.args, *call.keywords)]
    return f"{name}.fit_transform({', '.join(given)})"


def _frame(tree: Tree, call: ast.Call, replace: Replace, part: Part) -> str | None:
    """`pd.DataFrame(array, columns=...)`, with the rows' own index: that of the other arrays of the split."""
    asked = {each.attr for each in ast.walk(call) if isinstance(each, ast.Attribute)}
    if any(each.arg in ("index", None) for each in call.keywords):
        return None
    if len(call.args) != 1 or not (part.frame or "columns" in asked):
        raise Unsafe  # the rows may have no index that the table could be given
    given = [written(tree, each, replace) for each in (*call.args, *call.keywords)]
    return f"{written(tree, call.func)}({', '.join([*given, f'index={part.rows}.index'])})"


def _maker(tree: Tree, call: ast.Call) -> str:
    """The making of an estimator that a statement did not keep."""
    if not _scales(call):
        assert isinstance(call.func, ast.Attribute)
        return written(tree, call.func.value)
    settings = ", ".join(written(tree, each) for each in call.keywords)
    head = written(tree, call.func)[: -len(last(call))]
    return f"{head}{SCALERS[last(call)]}({settings})"


def _whole(tree: Tree, node: ast.stmt, replace: Replace) -> str:
    """A statement; a method that works in place becomes an assignment, which a part of a table needs."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and is_in_place(node.value):
        call = node.value
        assert isinstance(call.func, ast.Attribute)
        given = [each for each in (*call.args, *call.keywords) if not _is_flag(each)]
        target = written(tree, call.func.value, replace)
        arguments = ", ".join(written(tree, each, replace) for each in given)
        return f"{target} = {target}.{call.func.attr}({arguments})"
    return written(tree, node, replace)


def is_in_place(call: ast.Call) -> bool:
    """Whether a method changes the table that it is called on."""
    return isinstance(call.func, ast.Attribute) and any(_is_flag(each) for each in call.keywords)


def _is_flag(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "inplace"


def snake(name: str) -> str:
    """The name of a variable for an object of a class."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
