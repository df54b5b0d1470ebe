"""The tables of random callables agree with the installed libraries: names, signatures, coverage.

What the callables draw from is settled by experiment in `test_library_draws`.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
import random
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any

import pytest

from mlchecks_jupyter.lineage import libraries
from mlchecks_jupyter.lineage.libraries.random_call import GLOBAL_SOURCES, RandomCall, SeedCall

pytestmark = pytest.mark.filterwarnings("ignore")

#: Held against their libraries by files of their own, or no table.
ELSEWHERE = {"boosting", "imbalanced_learn", "random_call", "scikit_learn", "varying"}
TABLES = tuple(
    importlib.import_module(f"{libraries.__name__}.{module.name}")
    for module in pkgutil.iter_modules(libraries.__path__)
    if module.name not in ELSEWHERE
)
CALLS: tuple[RandomCall, ...] = tuple(call for table in TABLES for call in getattr(table, "CALLS", ()))
SEEDS: tuple[SeedCall, ...] = tuple(seed for table in TABLES for seed in getattr(table, "SEEDS", ()))
Entry = RandomCall | SeedCall
ENTRIES: list[Entry] = [*CALLS, *SEEDS]
NAMES = frozenset(entry.name for entry in ENTRIES)

#: Libraries whose signatures are read where they are installed.
INSPECTED = ("dask", "networkx", "numpy", "optuna", "os", "pyspark", "random", "scipy", "secrets", "torch", "uuid")

#: Callables that only some releases have.
OTHER_RELEASES = {
    "networkx.maybe_regular_expander",
    "networkx.random_lobster",
    "networkx.random_tree",
    "numpy.random.random_integers",
    "optuna.integration.OptunaSearchCV",
    "optuna.samplers.MOTPESampler",
    "os.getrandom",
    "pyspark.sql.functions.random",
    "pyspark.sql.functions.randstr",
    "pyspark.sql.functions.uniform",
    "pyspark.sql.functions.uuid",
    "random.binomialvariate",
    "scipy.sparse.random_array",
    "torch.xpu.manual_seed",
    "torch.xpu.manual_seed_all",
    "uuid.uuid6",
    "uuid.uuid7",
}

#: Parameters that only some releases have, or that the signature hides behind `**options`.
OTHER_PARAMETERS = {
    ("dask.array.random.seed", "seed"),  # a wrapper hides the signature
    ("pyspark.sql.functions.shuffle", "seed"),
    ("scipy.stats.ttest_ind", "permutations"),
    ("scipy.stats.ttest_ind", "random_state"),
    *((name, "rng") for name in NAMES if name.startswith("scipy.")),
    *(
        (f"scipy.stats.sampling.{name}", "random_state")
        for name in (
            "DiscreteAliasUrn",
            "DiscreteGuideTable",
            "NumericalInverseHermite",
            "NumericalInversePolynomial",
            "SimpleRatioUniforms",
            "TransformedDensityRejection",
        )
    ),
}

WELL_FORMED = re.compile(r"[A-Za-z_]\w*(\.(\?|[A-Za-z_]\w*(\(\))?))*\.[A-Za-z_]\w*")


@cache
def resolve(name: str) -> Any:
    """The object of a dotted name, None where the installed release has none."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        try:
            return attrgetter(".".join(parts[end:]))(found)
        except (AttributeError, ImportError):
            return None
    return None


def parameters(thing: Callable[..., Any]) -> list[inspect.Parameter] | None:
    """The parameters of a callable, None where it tells none."""
    try:
        return list(inspect.signature(thing).parameters.values())
    except (TypeError, ValueError):
        return None


def inspected() -> Iterator[Entry]:
    for entry in ENTRIES:
        root = entry.name.split(".")[0]
        plain = "?" not in entry.name and "()" not in entry.name
        if root in INSPECTED and plain and importlib.util.find_spec(root) is not None:
            yield entry


