"""The check `shuffled-time-split`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

from mlchecks_jupyter.checks.static import StaticCheck
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.dataflow.facets import data_of
from mlchecks_jupyter.lineage.dataflow.partings import Parting, partings
from mlchecks_jupyter.lineage.dataflow.rows import Between, Lot, relation
from mlchecks_jupyter.lineage.edits import pass_argument
from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.lineage import Lineage

_SETUP: Final = "import pandas as pd\nfrom sklearn.model_selection import train_test_split, KFold, cross_val_score\n"
_READ: Final = "df = pd.read_csv('a.csv', parse_dates=['day']).sort_values('day')\n"

#: Methods that look at the rows before or after, and what they tell in words.
_NEIGHBOURS: Final = {
    "shift": "rows before or after it",
    "diff": "the row before it",
    "pct_change": "the row before it",
    "rolling": "the rows before it",
    "ewm": "the rows before it",
}
#: Models and tests of one series in time.
_FORECASTS: Final = frozenset(
    """ARIMA SARIMAX auto_arima AutoReg ExponentialSmoothing SimpleExpSmoothing Holt seasonal_decompose adfuller STL
    plot_acf plot_pacf""".split()
)
_AGGREGATES: Final = ("groupby", "resample", "pivot_table")

#: Calls whose expression statements put what they are given into a list.
_COLLECTS: Final = frozenset(("append", "extend", "insert"))


class _Evidence(NamedTuple):
    """Why rows are a series in time."""

    lots: frozenset[Lot]
    order: int
    grouped: bool
    text: str
    place: str


class ShuffledTimeSplit(StaticCheck):
    """Rows that follow each other in time are split at random.

    ## Why is this bad?
    Neighbours in time resemble each other, and features made of earlier rows hold their values. A
    random split puts the rows between two test rows into the training data, so the model only fills
    gaps. Where it is used it must tell what comes next, and does worse than its test says.

    ## Use instead
    Train on the earlier rows and judge on the later ones: sort by time and pass `shuffle=False` to
    `train_test_split`, or use `TimeSeriesSplit` as `cv`. Leave a gap as long as the windows that
    the features look back.

    ## References
    scikit-learn User Guide, "Cross validation of time series data". C. Bergmeir and J. M. Benítez,
    "On the use of cross-validation for time series predictor evaluation", 2012.
    """

    name = "shuffled-time-split"
    item = "split"
    also = ("testset",)
    severity = "warning"
    good = (
        code(
            _SETUP + _READ,
            "df['before'] = df['sales'].shift(1)\ndf = df.dropna()",
            "train, test = train_test_split(df, shuffle=False)",
        ),
        code(
            _SETUP + _READ,
            "df['year'] = df.day.dt.year\ndf['month'] = df.day.dt.month",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "daily = df.groupby('day')['sales'].sum()\nsmooth = daily.rolling(7).mean()\nsmooth.plot()",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + "from sklearn.model_selection import TimeSeriesSplit\n" + _READ,
            "df['week'] = df['sales'].rolling(7).mean()\ndf = df.dropna()",
            "cross_val_score(model, df[['week']], df['sales'], cv=TimeSeriesSplit(5))",
        ),
        code(
            _SETUP + _READ,
            "monthly = df.set_index('day')['sales'].resample('M').mean()\nmonthly.plot()",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "prices = pd.read_csv('prices.csv')\nprices['before'] = prices['price'].shift(1)",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP,
            "rows = []\nfor name in names:\n    signal = pd.read_csv(name + '.csv')['volt']\n"
            "    smooth = signal.rolling(50).mean()\n    rows.append([smooth.max(), smooth.min()])",
            "train, test = train_test_split(rows, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "batches = []\nfor i in range(0, len(df), 50):\n    batches.append(df[i:i + 50])",
            "train, test = train_test_split(batches, random_state=0)",
        ),
    )
    bad = (
        code(
            _SETUP + _READ,
            "df['before'] = df['sales'].shift(1)\ndf = df.dropna()",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "df['week'] = df.groupby('shop')['sales'].shift(7)",
            "X = df.drop(columns=['sales', 'day'])\n"
            "X_train, X_test, y_train, y_test = train_test_split(X, df['sales'], random_state=0)",
        ),
        code(
            _SETUP + _READ,
            "df['trend'] = df['sales'].rolling(7).mean()\ndf = df.dropna()",
            "cross_val_score(model, df[['trend']], df['sales'], cv=KFold(5, shuffle=True, random_state=0))",
        ),
        code(
            _SETUP + _READ,
            "df = df.set_index('day').resample('D').sum()",
            "train, test = train_test_split(df, random_state=0)",
        ),
        code(
            _SETUP + _READ + "values = df['sales'].values\nX, y = [], []",
            "for i in range(30, len(values)):\n    X.append(values[i - 30:i])\n    y.append(values[i])",
            "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
        ),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each random split of rows that the notebook itself treats as a series."""
        parted = list(partings(lineage.flow))
        if not parted:
            raise NotApplicable("The notebook has no split.")
        known = list(_evidence(lineage))
        seen: set[int] = set()
        series = False
        for parting in parted:
            why = _made_as_series(lineage, parting) or next((each for each in known if _tells_of(each, parting)), None)
            series |= why is not None
            if why is not None and parting.shuffled and not parting.by_groups and id(parting.call.node) not in seen:
                seen.add(id(parting.call.node))
                yield self._finding_of(lineage, parting, why)
        if not series:
            raise NotApplicable("Nothing in the notebook shows that the rows it splits follow each other in time.")

    def _finding_of(self, lineage: Lineage, parting: Parting, why: _Evidence) -> Finding:
        call = parting.call
        edit = None
        remedy = "Use `TimeSeriesSplit` instead, on rows sorted by time."
        if parting.method == "train_test_split":
            remedy = (
                "Sort the rows by time and pass `shuffle=False`, so that the test rows come after the training rows."
            )
            if not parting.stratified:
                edit = pass_argument(lineage.trees[call.cell], call.node, "shuffle", "False")
        return self.finding(
            lineage,
            lineage.locate(call.cell, call.node),
            severity="warning",
            message=(
                f"Rows that follow each other in time are split at random: {why.text} ({why.place}). The score holds "
                "only if no later rows than the training data's are to be predicted, which the notebook does not tell."
            ),
            remedy=remedy,
            facts={"method": parting.method, "evidence": why.text, "place": why.place},
            edit=edit,
        )


