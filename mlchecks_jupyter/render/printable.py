"""Text that is safe to show: what would hide, reorder or steer is written out instead."""

from __future__ import annotations

import re
from typing import Final

# Control characters steer terminals; bidirectional controls and invisible characters make source
# read other than it runs ("Trojan Source"); lone surrogates cannot be encoded as UTF-8. The line
# feed and the tab are layout and stay.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def printable(text: str) -> str:
    """The text with each unprintable character written as its Python escape, as in ``\\u202e``.

    Character by character, so ``printable(a + b) == printable(a) + printable(b)``.
    """
    # Nearly all text passes this test, which costs a tenth of the search.
    return text if text.isprintable() else _UNPRINTABLE.sub(_escape, text)


def one_line(text: str) -> str:
    """The printable text on one line: each run of white space becomes a blank."""
    return " ".join(printable(text).split())


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