def stated(entry: Entry) -> Iterator[tuple[str, int | None, object]]:
    """The parameters that a table states of a callable, each with its place and its default."""
    if isinstance(entry, SeedCall):
        yield entry.parameter, entry.position, inspect.Parameter.empty
        return
    yield entry.seed, entry.position, inspect.Parameter.empty
    for alternative in entry.when:
        for where in alternative:
            yield where.parameter, where.position, where.default


def test_names_are_well_formed() -> None:
    assert [name for name in NAMES if not WELL_FORMED.fullmatch(name)] == []


def test_no_callable_is_stated_twice() -> None:
    counts = Counter(entry.name for entry in ENTRIES)
    assert [name for name, count in counts.items() if count > 1] == []


def test_last_components_that_occur_twice_in_a_library_mean_the_same_seed() -> None:
    """Names are looked up by their last component, so two that share it are told apart badly."""
    places: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for call in CALLS:
        parts = call.name.split(".")
        if parts[0] not in ("numpy", "scipy", "dask", "cupy") and "?" not in parts:
            places.setdefault((parts[0], parts[-1]), set()).add((call.seed, call.source))
    assert {key: found for key, found in places.items() if len(found) > 1} == {}


def test_sources_are_ones_that_can_be_seeded() -> None:
    assert [seed.name for seed in SEEDS if not set(seed.sources) <= set(GLOBAL_SOURCES)] == []
    seeded = {source for seed in SEEDS for source in seed.sources}
    assert {call.source for call in CALLS} - seeded == {"entropy", "system", "engine"}


def test_conditions_never_speak_of_the_seed() -> None:
    faulty = [call.name for call in CALLS for row in call.when for where in row if where.parameter == call.seed]
    assert faulty == []


def test_every_name_exists_in_the_installed_library() -> None:
    missing = {entry.name for entry in inspected() if resolve(entry.name) is None}
    assert missing - OTHER_RELEASES == set()


def test_every_stated_parameter_exists_at_its_place() -> None:
    faults = []
    for entry in inspected():
        thing = resolve(entry.name)
        known = None if thing is None else parameters(thing)
        if known is None:
            continue
        for name, position, _ in stated(entry):
            if not name:
                continue
            found = {parameter.name: index for index, parameter in enumerate(known)}
            if name not in found:
                if (entry.name, name) not in OTHER_PARAMETERS:
                    faults.append(f"{entry.name} has no {name}")
            elif position is not None and found[name] != position:
                # SciPy's decorators put the newer name in the older one's place.
                newer = known[position].name if position < len(known) else ""
                if newer != "rng":
                    faults.append(f"{entry.name}: {name} is at {found[name]}, not {position}")
    assert faults == []


def test_every_condition_states_the_default() -> None:
    faults = []
    for entry in inspected():
        if not isinstance(entry, RandomCall) or not entry.when:
            continue
        thing = resolve(entry.name)
        known = None if thing is None else parameters(thing)
        defaults = {parameter.name: parameter.default for parameter in known or ()}
        for name, _, default in stated(entry):
            stated_default = default is not inspect.Parameter.empty and name in defaults
            if stated_default and defaults[name] is not inspect.Parameter.empty and defaults[name] != default:
                faults.append(f"{entry.name}: {name} is {defaults[name]!r} by default, not {default!r}")
    assert faults == []


def test_callables_without_a_seed_have_none() -> None:
    names = {"seed", "random_state", "rng", "generator"}
    faulty = []
    for entry in inspected():
        thing = resolve(entry.name)
        known = parameters(thing) if isinstance(entry, RandomCall) and not entry.seed and thing is not None else None
        aliases = entry.aliases if isinstance(entry, RandomCall) else ()
        taken = (parameter.name for parameter in known or () if parameter.name in names)
        faulty += [f"{entry.name} takes {name}" for name in taken if name not in aliases]
    assert faulty == []


