"""Sentences with code between backticks, as checks write them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_CODE_SPAN: Final = re.compile(r"`([^`]+)`")


class Part(NamedTuple):
    """A stretch of a sentence; `is_code` where it stood between backticks."""

    text: str
    is_code: bool


def parts(sentence: str) -> list[Part]:
    """The sentence in stretches of words and of code; an odd backtick stays in the words."""
    split = _CODE_SPAN.split(sentence)
    return [Part(text, position % 2 == 1) for position, text in enumerate(split) if text]
