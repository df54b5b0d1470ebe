"""The magic `%audit`: the checklist of this notebook, in the output or as a page."""

from __future__ import annotations

import argparse
import inspect
import os
from typing import TYPE_CHECKING

from mlchecks_jupyter.jupyter.arguments import MagicParser

if TYPE_CHECKING:
    from mlchecks_jupyter.jupyter.watching import Watching


def run(watching: Watching, line: str) -> None:
    """Audit this notebook against the checklist.

    %audit                   the checklist, here in the output
    %audit -o audit.html     and as a page for a reviewer (.html, .md or .json)
    %audit other.ipynb       of another notebook or script

    The notebook is read as saved, never run: save it first.
    """
    from IPython.core.error import UsageError

    from mlchecks_jupyter import session
    from mlchecks_jupyter.core.reading import NotebookError
    from mlchecks_jupyter.jupyter.notebook_file import current_notebook
    from mlchecks_jupyter.jupyter.output import show
    from mlchecks_jupyter.render import html, text

    arguments = _parse(line)
    if arguments.help:
        print(inspect.cleandoc(run.__doc__ or ""))
        return
    try:
        if arguments.notebook:
            report, lines = session.audit(arguments.notebook), []
        else:
            notebook, note = current_notebook(watching.shell, watching.ran)
            history, problems = watching.history(notebook)
            report, lines = session.audit_notebook(notebook, history=history), [note, *problems]
        if arguments.output:
            session.write_audit(report, arguments.output)
    except (NotebookError, session.AuditError) as error:
        raise UsageError(f"%audit: {error}") from None
    if arguments.output:
        lines.append(f"The audit is in {arguments.output}.")
    else:
        lines.append("Type `%audit -o audit.html` for the page to hand to a reviewer.")
    show(text.render_checklist(report, colour=False), html.render_summary(report), notes=lines)


def _parse(line: str) -> argparse.Namespace:
    parser = MagicParser("%audit", "type `%audit -o audit.html` or `%audit?`")
    parser.add_argument("notebook", nargs="?", type=os.path.expanduser)
    parser.add_argument("-o", "--output", type=os.path.expanduser)
    return parser.parse_line(line)
