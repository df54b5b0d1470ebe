"""The check `unstratified-rare-class`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Edit, Finding
from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.dataflow.columns import Column
from mlchecks_jupyter.lineage.dataflow.data import Data
from mlchecks_jupyter.lineage.dataflow.facets import data_of
from mlchecks_jupyter.lineage.dataflow.partings import Parting, partings
from mlchecks_jupyter.lineage.dataflow.rows import Lot, Part, relation
from mlchecks_jupyter.lineage.edits import pass_argument
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import NONE, Constant, Made, Mapping, Sequence, Value
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.syntax import locate

_SETUP: Final = (
    "import pandas as pd\nfrom sklearn.model_selection import KFold, StratifiedKFold, train_test_split\n"
    "from sklearn.linear_model import LogisticRegression\n"
)
_READ: Final = "df = pd.read_csv('a.csv')\ny = df.pop('fraud')\n"

#: A class is called rare where it has at most this share of the rows.
_RARE: Final = 0.2

#: Splitters that have a twin which keeps the shares of classes.
_TWINS: Final = {
    "KFold": "StratifiedKFold",
    "ShuffleSplit": "StratifiedShuffleSplit",
    "RepeatedKFold": "RepeatedStratifiedKFold",
    "GroupKFold": "StratifiedGroupKFold",
}


class _Rarity(NamedTuple):
    """What the notebook does because classes have unequal shares."""

    lots: frozenset[Lot] | None
    target: Data | None
    text: str
    call: Call


class UnstratifiedRareClass(StaticCheck):
    """Rows with a rare class are split without keeping its share.

    ## Why is this bad?
    Chance decides how many of the few rows of a rare class reach the test set. With ten of them the
    recall moves by ten points for a single row, another seed gives another result, and a fold may
    have none at all.

    ## Use instead
    Pass `stratify=y` to `train_test_split`; use `StratifiedKFold` instead of `KFold`.

    ## References
    scikit-learn User Guide, "Cross-validation iterators with stratification based on class labels".
    R. Kohavi, "A study of cross-validation and bootstrap for accuracy estimation and model
    selection", IJCAI 1995.
    """

    name = "unstratified-rare-class"
    item = "split"
    severity = "advice"
    good = (
        code(
            _SETUP + _READ,
            "X_train, X_test, y_train, y_test = train_test_split(df, y, stratify=y, random_state=0)",
            "LogisticRegression(class_weight='balanced').fit(X_train, y_train)",
        ),
        code(
            _SETUP + _READ,
            "X_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)",
            "LogisticRegression(class_weight=None).fit(X_train, y_train)",
        ),
        code(
            _SETUP + "from imblearn.under_sampling import RandomUnderSampler\n" + _READ,
            "X, y = RandomUnderSampler(random_state=0).fit_resample(df, y)",
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "X_train, X_test, y_train, y_test = train_test_split(df, y, shuffle=False)",
            "LogisticRegression(class_weight='balanced').fit(X_train, y_train)",
        ),
        code(
            _SETUP + "from sklearn.datasets import make_classification\n",
            "X, y = make_classification(weights=[0.5, 0.5], random_state=0)",
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
        ),
        code(
            _SETUP + "from xgboost import XGBClassifier\n" + _READ,
            "X_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)",
            "XGBClassifier(scale_pos_weight=1).fit(X_train, y_train)",
        ),
    )
    bad = (
        code(
            _SETUP + _READ,
            "X_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)",
            "LogisticRegression(class_weight='balanced').fit(X_train, y_train)",
        ),
        code(
            _SETUP + "from imblearn.over_sampling import SMOTE\n" + _READ,
            "X_train, X_test, y_train, y_test = train_test_split(\n    df, y,\n    random_state=0,\n)",
            "X_more, y_more = SMOTE(random_state=0).fit_resample(X_train, y_train)",
        ),
        code(
            _SETUP + "from sklearn.datasets import make_classification\n",
            "X, y = make_classification(weights=[0.95], random_state=0)",
            "for train, test in KFold(5).split(X, y):\n"
            "    LogisticRegression().fit(X[train], y[train]).score(X[test], y[test])",
        ),
        code(
            _SETUP + "from xgboost import XGBClassifier\n" + _READ,
            "X_train, X_test, y_train, y_test = train_test_split(df.values, y.values, test_size=0.3, random_state=0)",
            "XGBClassifier(scale_pos_weight=19).fit(X_train, y_train)",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each split by chance of rows with a class that is known to be rare."""
        parted = list(partings(lineage.flow))
        if not parted:
            raise NotApplicable("The notebook has no split.")
        known = list(_rarities(lineage))
        if not known:
            raise NotApplicable("Nothing in the notebook shows that a class is rare.")
        samplers = [each.call for each in known if each.call.last in words.RESAMPLES]
        seen: set[int] = set()
        for parting in parted:
            rarity = next((each for each in known if _concerns(each, parting)), None)
            if rarity is None or not _by_chance(parting) or id(parting.call.node) in seen:
                continue
            if not _is_resampled(parting, samplers):
                seen.add(id(parting.call.node))
                yield self._finding_of(lineage, parting, rarity)

    def _finding_of(self, lineage: Lineage, parting: Parting, rarity: _Rarity) -> Finding:
        call = parting.call
        where = lineage.place(rarity.call.cell, rarity.call.node.lineno)
        twin = _TWINS.get(parting.method)
        edit, text = (None, "") if twin else _stratify(lineage, call)
        remedy = f"Use `{twin}` instead." if twin else f"Pass `stratify={text or 'y'}`, the column of the classes."
        return self.finding(
            lineage,
            lineage.locate(call.cell, call.node),
            severity="advice",
            message=(
                f"`{parting.method}` leaves it to chance how many rows of the smaller class each part gets, though "
                f"{rarity.text} ({where})."
            ),
            remedy=remedy,
            facts={"method": parting.method, "evidence": rarity.text, "place": where},
            edit=edit,
        )


