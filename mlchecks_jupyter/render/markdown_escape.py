"""Text made safe for Markdown as GitHub reads it: no markup, link, mention or table cell comes out of data."""

from __future__ import annotations

import re
from typing import Final

from mlchecks_jupyter.render.printable import one_line, printable
from mlchecks_jupyter.render.prose import parts

_SPECIAL: Final = re.compile(r"[\\`*_\[\]>~&$|]")
# Special only where a line starts with it.
_BLOCK: Final = re.compile(r"[#+=-]|\d+(?=[.)])")
# GitHub links these without any markup, and a mention mails people. Nothing is seen of a zero-width
# space, and it ends the match.
_LINKED: Final = re.compile(r"(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=GH-)(?=\d)|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_BREAK: Final = "\u200b"


def prose(text: str) -> str:
    """A sentence on one line: what stands between backticks stays code, all else is escaped."""
    line = one_line(text)
    written = [code(part.text) if part.is_code else _escaped(part.text) for part in parts(line)]
    block = _BLOCK.match(line)
    if block is not None:
        # A digit takes no backslash, the point or bracket after it does.
        at = block.end() if block[0].isdigit() else 0
        written[0] = f"{written[0][:at]}\\{written[0][at:]}"
    return "".join(written)


def _escaped(text: str) -> str:
    broken = _LINKED.sub(_BREAK, text)
    return _SPECIAL.sub(r"\\\g<0>", broken).replace("<", "&lt;")


def code(text: str) -> str:
    """A code span on one line, fenced by more backticks than the text has in a row."""
    line = one_line(text)
    if not line:
        return "(empty)"
    fence = "`" * (_longest_run(line) + 1)
    pad = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def code_cell(text: str) -> str:
    """A code span inside a table, where a bar ends the cell even in code."""
    return code(text).replace("|", "\\|")


def fenced(text: str) -> str:
    """A code block, fenced by more backticks than the text has in a row."""
    shown = printable(text)
    fence = "`" * max(3, _longest_run(shown) + 1)
    return f"{fence}text\n{shown}\n{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
