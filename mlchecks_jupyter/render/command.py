"""The commands that a rendering tells its reader to type."""

from __future__ import annotations

import shlex

from mlchecks_jupyter.core.checklist import ChecklistItem
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.render.printable import one_line


def explain(check: str) -> str:
    """The command that shows a check's page."""
    return f"mlchecks explain {shlex.quote(one_line(check))}"


def audit(notebook: Notebook) -> str:
    """The command that writes the audit page; a notebook without a file is called NOTEBOOK."""
    path = one_line(notebook.path)
    return f"mlchecks audit {shlex.quote(path) if path else 'NOTEBOOK'} -o audit.html"


def sign(item: ChecklistItem) -> str:
    """The magic by which a person signs an item."""
    return f'%checklist sign {item.id} "reason" --by NAME'


def sign_again(item: ChecklistItem) -> str:
    """The magic that renews a sign-off: who signs is known."""
    return f'%checklist sign {item.id} "reason"'


def waive(check: str) -> str:
    """The magic by which a person accepts what a check found."""
    return f'%checklist waive {one_line(check)} "reason"'


def undo(what: str) -> str:
    """The magic that takes back the sign-off of an item or the waiver of a check."""
    return f"%checklist undo {one_line(what)}"
