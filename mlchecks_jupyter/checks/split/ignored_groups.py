"""The check `ignored-groups`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.dataflow.columns import names_in
from mlchecks_jupyter.lineage.dataflow.data import Data
from mlchecks_jupyter.lineage.dataflow.facets import data_of
from mlchecks_jupyter.lineage.dataflow.partings import Parting, partings
from mlchecks_jupyter.lineage.dataflow.rows import Lot, relation
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import Constant
from mlchecks_jupyter.lineage.lineage import Lineage

_SETUP: Final = (
    "import pandas as pd\nfrom sklearn.model_selection import (\n"
    "    GroupKFold, GroupShuffleSplit, KFold, cross_val_score, train_test_split,\n)\n"
)
_READ: Final = "df = pd.read_csv('a.csv')\n"

#: Of whom or of what there is more than one row; the model will meet others where it is used.
_SUBJECTS: Final = frozenset(
    """patient subject participant person user customer client member session visitor student pupil driver rider player
    match device machine engine household family speaker author account passenger employee donor animal mouse specimen
    plate slide scan recording trial trip ride vehicle respondent case admission encounter hadm stay""".split()
)
#: Those that stand for an id without saying so; the others may be kinds ("person" is a man or a woman).
_BARE: Final = frozenset(("patient", "participant", "user", "customer", "session", "household", "respondent"))
_IDS: Final = frozenset(("id", "ids", "uuid", "guid", "no", "nr", "num", "number", "key", "hash"))

#: What is recommended to users: its model meets the same users again.
_ITEMS: Final = frozenset("movie item product book song artist track article anime restaurant business recipe".split())

#: Methods of groups that give a value for each row, so that groups have several rows.
_PER_ROW: Final = frozenset(
    """transform cumcount cumsum cummax cummin cumprod shift diff pct_change rolling expanding ewm rank ffill
    bfill""".split()
)
_JOINS: Final = frozenset(("merge", "join", "map"))


class _Groups(NamedTuple):
    """Rows that the notebook itself takes together."""

    lots: frozenset[Lot]
    key: str
    text: str
    place: str
    explicit: bool


class IgnoredGroups(StaticCheck):
    """Rows that belong together, as those of one patient, may fall on both sides of a split.

    ## Why is this bad?
    Rows of one patient, customer or match resemble each other more than those of others. With some
    of them among the training rows the model recognises the rest, and the score tells nothing of
    the patients that it will meet.

    ## Use instead
    Keep groups whole: `GroupShuffleSplit(random_state=0)` for one split, `GroupKFold` or
    `StratifiedGroupKFold` for cross-validation, with `groups=df["patient_id"]`.

    ## References
    scikit-learn User Guide, "Cross-validation iterators for grouped data". S. Saeb, L. Lonini,
    A. Jayaraman, D. Mohr and K. Kording, "The need to approximate the use-case in clinical machine
    learning", GigaScience 2017.
    """

    name = "ignored-groups"
    item = "split"
    also = ("testset",)
    severity = "warning"
    good = (
        code(
            _SETUP + _READ,
            "df['visits'] = df.groupby('patient_id')['day'].transform('count')",
            "splitter = GroupShuffleSplit(random_state=0)\n"
            "train, test = next(splitter.split(df, df['ill'], groups=df['patient_id']))",
        ),
        code(
            _SETUP + _READ,
            "df = df.groupby('patient_id').mean().reset_index()",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "df['mean_price'] = df.groupby('city')['price'].transform('mean')",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "visits = pd.read_csv('visits.csv')\ncount = visits.groupby('patient_id')['day'].count()",
            "df['visits'] = df['patient_id'].map(count)\ntrain, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "df.groupby('patient_id').size().hist()\ndf = df.drop_duplicates('patient_id')",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "df['mean'] = df.groupby('user_id')['rating'].transform('mean')\nfilms = df['movie_id'].nunique()",
            "train, test = train_test_split(df, random_state=0)",
        ),
    )
    bad = (
        code(
            _SETUP + _READ,
            "df['visits'] = df.groupby('patient_id')['day'].transform('count')",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "X, y, patients = df[['age', 'dose']], df['ill'], df['patient_id']",
            "cross_val_score(model, X, y, groups=patients, cv=GroupKFold(5))",
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "spent = df.groupby('customerId')['price'].sum().reset_index()",
            "df = df.merge(spent, on='customerId')",
            "for train, test in KFold(5, shuffle=True, random_state=0).split(df):\n    model.fit(df.iloc[train])",
        ),
        code(
            _SETUP + _READ,
            "df['before'] = df.groupby(['session_id'])['clicks'].shift(1)",
            "X_train, X_test, y_train, y_test = train_test_split(df[['before']], df['bought'], random_state=0)",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each split by rows of a table whose rows the notebook takes together."""
        parted = list(partings(lineage.flow))
        if not parted:
            raise NotApplicable("The notebook has no split.")
        known = [*_explicit(lineage, parted), *_used(lineage)]
        known = [each for each in known if each.explicit or not _recommends(lineage)]
        if not known:
            raise NotApplicable("Nothing in the notebook shows that rows it splits belong together.")
        seen: set[int] = set()
        for parting in parted:
            groups = next((each for each in known if _concerns(each, parting)), None)
            if groups is not None and id(parting.call.node) not in seen and not _one_row_each(lineage, groups):
                seen.add(id(parting.call.node))
                yield self._finding_of(lineage, parting, groups)

    def _finding_of(self, lineage: Lineage, parting: Parting, groups: _Groups) -> Finding:
        call = parting.call
        which = f"one `{groups.key}`" if groups.key else "one group"
        column = f"the column `{groups.key}` as `groups=`" if groups.key else "the same `groups=`"
        splitter = "GroupShuffleSplit" if parting.method in ("train_test_split", "ShuffleSplit") else "GroupKFold"
        return self.finding(
            lineage,
            lineage.locate(call.cell, call.node),
            severity="warning",
            message=(
                f"Rows of {which} may fall on both sides of this split: {groups.text} ({groups.place}). The score "
                "holds only for groups that the model has seen, and the notebook does not tell whether those are meant."
            ),
            remedy=f"Use `{splitter}` with {column}, so that a group is on one side only.",
            facts={"method": parting.method, "key": groups.key, "evidence": groups.text, "place": groups.place},
        )


