from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.replay.test_comparing import difference, unknown

numpy = pytest.importorskip("numpy")
pandas = pytest.importorskip("pandas")

RNG = numpy.random.default_rng(0)
GRID = RNG.normal(size=(1437, 4))


def table(**columns: Any) -> Any:
    base = {"a": GRID[:, 0], "b": numpy.arange(1437), "c": [f"{i % 7}" for i in range(1437)]}
    return pandas.DataFrame(base | columns)


def changed(array: Any, rows: int, by: float = 1.0) -> Any:
    other = array.copy()
    other[:rows] += by
    return other


def test_equal_tables_of_every_kind_of_column_are_equal() -> None:
    def made() -> Any:
        return table(
            d=pandas.Categorical(["x", "y", None] * 479), e=pandas.date_range("2020", periods=1437, tz="UTC"),
            f=pandas.array([1, None, 3] * 479, dtype="Int64"), g=[[1], None, "z"] * 479, h=[1.0, None, 2.0] * 479,
            i=pandas.array(["a", None, "b"] * 479, dtype="string"), j=pandas.timedelta_range("1s", periods=1437),
        ).set_index(["b", "c"])  # fmt: skip

    assert difference(made(), made()) is None
    assert unknown(made()) == []


@pytest.mark.parametrize(
    ("other", "detail"),
    [
        (lambda: table(a=changed(GRID[:, 0], 1203)), "in 1,203 of 1,437 rows (column a), by up to 1"),
        (lambda: table(a=changed(GRID[:, 0], 3), c=["x"] * 1437), "in 1,437 of 1,437 rows (columns a, c)"),
        (lambda: table().sample(frac=1, random_state=1), "in order only: the same rows in another order"),
        (lambda: table().sample(frac=1, random_state=1).reset_index(drop=True), "in order only: the same rows in another order"),
        (lambda: table().iloc[:1400], "in length: 1,437 rows, then 1,400"),
        (lambda: table(d=1), "in its columns: column d only in the second"),
        (lambda: table()[["b", "a", "c"]], "in the order of its columns"),
        (lambda: table().set_axis(range(1, 1438)), "in the labels of its rows"),
        (lambda: table(a=GRID[:, 0] * (1 + 4e-16)), "in the last digits only (largest relative difference 4e-16)"),
        (lambda: table(c=["1"] * 1437), "in 1,231 of 1,437 rows (column c)"),
        (lambda: table(a=GRID[:, 0].astype("f4")), "in column a"),
    ],
)  # fmt: skip
def test_tables_differ_by_rows(other: Callable[[], Any], detail: str) -> None:
    found = difference(table(), other())
    assert found is not None
    assert found[1] == detail


def test_arrays_differ_by_rows_or_values() -> None:
    assert difference(GRID, GRID.copy(order="F")) is None
    assert difference(GRID, changed(GRID, 5)) == ("exact", "in 5 of 1,437 rows, by up to 1")
    assert difference(GRID[:3], changed(GRID[:3], 1, 0.03)) == ("exact", "in 4 of 12 values, by up to 0.03")
    assert difference(GRID, GRID[::-1]) == ("exact", "in order only: the same rows in another order")
    assert difference(GRID, GRID.T) == ("exact", "in shape: (1437, 4), then (4, 1437)")
    single = GRID.astype("f4")
    found = difference(single, single * numpy.float32(1 + 2e-7))
    assert found is not None
    assert found[0] == "rounding"


@pytest.mark.parametrize(
    "made",
    [
        lambda: numpy.array([1, "a", None, [2]], dtype=object),
        lambda: numpy.zeros(3, dtype=[("a", "i1"), ("b", "f8")]),
        lambda: numpy.ma.masked_array([1.0, 2.0], [0, 1]),
        lambda: numpy.array(["2020", "NaT"], dtype="M8[D]"),
        lambda: numpy.array([True, False]),
        lambda: numpy.array(["a", "bc"]),
        lambda: numpy.array([1 + 2j, numpy.nan]),
        lambda: numpy.array([-numpy.nan, numpy.nan, 1.0]),
        lambda: numpy.float32(1.5),
        lambda: numpy.array(3.0),
        lambda: numpy.array([], dtype="f8"),
        lambda: numpy.zeros((0, 3)),
        lambda: numpy.random.default_rng(3),
        lambda: pandas.Series([1, 2], name="s"),
        lambda: pandas.Timestamp("2020", tz="UTC"),
        lambda: pandas.Index(["a", "b"]),
    ],
)  # fmt: skip
def test_equal_values_of_numpy_and_pandas_are_equal(made: Callable[[], Any]) -> None:
    assert difference(made(), made()) is None
    assert unknown(made()) == []


