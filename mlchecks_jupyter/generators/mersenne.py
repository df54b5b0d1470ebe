"""The Mersenne Twister that Python and NumPy share: its words in memory, and which seed leads to them."""

from __future__ import annotations

from mlchecks_jupyter.generators.source import Reached

#: 624 words of state and the position among them, as both keep it.
WORDS = 624
BYTES = 4 * (WORDS + 1)

#: How often the words are renewed (once in 624 numbers of 32 bits) before the search ends.
RENEWALS = 16


def compare(words: tuple[int, ...], position: int, renewed: list[tuple[int, ...]]) -> Reached:
    """Whether words and position are those of a generator whose words were `renewed` one after the other.

    The first of `renewed` is what seeding leaves.
    """
    if words not in renewed:
        return "no"
    return "fresh" if words == renewed[0] and position == WORDS else "drawn"
