"""The tools that stand beside: ruff, and the notebook linters of PyPI in an environment of their own."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.measure import ROOT, WORK, BenchmarkError, Job

_ENVIRONMENT: Final = WORK / "peers"
_SCRIPTS: Final = "Scripts" if sys.platform == "win32" else "bin"

#: Distributions that other benchmarks need in that environment, beside this project.
_COMPANY: Final = ("ipykernel", "jupyter_client", "watermark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A notebook linter and how it is called on files."""

    name: str
    command: Callable[[str, Sequence[str]], list[str]]
    codes: tuple[int, ...] = (0,)


LINTERS: Final = (
    Peer(
        name="sciaudit",
        command=lambda tool, files: [tool, "--format", "json", "--exit-code-strategy", "always-zero", *files],
    ),
    Peer(name="nborder", command=lambda tool, files: [tool, "check", "--exit-zero", "--output-format", "json", *files]),
    Peer(
        name="waldean",
        command=lambda tool, files: [tool, "check", "--keep-going", "--format", "json", *files],
        codes=(0, 1, 2),  # 1 and 2 for findings
    ),
    Peer(
        name="notebookproof",
        # It has no command of its own.
        command=lambda tool, files: [
            str(Path(tool).with_name("python")),
            "-c",
            "import sys, notebookproof\nfor file in sys.argv[1:]: notebookproof.check(file)",
            *files,
        ],
    ),
)


def python() -> Path:
    """The interpreter of the peers' environment, made on the first call."""
    interpreter = _ENVIRONMENT / _SCRIPTS / "python"
    if not interpreter.exists():
        venv.create(_ENVIRONMENT, with_pip=True)
    return interpreter


@cache
def install(*requirements: str) -> str:
    """Install into the peers' environment; "" or, where that fails, pip's last line."""
    command = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip().rpartition("\n")[2] or "pip failed"


def install_company() -> str:
    """Install this project, a kernel and watermark; "" or what went wrong."""
    return install(*_COMPANY, "--editable", str(ROOT))


def linter_job(peer: Peer, files: Sequence[str]) -> Job:
    """The job of a linter on these files.

    Raises
    ------
    BenchmarkError
        If it cannot be installed here.
    """
    failure = install(peer.name)
    if failure:
        raise BenchmarkError(f"{peer.name} does not install here: {failure}")
    tool = str(_ENVIRONMENT / _SCRIPTS / peer.name)
    return Job(name=peer.name, command=peer.command(tool, files), codes=peer.codes)


def ruff(*options: str) -> list[str]:
    """The command line of ruff as installed beside this interpreter, without a cache and without a configuration."""
    tool = Path(sysconfig.get_path("scripts")) / "ruff"
    return [str(tool), "check", "--no-cache", "--isolated", "--quiet", "--exit-zero", *options]


def mlchecks(*arguments: str) -> list[str]:
    """The command line of this project's tool."""
    return [str(Path(sysconfig.get_path("scripts")) / "mlchecks"), *arguments]
