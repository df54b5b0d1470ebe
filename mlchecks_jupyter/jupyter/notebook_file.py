"""Which notebook this kernel serves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from mlchecks_jupyter.core.notebook import Notebook


def current_path(shell: InteractiveShell) -> Path | None:
    """The notebook's file, as the front end tells its kernel; None where it does not.

    Jupyter Server (2.0 and later) sets JPY_SESSION_NAME, VS Code a variable in the namespace.
    """
    for named in (os.environ.get("JPY_SESSION_NAME"), shell.user_ns.get("__vsc_ipynb_file__")):
        if not isinstance(named, str) or not named.endswith(".ipynb"):
            continue
        # Collaborative servers put the drive's name before the path, or before its last part.
        path = Path(named.removeprefix("RTC:"))
        name = path.name.removeprefix("RTC:")
        for candidate in (path, path.with_name(name), Path(name)):
            if candidate.is_file():
                return _from_here(candidate)
    return None


def _from_here(path: Path) -> Path:
    """The path from the working folder where it lies below: what is shown is saved with the notebook."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def current_notebook(shell: InteractiveShell, ran: Mapping[str, str]) -> tuple[Notebook, str]:
    """The notebook as saved, or the cells run so far, and a sentence that says which.

    Parameters
    ----------
    ran : mapping of str to str
        The cells that ran, in the order in which each did first: id (or digest) to its latest source.

    Raises
    ------
    NotebookError
        If the file cannot be read as a notebook.
    """
    from mlchecks_jupyter.core.reading import from_sources, read

    path = current_path(shell)
    if path is None:
        note = "The file of this notebook is not known here, so the cells run so far were read; `%audit NOTEBOOK.ipynb` reads a file."
        return from_sources(ran.values(), ids=list(ran)), note
    notebook = read(path)
    saved = {cell.source.strip() for cell in notebook.cells}
    latest = _latest(shell)
    if latest and latest not in saved:
        return (
            notebook,
            f"{path} was read as saved, without the latest edits; save the notebook and run this again to include them.",
        )
    return notebook, f"{path} was read as saved."


def _latest(shell: InteractiveShell) -> str:
    """The source of the cell that runs now, as typed: `In` holds it with its magics rewritten."""
    history = shell.history_manager
    return history.input_hist_raw[-1].strip() if history and history.input_hist_raw else ""


def ran_before(shell: InteractiveShell) -> list[str]:
    """The sources of the cells run in this session so far, as typed."""
    history = shell.history_manager
    return [source for source in history.input_hist_raw if source.strip()] if history else []
