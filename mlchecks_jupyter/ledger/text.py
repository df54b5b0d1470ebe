"""Text as the ledger can hold it."""

from __future__ import annotations


def in_utf8(text: str) -> str:
    """The text, with what UTF-8 cannot say (bytes of a file's name in another encoding) written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