def test_methods_have_their_seed() -> None:
    polars = pytest.importorskip("polars")
    pandas = pytest.importorskip("pandas")
    owners = {
        "pandas.?.sample": (pandas.DataFrame, pandas.Series, type(pandas.DataFrame({"a": []}).groupby("a"))),
        "polars.?.sample": (polars.DataFrame, polars.Series, polars.Expr),
        "polars.?.shuffle": (polars.Series, polars.Expr),
    }
    for name, classes in owners.items():
        call = next(call for call in CALLS if call.name == name)
        for owner in classes:
            known = list(inspect.signature(getattr(owner, name.rsplit(".", 1)[-1])).parameters)
            assert call.seed in known, owner
            assert call.position is None or known[call.position + 1] == call.seed, owner


def test_random_is_covered() -> None:
    not_drawing = {"seed", "getstate", "setstate"}
    assert {f"random.{name}" for name in random.__all__ if name not in not_drawing} - NAMES == set()


def test_no_token_has_a_seed_and_no_pick_of_elements_is_one() -> None:
    tokens = {call.name for call in CALLS if call.token}
    assert {call.source for call in CALLS if call.token} == {"system"}
    picks = {"secrets.choice", "secrets.randbelow", "tensorflow.random.Generator.from_non_deterministic_state"}
    assert {call.name for call in CALLS if call.source == "system"} - tokens == picks


def test_secrets_is_covered() -> None:
    assert {f"secrets.{name}" for name in secrets.__all__ if name != "compare_digest"} - NAMES == set()


def test_numpy_is_covered() -> None:
    numpy = pytest.importorskip("numpy")
    not_drawing = {
        "BitGenerator",  # abstract
        "Generator",  # takes a bit generator, which is the one that is seeded
        "get_bit_generator",
        "get_state",
        "set_bit_generator",
        "set_state",
        "test",  # runs NumPy's own tests
    }
    public = {name for name in dir(numpy.random) if not name.startswith("_")}
    drawing = {name for name in public - not_drawing if callable(getattr(numpy.random, name))}
    assert {f"numpy.random.{name}" for name in drawing} - NAMES == set()


def seedable(module: Any, names: frozenset[str]) -> Iterator[str]:
    """The public callables of a module that take a seed under one of the names, and so may draw."""
    for name in dir(module):
        thing = getattr(module, name)
        if name.startswith("_") or inspect.ismodule(thing) or not callable(thing):
            continue
        if names & {parameter.name for parameter in parameters(thing) or ()}:
            yield name


SCIPY_MODULES = (
    "cluster.hierarchy",
    "cluster.vq",
    "integrate",
    "interpolate",
    "linalg",
    "linalg.interpolative",
    "ndimage",
    "optimize",
    "signal",
    "sparse",
    "sparse.linalg",
    "spatial",
    "spatial.transform",
    "stats",
    "stats.mstats",
    "stats.qmc",
    "stats.sampling",
)

SCIPY_OTHERWISE_COVERED = {
    "cluster.vq.check_random_state": "makes a generator of what it is given",
    "interpolate.BarycentricInterpolator": "permutes the nodes: the same values up to rounding",
    "interpolate.barycentric_interpolate": "permutes the nodes: the same values up to rounding",
    "linalg.interpolative.estimate_rank": "an estimate that is the same within its precision",
    "linalg.interpolative.estimate_spectral_norm": "an estimate that is the same within its precision",
    "linalg.interpolative.estimate_spectral_norm_diff": "an estimate that is the same within its precision",
    "linalg.interpolative.interp_decomp": "a decomposition that is the same within its precision",
    "linalg.interpolative.svd": "a decomposition that is the same within its precision",
    "sparse.linalg.eigs": "the start is drawn, and only since 1.17: the same values up to the sign",
    "sparse.linalg.eigsh": "the start is drawn, and only since 1.17: the same values up to the sign",
    "stats.dirichlet_multinomial": "a distribution that cannot draw",
    "stats.iqr": "`rng` is a range of percentiles",
    "stats.qmc.QMCEngine": "abstract",
    "stats.rv_continuous": "a distribution: its `rvs` draws",
    "stats.rv_discrete": "a distribution: its `rvs` draws",
}


