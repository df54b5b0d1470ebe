"""Captures the environment an audit is made in; reads metadata, imports nothing of the user's."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Collection

from mlchecks_jupyter.core.environment import Environment


def environment_of(modules: Collection[str]) -> Environment:
    """The interpreter, the platform, and what is installed of the modules that a notebook imports.

    Parameters
    ----------
    modules : collection of str
        Top-level names of imported modules; the standard library's are left out.
    """
    return Environment(
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        platform=platform.platform(),
        hash_seed=os.environ.get("PYTHONHASHSEED") or "random",
        packages=_versions(sorted(set(modules) - sys.stdlib_module_names)),
    )


def _versions(modules: Collection[str]) -> dict[str, str | None]:
    from importlib import metadata  # late: it costs as much as all the rest

    versions: dict[str, str | None] = {}
    left: list[str] = []
    for module in modules:
        try:
            versions[module] = metadata.version(module)
        except metadata.PackageNotFoundError:
            left.append(module)
    # Most distributions are named like their module; finding the others means reading all of them.
    providers = metadata.packages_distributions() if left else {}
    for module in left:
        versions.update({name: _version(name) for name in providers.get(module, ())} or {module: None})
    return dict(sorted(versions.items()))


def _version(distribution: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:  # its metadata is damaged
        return None
