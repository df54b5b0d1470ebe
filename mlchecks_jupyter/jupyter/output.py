"""What a magic shows in its cell's output: HTML and text of the same, and the evidence to keep there."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from mlchecks_jupyter.core.finding import JSON
from mlchecks_jupyter.core.reading import EVIDENCE_MIME
from mlchecks_jupyter.render.printable import printable
from mlchecks_jupyter.render.prose import parts

if TYPE_CHECKING:
    from IPython.core.display_functions import DisplayHandle


def show(
    text: str,
    html: str,
    *,
    notes: Sequence[str] = (),
    bundle: dict[str, JSON] | None = None,
    instead_of: DisplayHandle | None = None,
) -> None:
    """Display a rendering, with sentences below it.

    Parameters
    ----------
    notes : sequence of str
        Sentences; what stands in backticks is code.
    bundle : dict or None
        Evidence for the notebook's file to keep, as `core.bundle.bundle` makes it.
    instead_of : DisplayHandle or None
        An earlier display of this cell whose place it takes.
    """
    from IPython.display import display

    data: dict[str, object] = {
        "text/plain": text + "".join(f"{note}\n" for note in notes),
        "text/html": html + "".join(map(_paragraph, notes)),
    }
    if bundle is not None:
        data[EVIDENCE_MIME] = bundle
    if instead_of is not None:
        instead_of.update(data, raw=True)
    else:
        display(data, raw=True)


def _paragraph(sentence: str) -> str:
    inside = "".join(
        f"<code>{escape(part.text)}</code>" if part.is_code else escape(part.text)
        for part in parts(printable(sentence))
    )
    return f'<p style="margin: 6px 0 0; font-size: 13px">{inside}</p>'
