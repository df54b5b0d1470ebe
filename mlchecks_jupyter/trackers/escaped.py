"""Seed calls that nobody saw: found in a cell's text, and believed only if the state proves them.

A name that was bound before watching began (``from numpy.random import seed``), a method
(``torch.default_generator.manual_seed(3)``) or a constructor (``RandomState(3)``) passes no
function that is watched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from mlchecks_jupyter.generators.source import Reached

_CALL: Final = re.compile(
    r"\b(RandomState|Random|\w*seed\w*)\(\s*(?:(?:seed|a|x)\s*=\s*)?(0[xX][\da-fA-F_]+|\d[\d_]*|[^\W\d]\w*)\s*[,)]"
)
_LONG_NUMBER: Final = re.compile(r"0[xX][\da-fA-F_]{9,}|\d[\d_]{11,}")
_MOST: Final = 8


def seeds_in(source: str, namespace: Mapping[str, Any], *, constructors: bool) -> Iterator[int]:
    """The whole numbers that a cell's text seeds something with, written out or by a variable's name."""
    if "eed" not in source and not (constructors and "Random" in source):
        return
    calls = [seed for name, seed in _CALL.findall(source) if constructors or not name.startswith("Random")]
    for text in list(dict.fromkeys(calls))[:_MOST]:
        value = int(text.replace("_", ""), 0) if text[0].isdigit() and _is_number(text) else namespace.get(text)
        if type(value) is int:
            yield value


def _is_number(text: str) -> bool:
    return text[:2] in ("0x", "0X") or not (text[0] == "0" and text.strip("0_"))


def proven(
    source: str, namespace: Mapping[str, Any], reached: Callable[[int], Reached], *, constructors: bool
) -> tuple[int, Reached] | None:
    """The seed in a cell's text that leads to a state, and whether something was drawn since.

    Parameters
    ----------
    reached : callable
        Tells whether a seed leads to the state.
    constructors : bool
        Whether to take seeds of new objects too: ``RandomState(0)``.
    """
    for seed in seeds_in(source, namespace, constructors=constructors):
        found = reached(seed)
        if found != "no":
            return seed, found
    return None


def long_numbers(source: str) -> set[str]:
    """The numbers in a text that are as long as entropy of the operating system's, in decimals."""
    return {str(int(text.replace("_", ""), 0)) for text in _LONG_NUMBER.findall(source) if _is_number(text)}
