"""The machine and the versions that figures were taken with."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path


def description(packages: Iterable[str] = ("mlchecks-jupyter", "click", "sqlglot", "jinja2", "ruff")) -> str:
    """One line: processor, cores, system, Python and versions; no paths and no names of hosts."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = ", ".join(f"{name} {_version(name)}" for name in packages)
    return (
        f"{_processor()}, {cores} cores, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}; {versions}"
    )


def _processor() -> str:
    table = Path("/proc/cpuinfo")
    if table.is_file():
        for line in table.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(not installed)"