def test_what_a_mask_hides_and_how_nan_is_written_do_not_count() -> None:
    assert difference(numpy.ma.masked_array([1.0, 2.0], [0, 1]), numpy.ma.masked_array([1.0, 9.0], [0, 1])) is None
    assert difference(numpy.array([numpy.nan, 1]), numpy.array([-numpy.nan, 1])) is None


def test_sparse_arrow_and_polars_tables() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    arrow = pytest.importorskip("pyarrow")
    polars = pytest.importorskip("polars")
    made = sparse.csr_array(numpy.eye(30))
    assert difference(made, made.copy()) is None
    assert difference(made, made * 2) == ("exact", "in data: 30 of 30 values, by up to 1")
    for build in (arrow.table, polars.DataFrame):
        one = build({"a": GRID[:, 0], "c": ["x", None, "y"] * 479})
        assert difference(one, build({"a": GRID[:, 0], "c": ["x", None, "y"] * 479})) is None
        other = build({"a": changed(GRID[:, 0], 2), "c": ["x", None, "y"] * 479})
        assert difference(one, other) == ("exact", "in 2 of 1,437 rows (column a), by up to 1")


def test_models_are_compared_by_what_they_learned() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    linear = pytest.importorskip("sklearn.linear_model")
    pipeline = pytest.importorskip("sklearn.pipeline")
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    target = (GRID[:, 0] > 0).astype(int)

    def forest(seed: int) -> Any:
        return ensemble.RandomForestClassifier(3, random_state=seed).fit(GRID, target)

    def line(rows: int) -> Any:
        return pipeline.make_pipeline(preprocessing.StandardScaler(), linear.LogisticRegression()).fit(
            GRID[:rows], target[:rows]
        )

    assert difference(forest(0), forest(0)) is None
    assert unknown(forest(0)) == []
    found = difference(forest(0), forest(1))
    assert found is not None
    assert found[1].startswith("in estimators_")
    found = difference(line(1400), line(1437))
    assert found is not None
    assert "mean_: 4 of 4 values, by up to" in found[1]


def test_times_within_a_search_are_not_compared() -> None:
    selection = pytest.importorskip("sklearn.model_selection")
    linear = pytest.importorskip("sklearn.linear_model")

    def search() -> Any:
        return selection.GridSearchCV(linear.Ridge(), {"alpha": [1, 2]}, cv=2).fit(GRID, GRID[:, 0])

    assert difference(search(), search()) is None
    assert {why for _, why in unknown(search())} >= {"it holds clock time"}


@pytest.mark.parametrize("library", ["xgboost", "lightgbm", "catboost"])
def test_boosters_are_compared_by_their_trees(library: str) -> None:
    module = pytest.importorskip(library)
    kind, quiet = {
        "xgboost": ("XGBClassifier", {}), "lightgbm": ("LGBMClassifier", {"verbose": -1}),
        "catboost": ("CatBoostClassifier", {"verbose": 0, "allow_writing_files": False, "thread_count": 1}),
    }[library]  # fmt: skip
    target = (GRID[:, 0] + GRID[:, 1] > 0).astype(int)

    def model(rows: int) -> Any:
        return getattr(module, kind)(n_estimators=3, **quiet).fit(GRID[:rows], target[:rows])

    assert difference(model(1437), model(1437)) is None
    assert difference(model(1437), model(1000)) is not None


def test_torch_modules_and_tensors_are_compared_by_their_state() -> None:
    torch = pytest.importorskip("torch")

    def net(seed: int) -> Any:
        torch.manual_seed(seed)
        return torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU())

    assert difference(net(0), net(0)) is None
    found = difference(net(0), net(1))
    assert found is not None
    assert found[1].startswith("in 0.weight: 6 of 6 values, by up to")
    assert difference(torch.ones(3, dtype=torch.bfloat16), torch.ones(3, dtype=torch.bfloat16)) is None
    assert difference(torch.ones(3, requires_grad=True), torch.zeros(3)) is not None