def _tells_of(evidence: _Evidence, parting: Parting) -> bool:
    return evidence.order < parting.call.order and any(
        (data.grouped is not None) == evidence.grouped
        and data.lots
        and all(any(lot.within(other) for other in evidence.lots) for lot in data.lots)
        for data in parting.data
    )


def _evidence(lineage: Lineage) -> Iterator[_Evidence]:
    """What the notebook does with rows that only makes sense where they follow each other in time."""
    grouping = [data_of(call.owner) for call in lineage.calls if call.last in _AGGREGATES]
    aggregated = [data.lots for data in grouping if data is not None]
    for call in lineage.calls:
        if call.last in _NEIGHBOURS:
            data = data_of(call.owner)
            if data is not None and data.lots and not data.fits and _is_kept(call) and not _of_a_turn(call):
                place = lineage.place(call.cell, call.node.lineno)
                grouped = data.grouped is not None and not _direct(call)
                yield _Evidence(data.lots, call.order, grouped, _words(call), place)
        elif call.last in _FORECASTS and call.args:
            data = data_of(call.args[0])
            if data is not None and data.lots and data.grouped is None and not data.fits:
                if not any(relation(data.lots, lots) != "apart" for lots in aggregated):
                    place = lineage.place(call.cell, call.node.lineno)
                    yield _Evidence(data.lots, 0, False, f"`{call.last}` takes them for one series", place)


def _words(call: Call) -> str:
    return f"`{call.last}` makes a value of each row from {_NEIGHBOURS[call.last]}"


def _direct(call: Call) -> bool:
    """Whether a method is called on groups themselves, and gives one value a row: `df.groupby(a)[b].shift()`."""
    node = call.node.func
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "groupby"


def _is_kept(call: Call) -> bool:
    """Whether what neighbours tell is kept, and not only looked at."""
    if call.statement is not None:
        node = call.statement
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _COLLECTS
    return True


def _of_a_turn(call: Call) -> bool:
    """Whether a loop takes other rows on each turn, so that neighbours are looked at within what makes one row."""
    if not call.loops:
        return False
    if call.callers:
        return True
    base: ast.expr = call.node
    while isinstance(base, ast.Call | ast.Attribute | ast.Subscript):
        base = base.func if isinstance(base, ast.Call) else base.value
    for loop in call.loops:
        tables = isinstance(loop, ast.For) and isinstance(loop.iter, ast.List | ast.Tuple)
        bound = (node for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        if not tables and any(isinstance(base, ast.Name) and node.id == base.id for node in bound):
            return True
    return False


def _made_as_series(lineage: Lineage, parting: Parting) -> _Evidence | None:
    """Rows for stretches of time, and windows that move row by row: `values[i - 30:i]`."""
    for data in parting.data:
        if data.grouped is not None and data.grouped.what == "resample":
            call = data.grouped.call
            place = lineage.place(call.cell, call.node.lineno)
            return _Evidence(data.lots, 0, True, "`resample` makes each row a stretch of time", place)
        for lot in data.lots:
            place = _moving(lineage, lot.how) if isinstance(lot.how, Between) else ""
            if place:
                return _Evidence(data.lots, 0, False, "each is a window that shares rows with the next", place)
    return None


def _moving(lineage: Lineage, window: Between) -> str:
    """Where a loop moves a window by one row, empty where none does."""
    bounds = [bound for bound in window if isinstance(bound, str)]
    names = [bound for bound in bounds if bound.startswith("Name(")]
    if len(bounds) < 2 or len(names) != 1 or any(names[0] not in bound or "Mult(" in bound for bound in bounds):
        return ""
    for cell, tree in lineage.trees.items():
        for loop in ast.walk(ast.Module(tree.body, [])):
            if not isinstance(loop, ast.For | ast.comprehension) or not isinstance(loop.target, ast.Name):
                continue
            if ast.dump(ast.Name(loop.target.id, ast.Load())) == names[0] and _by_one(loop.iter):
                return lineage.place(cell, loop.target.lineno)
    return ""


def _by_one(iterable: ast.expr) -> bool:
    return (
        isinstance(iterable, ast.Call)
        and isinstance(iterable.func, ast.Name)
        and iterable.func.id == "range"
        and (len(iterable.args) < 3 or (isinstance(iterable.args[2], ast.Constant) and iterable.args[2].value == 1))
    )
