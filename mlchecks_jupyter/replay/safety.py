"""When a process must not be forked: each reason with its test and its sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mlchecks_jupyter.replay import thread_pools
from mlchecks_jupyter.replay.reach import module_of, name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """Something that a forked child could not bear; `test` is asked with the variables that the cell reaches."""

    name: str
    test: Callable[[Mapping[str, Any]], bool]
    sentence: str


def _loaded(name: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda _: name in sys.modules


def _cuda(_: Mapping[str, Any]) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and hasattr(torch, "cuda") and bool(torch.cuda.is_initialized())


def _spark(_: Mapping[str, Any]) -> bool:
    pyspark = sys.modules.get("pyspark")
    context = getattr(pyspark, "SparkContext", None)
    return getattr(context, "_active_spark_context", None) is not None


def _ray(_: Mapping[str, Any]) -> bool:
    ray = sys.modules.get("ray")
    return ray is not None and hasattr(ray, "is_initialized") and bool(ray.is_initialized())


#: Modules whose connections cannot be used by two processes, and how their classes are called.
_DATABASES: Final = frozenset({
    "sqlite3", "duckdb", "_duckdb", "psycopg", "psycopg2", "pymysql", "MySQLdb", "oracledb", "pyodbc", "sqlalchemy",
    "snowflake", "redis", "pymongo", "clickhouse_connect", "trino",
})  # fmt: skip
_CONNECTIONS: Final = ("Connection", "Cursor", "Engine", "Session", "Client", "connection", "cursor")


def _connection(reached: Mapping[str, Any]) -> bool:
    return any(_connects(type(value)) for value in reached.values())


_MRO: Final = type.__dict__["__mro__"]


def _connects(kind: type) -> bool:
    return any(
        module_of(base).partition(".")[0] in _DATABASES and name_of(base).endswith(_CONNECTIONS)
        for base in _MRO.__get__(kind)
    )


#: Asked in this order.
HAZARDS: Final[tuple[Hazard, ...]] = (
    Hazard(name="no fork", test=lambda _: not hasattr(os, "fork") or sys.platform in {"emscripten", "wasi"}, sentence="This system cannot copy a running process."),
    Hazard(name="macOS", test=lambda _: sys.platform == "darwin", sentence="On macOS a copy of a running process can crash."),
    Hazard(name="CUDA", test=_cuda, sentence="A child process cannot share a live CUDA device."),
    Hazard(name="CuPy", test=_loaded("cupy"), sentence="A child process cannot share the CUDA device that CuPy uses."),
    Hazard(name="TensorFlow", test=_loaded("tensorflow"), sentence="A child process cannot use TensorFlow's threads."),
    Hazard(name="JAX", test=_loaded("jax"), sentence="A child process cannot use JAX's threads."),
    # Its pool starts with the first query that is not trivial; from then on every child waits for ever.
    Hazard(name="Polars", test=_loaded("polars"), sentence="A child process cannot use Polars' threads."),
    # Hung in about one child of five.
    Hazard(name="CatBoost", test=_loaded("catboost"), sentence="A child process cannot use CatBoost's threads."),
    Hazard(name="Spark", test=_spark, sentence="A child process cannot share a Spark session."),
    Hazard(name="Ray", test=_ray, sentence="A child process cannot share a connection to Ray."),
    # DuckDB in memory forks well; a file that two processes write is damaged.
    Hazard(name="database", test=_connection, sentence="A child process cannot share an open connection to a database."),
    # Asked last: where it can, it makes the process safe. One thread in the child would be no way out:
    # it adds up floats in another order, and what a model learns can hang on that.
    Hazard(name="OpenMP", test=lambda _: not thread_pools.pause_openmp(), sentence="A child process cannot use the threads of the OpenMP library that is loaded."),
)  # fmt: skip


def why_not_fork(reached: Mapping[str, Any], hazards: Iterable[Hazard] = HAZARDS) -> str:
    """Why this process must not be forked for a cell, as a sentence; empty if it can be.

    Parameters
    ----------
    reached : mapping
        The variables that the cell reaches.
    """
    for hazard in hazards:
        try:
            unsafe = hazard.test(reached)
        except Exception:
            # What cannot be told is taken for unsafe.
            unsafe = True
        if unsafe:
            return hazard.sentence
    return ""
