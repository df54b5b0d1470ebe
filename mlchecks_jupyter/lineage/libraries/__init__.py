"""What is known of the libraries that notebooks use: one module a library, and one index over all.

A module states its facts in `CALLS` (callables that draw random numbers), `SIZE_DEPENDENT` (those
that do so only on data of some size), `LEGACY` (those that the library has dropped) and `SEEDS` (callables
that seed process-wide generators). Adding a library is adding a module.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall

Entry = RandomCall | SeedCall

#: Packages that offer another's names under their own.
_SAME_PACKAGE: Final = (
    ("tensorflow.compat.v1.", "tensorflow."),
    ("tensorflow.compat.v2.", "tensorflow."),
    ("tensorflow.python.keras.", "keras."),
    ("tensorflow.keras.", "keras."),
    ("tf_keras.", "keras."),
    ("pytorch_lightning.", "lightning."),
    ("lightning.pytorch.", "lightning."),
    ("lightning_fabric.", "lightning."),
    ("numpy.random.mtrand.", "numpy.random."),
    ("jax.numpy.", "jaxnumpy."),
    ("modin.pandas.", "pandas."),
    ("dask.dataframe.dask_expr.", "dask."),
    ("sklearnex.", "sklearn."),
    ("daal4py.sklearn.", "sklearn."),
)

#: Packages in which the last component alone does not tell callables apart.
_FULL_NAMES: Final = frozenset({"numpy", "random", "uuid", "os", "secrets", "scipy", "dask", "cupy", "builtins"})

#: What `import *` of a module brings besides random callables, as far as it matters to them.
_BRINGS: Final[dict[str, dict[str, str]]] = {
    "sklearn.pipeline": {
        name: f"sklearn.pipeline.{name}" for name in ("Pipeline", "make_pipeline", "FeatureUnion", "make_union")
    },
    "sklearn.model_selection": {
        name: f"sklearn.model_selection.{name}"
        for name in ("GridSearchCV", "cross_val_score", "cross_val_predict", "cross_validate", "validation_curve")
    },
    "pylab": {"np": "numpy", "plt": "matplotlib.pyplot"},
    "fastai": {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "torch": "torch", "random": "random"},
}

#: Callables that return their first argument as far as its text or value matters.
PASSES_THROUGH: Final = frozenset(
    {
        "sqlalchemy.text",
        "sqlalchemy.sql.text",
        "sqlalchemy.sql.expression.text",
        "textwrap.dedent",
        "inspect.cleandoc",
        "copy.copy",
        "copy.deepcopy",
        "numpy.int32",
        "numpy.int64",
        "numpy.uint32",
        "numpy.asarray",
        "sklearn.utils.check_random_state",
        "sklearn.utils.validation.check_random_state",
        "tqdm.tqdm",
        "tqdm.auto.tqdm",
        "tqdm.notebook.tqdm",
        "tqdm.tqdm_notebook",
        "tqdm.autonotebook.tqdm",
    }
)


def canonical(path: str) -> str:
    """The name under which a callable is known: ``tensorflow.keras.Model`` is ``keras.Model``."""
    for prefix, name in _SAME_PACKAGE:
        if path.startswith(prefix):
            return name + path[len(prefix) :]
    if path.startswith("pylab."):
        return f"numpy.random.{path[6:]}"
    return path


def _modules() -> Iterator[object]:
    for module in pkgutil.iter_modules(__path__):
        if module.name != "random_call":
            yield importlib.import_module(f"{__name__}.{module.name}")


def _index() -> dict[str, tuple[Entry, ...]]:
    index: dict[str, tuple[Entry, ...]] = {}
    for module in _modules():
        tables = ("CALLS", "LEGACY", "SEEDS", "SIZE_DEPENDENT")
        for entry in (entry for table in tables for entry in getattr(module, table, ())):
            last = entry.name.rsplit(".", 1)[-1]
            index[last] = (*index.get(last, ()), entry)
    return index


_INDEX: Final = _index()
_ROOTS: Final = frozenset(entry.name.split(".", 1)[0] for entries in _INDEX.values() for entry in entries)


@functools.cache
def _packages() -> frozenset[str]:
    """Every package and module that a known callable lies in."""
    found: set[str] = set()
    for entries in _INDEX.values():
        for entry in entries:
            parts = entry.name.split(".")
            found.update(".".join(parts[:count]) for count in range(1, len(parts)))
    return frozenset(found)


def names() -> frozenset[str]:
    """The last components of all that is known."""
    return frozenset(_INDEX)


def find(path: str, last: str) -> Entry | None:
    """What is known of the callable at `path`, whose last component is `last`."""
    entries = _INDEX.get(last)
    if entries is None:
        return None
    path = canonical(path)
    root = path.split(".", 1)[0].removesuffix("()")
    bound = "()" in path or "?" in path
    for entry in entries:
        if entry.name == path:
            return entry
    for entry in entries:
        entry_root = entry.name.split(".", 1)[0]
        if entry_root != root:
            continue
        if ".?." in entry.name:
            return entry
        if not bound and root not in _FULL_NAMES:
            return entry
    return None


def only_on_some_sizes(entry: RandomCall) -> RandomCall | None:
    """What else is known of a callable: that it draws on data of some size."""
    for other in _INDEX[entry.name.rsplit(".", 1)[-1]]:
        if isinstance(other, RandomCall) and other.size and other.name == entry.name:
            return other
    return None


def methods(last: str) -> Iterator[RandomCall]:
    """The random methods of this name, of whatever library's objects."""
    for entry in _INDEX.get(last, ()):
        if isinstance(entry, RandomCall) and ".?." in entry.name:
            yield entry


def is_known(root: str) -> bool:
    """Whether a package's random callables are known, so that others of its names draw nothing."""
    return root in _ROOTS


def exported(module: str, name: str) -> str | None:
    """The path of a name that ``from module import *`` brings, None where that is not known."""
    brought = _BRINGS.get(module, _BRINGS.get(module.split(".", 1)[0], {})).get(name)
    if brought is not None:
        return brought
    path = f"{module}.{name}"
    if canonical(path) in _packages():
        return path
    entry = find(path, name)
    if entry is None:
        return None
    home = entry.name.rsplit(".", 1)[0]
    offered = canonical(path).rsplit(".", 1)[0]
    return path if home.startswith(offered) or offered.startswith(home) else None