def test_scipy_is_covered() -> None:
    stats = pytest.importorskip("scipy.stats")
    left = set()
    for module_name in SCIPY_MODULES:
        module = importlib.import_module(f"scipy.{module_name}")
        for name in seedable(module, frozenset({"rng", "random_state", "seed"})):
            # A distribution is called to freeze it; what draws is `rvs`.
            distribution = hasattr(getattr(module, name), "rvs") and not inspect.isclass(getattr(module, name))
            if not distribution:
                left.add(f"{module_name}.{name}")
    assert {name for name in left if f"scipy.{name}" not in NAMES} - set(SCIPY_OTHERWISE_COVERED) == set()
    assert "scipy.?.rvs" in NAMES
    drawing = {name for name in dir(stats) if isinstance(getattr(stats, name), stats.rv_continuous | stats.rv_discrete)}
    assert len(drawing) > 100
    assert all(callable(getattr(stats, name).rvs) for name in drawing)


def test_networkx_is_covered() -> None:
    networkx = pytest.importorskip("networkx")
    converging = {"algebraic_connectivity", "fiedler_vector", "spectral_bisection", "spectral_ordering"}
    names = {f"networkx.{name}" for name in seedable(networkx, frozenset({"seed"})) if name not in converging}
    for part in ("approximation", "bipartite", "community"):
        module = getattr(networkx, part)
        own = {name for name in seedable(module, frozenset({"seed"})) if not hasattr(networkx, name)}
        names |= {f"networkx.{part}.{name}" for name in own - converging}
    assert names - NAMES == set()


def test_optuna_is_covered() -> None:
    optuna = pytest.importorskip("optuna")
    fixed = {"GridSampler"}
    samplers = set(seedable(optuna.samplers, frozenset({"seed"}))) - fixed
    assert {f"optuna.samplers.{name}" for name in samplers} - NAMES == set()


def test_polars_is_covered() -> None:
    polars = pytest.importorskip("polars")
    drawing = set()
    for owner in (polars.DataFrame, polars.LazyFrame, polars.Series, polars.Expr):
        for name in seedable(owner, frozenset({"seed"})):
            default = inspect.signature(getattr(owner, name)).parameters["seed"].default
            # `hash` has a constant seed.
            if default is None:
                drawing.add(f"polars.?.{name}")
    assert drawing - NAMES == set()


def test_pandas_is_covered() -> None:
    pandas = pytest.importorskip("pandas")
    owners = (pandas.DataFrame, pandas.Series, type(pandas.DataFrame({"a": []}).groupby("a")))
    drawing = {name for owner in owners for name in seedable(owner, frozenset({"random_state", "seed"}))}
    assert drawing == {"sample"}


def test_torch_functions_are_covered() -> None:
    torch = pytest.importorskip("torch")
    drawing = {
        name
        for name in dir(torch)
        if not name.startswith("_") and ":class:`torch.Generator`" in str(getattr(torch, name).__doc__)
    }
    not_drawing = {"Generator", "get_rng_state", "manual_seed", "set_rng_state", "thread_safe_generator"}
    assert {f"torch.{name}" for name in drawing - not_drawing} - NAMES == set()


def test_torch_layers_and_initialisers_are_covered() -> None:
    torch = pytest.importorskip("torch")
    constant = re.compile(r"(Lazy)?(Batch|Group|Instance|Layer|RMS|SyncBatch)Norm\w*|PReLU|RNN(Cell)?Base")
    layers = {
        name
        for name, thing in vars(torch.nn).items()
        if inspect.isclass(thing) and hasattr(thing, "reset_parameters") and not constant.fullmatch(name)
    }
    assert {f"torch.nn.{name}" for name in layers} - NAMES == set()
    initialisers = {name for name in seedable(torch.nn.init, frozenset({"generator"})) if name.endswith("_")}
    assert {f"torch.nn.init.{name}" for name in initialisers} - NAMES == set()
