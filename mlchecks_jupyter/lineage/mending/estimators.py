"""What is known of estimators: how they were made, which columns they keep to, what they fail on."""

from __future__ import annotations

import ast
from typing import Final

from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.mending.moves import SCALERS, fits, snake
from mlchecks_jupyter.lineage.mending.names import last
from mlchecks_jupyter.lineage.mending.program import Program
from mlchecks_jupyter.lineage.mending.writing import Unsafe

#: Estimators that treat each column alone and keep its place.
_BY_COLUMN: Final = frozenset(
    """StandardScaler MinMaxScaler MaxAbsScaler RobustScaler QuantileTransformer PowerTransformer SimpleImputer""".split()
)
#: Estimators that only fill gaps, of which a target has none.
_FILLING: Final = frozenset(("SimpleImputer", "KNNImputer", "IterativeImputer"))
#: Encoders that fail on values that they have not seen, unless told otherwise.
_STRICT: Final = frozenset(("OneHotEncoder", "OrdinalEncoder", "LabelEncoder", "LabelBinarizer"))
#: Estimators that say nothing of rows but those that they were fitted on.
_NO_TRANSFORM: Final = frozenset(("TSNE", "MDS", "SpectralEmbedding", "DBSCAN", "AgglomerativeClustering"))


def maker(program: Program, call: ast.Call, before: int) -> ast.Call | None:
    """The call that made the estimator of a fit."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(owner, ast.Name):
        owner = program.value(owner.id, before)
    return owner if isinstance(owner, ast.Call) else None


def forgotten(program: Program, node: ast.stmt, *, only_fits: bool) -> dict[ast.Call, str]:
    """Names for the estimators that a statement makes, fits and does not keep, by the calls that fit them."""
    found: dict[ast.Call, str] = {}
    for call in fits(node):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if last(call) in SCALERS:
            name = snake(SCALERS[last(call)])
            if len(call.args) != 1 or {each.arg for each in call.keywords} & {"axis", "copy", None}:
                raise Unsafe
        elif last(call) in words.FIT_TRANSFORMS and not isinstance(owner, ast.Name):
            if not isinstance(owner, ast.Call):
                raise Unsafe
            name = snake(last(owner))
        elif last(call) == "fit" and not only_fits:
            raise Unsafe  # fitted and used in one go: nothing would be left for the other rows
        else:
            continue
        if not program.is_unused(name) or found:
            raise Unsafe
        found[call] = name
    return found


def only_fill(makers: list[str]) -> bool:
    """Whether estimators change no value but those that are missing."""
    return all(each in _FILLING for each in makers)


def own_columns(maker: ast.Call | None) -> frozenset[object] | None:
    """The columns that an estimator was told to keep to: `CategoricalImputer(variables=["a"])`."""
    for each in maker.keywords if maker is not None else ():
        if each.arg in ("variables", "cols"):
            value = each.value
            items = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
            names = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            return frozenset(names) if len(names) == len(items) else None
    return None


def transforms_others(maker: ast.Call | None) -> bool:
    """Whether an estimator is known, and can transform other rows than it was fitted on without changing these."""
    if maker is None or last(maker) in _NO_TRANSFORM:
        return False
    return not any(each.arg == "copy" for each in maker.keywords)


def is_strict(maker: ast.Call | None) -> bool:
    """Whether an encoder, or one within, fails on a value that it has not seen, as the training rows may lack one."""
    for each in ast.walk(maker) if maker is not None else ():
        if isinstance(each, ast.Call) and last(each) in _STRICT:
            if not any(given.arg in ("handle_unknown", "cols") for given in each.keywords):
                return True
    return False


def is_by_column(maker: str) -> bool:
    """Whether an estimator, or a function that is one in short, treats each column alone."""
    return SCALERS.get(maker, maker) in _BY_COLUMN