def _by_chance(parting: Parting) -> bool:
    if parting.stratified:
        return False
    return parting.shuffled if parting.method == "train_test_split" else parting.method in _TWINS


def _is_resampled(parting: Parting, samplers: list[Call]) -> bool:
    """Whether the rows have been given other shares before they are split."""
    first = parting.call.args[0] if parting.call.args else None
    if isinstance(first, Made) and first.root == "imblearn":
        return True
    if any(data.copies or len(data.lots) != 1 for data in parting.data):
        return True
    drawn = any(
        isinstance(node.how, Part) and isinstance(node.how.split, tuple) and node.how.split[:1] == ("sample",)
        for data in parting.data
        for lot in data.lots
        for node in lot.path()
    )
    return drawn or any(
        call.order < parting.call.order and _under(call) and _lots(call) & parting.data[0].lots for call in samplers
    )


def _under(call: Call) -> bool:
    return isinstance(call.owner, Made) and any(word in call.owner.path for word in words.UNDERSAMPLERS)


def _lots(call: Call) -> frozenset[Lot]:
    data = data_of(call.args[0]) if call.args else None
    return data.lots if data is not None else frozenset()


def _concerns(rarity: _Rarity, parting: Parting) -> bool:
    """Whether the rare class is one of the rows that are split, and of the target they are split with."""
    if rarity.lots is None:
        return any(lot.root.name == "make_classification" for data in parting.data for lot in data.lots)
    if not any(relation(rarity.lots, data.lots) == "shared" for data in parting.data):
        return False
    rare = rarity.target.columns if rarity.target is not None else None
    split = [data.columns for data in parting.data if isinstance(data.columns, Column)]
    return not isinstance(rare, Column) or not split or rare in split


def _rarities(lineage: Lineage) -> Iterator[_Rarity]:
    """What is done in a notebook for a class that is rare."""
    generated = [call for call in lineage.calls if call.last == "make_classification"]
    if generated and all(_rare_weights(call.keywords.get("weights")) for call in generated):
        yield _Rarity(None, None, "`weights` makes one rare", generated[0])
    for call in lineage.calls:
        if call.last in words.RESAMPLES and isinstance(call.owner, Made) and call.owner.root == "imblearn":
            data = data_of(call.args[0]) if call.args else None
            if data is not None and data.lots:
                name = call.owner.path.removesuffix("()").rpartition(".")[2]
                target = data_of(call.argument("y", 1))
                yield _Rarity(data.lots, target, f"`{name}` evens out the classes", call)
    for learning in lineage.flow.learnings:
        if learning.kind == "fit":
            text = _evening(learning.call)
            if text:
                yield _Rarity(learning.lots, learning.target, text, learning.call)


def _evening(call: Call) -> str:
    """What makes a fit give rare classes more weight, empty where nothing does."""
    given = call.keywords.get("class_weight")
    if given is not None and _is_uneven(given):
        return "`class_weight` gives the classes unequal weight"
    owner = call.owner
    for made in (owner, *owner.parts) if isinstance(owner, Made) else ():
        if made.root == "imblearn" and "pipeline" not in made.path:
            return f"`{made.path.removesuffix('()').rpartition('.')[2]}` evens out the classes"
        settings = made.call.keywords if made.call is not None else {}
        for name in ("class_weight", "scale_pos_weight", "is_unbalance", "auto_class_weights", "class_weights"):
            value = settings.get(name)
            if value is not None and _is_uneven(value):
                return f"`{name}` gives the classes unequal weight"
    return ""


def _is_uneven(value: Value) -> bool:
    if isinstance(value, Constant):
        return value.value not in (None, 1, 1.0, False, "None") and value is not NONE
    values = (
        value.items if isinstance(value, Sequence) else list(value.items.values()) if isinstance(value, Mapping) else []
    )
    numbers = {item.value for item in values if isinstance(item, Constant)}
    return len(numbers) > 1


def _rare_weights(value: Value | None) -> bool:
    if not isinstance(value, Sequence) or not value.complete:
        return False
    shares = [item.value for item in value.items if isinstance(item, Constant) and isinstance(item.value, int | float)]
    if not shares or len(shares) != len(value.items):
        return False
    rest = [] if abs(sum(shares) - 1) < 1e-6 else [1 - sum(shares)]
    return min(*shares, *rest, 1.0) <= _RARE


def _stratify(lineage: Lineage, call: Call) -> tuple[Edit | None, str]:
    """Pass the second of two arrays as `stratify`, and its source."""
    arguments = call.node.args
    if len(arguments) != 2 or any(isinstance(each, ast.Starred) for each in arguments):
        return None, ""
    tree = lineage.trees[call.cell]
    where = locate(tree, arguments[1])
    text = tree.lines[where.line - 1][where.column - 1 : where.end_column - 1]
    if where.line != where.end_line or text[:1] in "xX" or tree.shifts.get(where.line, 0):
        return None, ""
    return pass_argument(tree, call.node, "stratify", text), text
