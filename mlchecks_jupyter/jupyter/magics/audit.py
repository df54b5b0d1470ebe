"""The magic `%audit`: the checklist of this notebook, in the output or as a page."""

from __future__ import annotations

import argparse
import inspect
import os
import shlex
from html import escape
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from mlchecks_jupyter.core.notebook import Notebook


def run(shell: InteractiveShell, line: str) -> None:
    """Audit this notebook against the checklist.

    %audit                   the checklist, here in the output
    %audit -o audit.html     and as a page for a reviewer (.html, .md or .json)
    %audit other.ipynb       of another notebook or script

    The notebook is read as saved, never run: save it first.
    """
    from IPython.core.error import UsageError
    from IPython.display import display

    from mlchecks_jupyter import session
    from mlchecks_jupyter.core.reading import NotebookError
    from mlchecks_jupyter.render import html, text

    arguments = _parse(line)
    if arguments.help:
        print(inspect.cleandoc(run.__doc__ or ""))
        return
    try:
        notebook, note = _notebook(shell, arguments.notebook)
        report = session.audit_notebook(notebook)
        if arguments.output:
            session.write_audit(report, arguments.output)
    except (NotebookError, session.AuditError) as error:
        raise UsageError(f"%audit: {error}") from None
    lines = [note] if note else []
    if arguments.output:
        lines.append(f"The audit is in {arguments.output}.")
    else:
        lines.append("Type `%audit -o audit.html` for the page to hand to a reviewer.")
    plain = text.render_checklist(report, colour=False) + "".join(f"{line}\n" for line in lines)
    notes = "".join(map(_paragraph, lines))
    display({"text/plain": plain, "text/html": html.render_summary(report) + notes}, raw=True)


def _paragraph(sentence: str) -> str:
    """A sentence below the summary, what stands in backticks as code."""
    from mlchecks_jupyter.render.printable import printable
    from mlchecks_jupyter.render.prose import parts

    inside = "".join(
        f"<code>{escape(part.text)}</code>" if part.is_code else escape(part.text)
        for part in parts(printable(sentence))
    )
    return f'<p style="margin: 6px 0 0; font-size: 13px">{inside}</p>'


def _notebook(shell: InteractiveShell, named: str | None) -> tuple[Notebook, str]:
    from mlchecks_jupyter.core.reading import read
    from mlchecks_jupyter.jupyter.notebook_file import current_notebook

    return (read(named), "") if named else current_notebook(shell)


class _Parser(argparse.ArgumentParser):
    """An argument parser that explains itself in one sentence instead of leaving the kernel."""

    def error(self, message: str) -> NoReturn:
        from IPython.core.error import UsageError

        raise UsageError(f"%audit: {message}; type `%audit -o audit.html` or `%audit?`.")


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if os.name == "nt":
        lexer.escape = ""  # there a backslash parts folders
    return list(lexer)


def _parse(line: str) -> argparse.Namespace:
    from IPython.core.error import UsageError

    parser = _Parser(prog="%audit", add_help=False)
    parser.add_argument("notebook", nargs="?", type=os.path.expanduser)
    parser.add_argument("-o", "--output", type=os.path.expanduser)
    parser.add_argument("-h", "--help", action="store_true")
    try:
        return parser.parse_args(_words(line))
    except ValueError as error:
        raise UsageError(f"%audit: {error}; check the quotes.") from None
