"""Runs an example notebook in a real kernel, audits it, and says what to look at: `make demo`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import nbformat
from nbclient import NotebookClient

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
NOTEBOOK: Final = HERE / "S3_split.ipynb"
OUT: Final = ROOT / "build" / "demo"


def main() -> int:
    """Run, check, audit; the exit code."""
    executed = OUT / NOTEBOOK.name
    OUT.mkdir(parents=True, exist_ok=True)
    run(NOTEBOOK, executed)
    print("\n$ mlchecks check", shown(executed), "--fail-on never", flush=True)
    # The notebook shows faults on purpose: what it breaks is the demo, not a failure of it.
    mlchecks("check", shown(executed), "--fail-on", "never")
    page = OUT / "audit.html"
    print("\n$ mlchecks audit", shown(executed), "-o", shown(page), flush=True)
    mlchecks("audit", shown(executed), "-o", shown(page))
    tool = Path(sys.executable).with_name("mlchecks")
    print(f"""
The audit page: {page}
Next:
  open that page in a browser
  {shown(tool)} explain unordered-query
  {shown(tool)} check YOUR.ipynb
  in a notebook whose kernel has mlchecks-jupyter: %load_ext mlchecks_jupyter, then %audit""")
    return 0


def run(source: Path, target: Path) -> None:
    """Execute a notebook from top to bottom and save the executed copy."""
    notebook = nbformat.read(source, as_version=4)
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    done = 0

    def progress(**_: Any) -> None:
        nonlocal done
        done += 1
        end = "\r" if sys.stdout.isatty() else "\n"
        print(f"Running {shown(source)}: code cell {done} of {total}", end=end, flush=True)

    began = time.perf_counter()
    resources = {"metadata": {"path": str(source.parent)}}
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources=resources,
        on_cell_execute=progress,
        # It warns that messages within this machine are not encrypted, which nobody here can change.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    # As a Jupyter server does, tell the kernel which file it serves.
    client.execute(env={**os.environ, "JPY_SESSION_NAME": str(source)})
    nbformat.write(notebook, target)
    print(f"\nRan {total} code cells in {time.perf_counter() - began:.0f} s: {shown(target)}")


def mlchecks(*arguments: str) -> None:
    """Call the command line as a user does, in the project's folder."""
    subprocess.run([Path(sys.executable).with_name("mlchecks"), *arguments], cwd=ROOT, check=True)


def shown(path: Path) -> str:
    """A path as it is typed from the project's folder."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    sys.exit(main())
