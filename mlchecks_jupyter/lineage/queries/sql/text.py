"""SQL text before it is parsed: does it look like a query, and what stands in it for the unknown?"""

from __future__ import annotations

import re
from typing import Final

from mlchecks_jupyter.lineage.interpreter.values import HOLE

# Placeholders are overwritten by this letter, as often as they are long, so that positions in the
# text stay true. It counts as a letter in every SQL tokenizer and stands in no real query.
_FILLER: Final = "\u01c2"

# Possessive, so that text made of many comments cannot make the search backtrack for ever.
_LEAD = rf"(?:[\s(;\ufeff]|--[^\n]*+|\#[^\n]*+|/\*.*?\*/|\{{[%#{{].*?[%#}}]\}}|{HOLE}\b)*+"
_NAME = r"""(?:'[^'\n]*'|"[^"\n]*"|`[^`\n]*`|\[[^]\n]*\]|[\w.$*/:-]+)"""
_LOOKS = re.compile(
    _LEAD
    + rf"""(?:
      SELECT\b
    | WITH\s+(?:RECURSIVE\s+)?{_NAME}\s*(?:\([^()]*\)\s*)?AS\b
    | VALUES\s*\(
    | TABLE\s+{_NAME}\s*(?:;\s*)?$
    | FROM\s+{_NAME}\s*(?:\([^;]*\)\s*)?(?:$|;|\|>|(?:SELECT|WHERE|ORDER\s+BY|GROUP\s+BY|LIMIT|USING\s+SAMPLE|JOIN)\b)
    | (?:CREATE\s|INSERT\s|COPY\s*\()(?=.*\b(?:SELECT|FROM)\b)
    | (?:USE|SET|PRAGMA|DECLARE|DROP|DELETE|UPDATE|ALTER|BEGIN|INSTALL|LOAD|ATTACH|TRUNCATE)\b
      (?=.*;\s*(?:SELECT|WITH|CREATE|INSERT)\b)
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)

_TEMPLATE_BLOCK = re.compile(r"\{%[^%]*+%\}|\{\#[^#]*+\#\}")
_PLACEHOLDER = re.compile(
    r"""\{\{[^{}]*+\}\}                                    # Jinja
      | \$?\{\s*+[\w.\[\]]*+\s*+(?:![rsa])?(?::[^{}'"\n]*)?\}  # str.format, shell and Spark variables
      | %\(\w+\)[sdfir] | %[sdfir](?!\w)                  # DB-API pyformat and format
      | (?<![\w:"'\])`]):(?=[A-Za-z_])\w+(?!:)            # DB-API named; not a cast or a path
      | (?<![\w$])\$(?:\d+|[A-Za-z_]\w*)(?![\w$])         # numbered; not dollar quotes
    """,
    re.DOTALL | re.VERBOSE,
)
_LEADING_HOLE = re.compile(rf"\A\s*+(?:{HOLE}|{_FILLER}+)(?=\s+(?:SELECT|WITH)\b)", re.IGNORECASE)
_ONLY_HOLES = re.compile(rf"(?:{HOLE}|{_FILLER})+")
_ANY_HOLE = re.compile(rf"(?:{HOLE}|{_FILLER})+")


def looks_like_query(text: str) -> bool:
    """Whether text starts like SQL that returns or stores rows; cheap, and sometimes wrongly yes.

    Comments, parentheses, templates and settings (``USE``, ``SET``, ``PRAGMA``) may come first.
    """
    return _LOOKS.match(text) is not None


def neutral(text: str) -> str:
    """The text with placeholders and templates turned into plain identifiers, at unchanged positions."""
    text = text.replace("\ufeff", " ").replace("%%", "% ")
    text = _TEMPLATE_BLOCK.sub(_blank, text)
    text = _PLACEHOLDER.sub(_fill, text)
    return _LEADING_HOLE.sub(_blank, text, count=1)


def has_hole(name: str) -> bool:
    """Whether an unknown part stands in this piece of text."""
    return _ANY_HOLE.search(name) is not None


def is_hole(name: str) -> bool:
    """Whether this piece of text is unknown as a whole."""
    return _ONLY_HOLES.fullmatch(name) is not None


def readable(text: str) -> str:
    """The text as a person may read it in a message: unknown parts as an ellipsis, on one line, not long."""
    line = " ".join(_ANY_HOLE.sub("...", text).split())
    return line if len(line) <= 60 else line[:57] + "..."


def _fill(match: re.Match[str]) -> str:
    first, newline, rest = match[0].partition("\n")
    return _FILLER * len(first) + newline + re.sub(r"[^\n]", " ", rest)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