def _concerns(groups: _Groups, parting: Parting) -> bool:
    in_order = parting.method in ("train_test_split", "TimeSeriesSplit") and not parting.shuffled
    if parting.by_groups or in_order or not (parting.shuffled or groups.explicit):
        return False
    return any(data.grouped is None and relation(groups.lots, data.lots) == "shared" for data in parting.data)


def _explicit(lineage: Lineage, parted: list[Parting]) -> Iterator[_Groups]:
    """Groups that another split keeps together."""
    for parting in parted:
        if parting.by_groups:
            call = parting.call
            given = data_of(call.keywords.get("groups", call.args[2] if len(call.args) > 2 else None))
            key = given.column if given is not None and given.column else ""
            place = lineage.place(call.cell, call.node.lineno)
            for data in parting.data[:1]:
                yield _Groups(data.lots, key, f"`{parting.method}` keeps them together elsewhere", place, True)


def _used(lineage: Lineage) -> Iterator[_Groups]:
    """Groups by an id, of which each row is told something."""
    for call in lineage.calls:
        if call.last in _PER_ROW:
            groups = data_of(call.owner)
            if groups is not None and call.statement is None and _direct(call):
                yield from _by_id(lineage, call, groups, groups.lots)
        elif call.last in _JOINS:
            tables = [data_of(value) for value in (call.owner, *call.args, *call.keywords.values())]
            plain = [data for data in tables if data is not None and data.grouped is None and data.lots]
            for groups in tables:
                if groups is not None and plain and relation(plain[0].lots, groups.lots) == "shared":
                    yield from _by_id(lineage, call, groups, plain[0].lots)


def _by_id(lineage: Lineage, call: Call, groups: Data, lots: frozenset[Lot]) -> Iterator[_Groups]:
    made = groups.grouped.call if groups.grouped is not None else None
    if made is None or made.last != "groupby":
        return
    key = next((name for name in names_in(made.argument("by", 0)) or () if is_subject(name)), "")
    if key:
        what = f"`groupby('{key}')` and `{call.last}` give each row a value of its group"
        yield _Groups(lots, key, what, lineage.place(call.cell, call.node.lineno), False)


def _direct(call: Call) -> bool:
    """Whether a method is called on groups themselves: `df.groupby(a)[b].shift()`."""
    node = call.node.func
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "groupby"
    )


def is_subject(name: str) -> bool:
    """Whether a column's name says that it tells subjects apart: "patient_id", "matchId", "userid"."""
    words = _words(name)
    if len(words) == 1:
        word = words[0]
        return word in _BARE or (word.endswith("id") and word[:-2] in _SUBJECTS)
    return words[-1] in _IDS and not _SUBJECTS.isdisjoint(words[:-1])


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)] or [""]


def _recommends(lineage: Lineage) -> bool:
    """Whether things are recommended: there are ids of movies or products besides."""
    for tree in lineage.trees.values():
        for statement in tree.body:
            for node in ast.walk(statement):
                name = (
                    node.value
                    if isinstance(node, ast.Constant)
                    else node.attr
                    if isinstance(node, ast.Attribute)
                    else ""
                )
                if isinstance(name, str) and len(name) < 24 and name[-1:] in "dDsS" and _is_item(name):
                    return True
    return False


def _is_item(name: str) -> bool:
    words = _words(name)
    if len(words) == 1:
        return words[0].removesuffix("s").removesuffix("id") in _ITEMS and words[0].rstrip("s").endswith("id")
    return words[-1] in _IDS and not _ITEMS.isdisjoint(words[:-1])


def _one_row_each(lineage: Lineage, groups: _Groups) -> bool:
    """Whether of each group one row is left."""
    for call in lineage.calls:
        if call.last == "drop_duplicates" and not groups.explicit:
            names = names_in(call.argument("subset", 0))
            if names is not None and groups.key in names and len(names) == 1:
                return True
        elif call.last == "duplicated" and isinstance(call.argument("subset", 0), Constant):
            if names_in(call.argument("subset", 0)) == [groups.key]:
                return True
    return False
