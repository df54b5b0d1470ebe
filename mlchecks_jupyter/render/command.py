"""The commands that a rendering tells its reader to type."""

from __future__ import annotations

import shlex

from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.render.printable import one_line


def explain(check: str) -> str:
    """The command that shows a check's page."""
    return f"mlchecks explain {shlex.quote(one_line(check))}"


def audit(notebook: Notebook) -> str:
    """The command that writes the audit page; a notebook without a file is called NOTEBOOK."""
    path = one_line(notebook.path)
    return f"mlchecks audit {shlex.quote(path) if path else 'NOTEBOOK'} -o audit.html"
