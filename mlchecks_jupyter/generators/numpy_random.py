"""NumPy's global generator, the one behind `np.random.rand` and its like."""

from __future__ import annotations

import struct
from collections.abc import Hashable
from typing import Any, ClassVar, Final

from mlchecks_jupyter.generators.memory import read_at
from mlchecks_jupyter.generators.mersenne import BYTES, RENEWALS, WORDS, compare
from mlchecks_jupyter.generators.plain_state import plain
from mlchecks_jupyter.generators.source import Reached, Seeder, Source, imported, loaded

_MTRAND: Final = "numpy.random.mtrand"


class NumpyGlobal(Source):
    """The `RandomState` behind the functions of `numpy.random`; what `np.random.set_bit_generator` puts behind them is followed."""

    name: ClassVar[str] = "numpy"
    title: ClassVar[str] = "NumPy's global generator"
    seed_call: ClassVar[str] = "np.random.seed(0)"
    module: ClassVar[str] = "numpy.random"
    seeders: ClassVar[tuple[Seeder, ...]] = (
        Seeder(module="numpy.random", name="seed"),
        Seeder(module=_MTRAND, name="seed"),
        Seeder(module="numpy.random", name="set_state", how="state", parameter="state"),
        Seeder(module="numpy.random", name="set_bit_generator", how="state", parameter="bitgen"),
    )

    def __init__(self) -> None:
        self._read: LegacyReader | None = None

    def available(self, arriving: str = "") -> bool:
        """Whether `numpy.random` was imported."""
        return loaded(self.module, arriving) is not None and loaded(_MTRAND) is not None

    def state(self) -> Hashable:
        """Its words and the number kept for later."""
        bits = _bit_generator()
        if self._read is None or self._read.bits is not bits:
            self._read = LegacyReader(_global(), bits)
        return self._read()

    def reached(self, state: Any, seed: int) -> Reached:
        """Whether ``np.random.seed(seed)`` leads to a state; not told for other algorithms than NumPy's default one."""
        if type(state[0]) is not bytes or len(state[0]) != BYTES:
            return "no"
        *words, position = struct.unpack(f"{WORDS + 1}I", state[0])
        return _compared(tuple(words), position, bool(state[1][0]), seed)

    def objects(self) -> tuple[object, ...]:
        """The global `RandomState` and its bit generator."""
        return _global(), _bit_generator()

    def refresh(self) -> None:
        """Seed it from the operating system."""
        bits = _bit_generator()
        bits.state = type(bits)().state

    def save(self) -> Any:
        """What ``get_state`` gives."""
        return _global().get_state(legacy=False)

    def restore(self, saved: Any) -> None:
        """Put back what `save` gave."""
        _global().set_state(saved)


def _global() -> Any:
    return imported(_MTRAND)._rand  # noqa: SLF001 - scikit-learn and SciPy use it under this name as well


def _bit_generator() -> Any:
    """The bit generator behind the functions; NumPy before 1.24 has no public way to it."""
    get = getattr(imported("numpy.random"), "get_bit_generator", None)
    return get() if get is not None else _global()._bit_generator  # noqa: SLF001 - see above


class LegacyReader:
    """Reads the state of one `RandomState`.

    The words of the Mersenne Twister are read at the address that its bit generator documents
    (`BitGenerator.ctypes.state_address`). `randn` and its like keep every second number for the
    next call, which then moves no word: whether one is kept is asked only where it may have changed.

    Attributes
    ----------
    bits : numpy.random.BitGenerator
        The one behind it, kept since its memory is read.
    """

    def __init__(self, state: Any, bits: Any) -> None:
        self.bits = bits
        self._state = state
        is_known = read_at is not None and type(bits) is imported("numpy.random").MT19937
        self._address = bits.ctypes.state_address if is_known else 0
        self._words = b""
        self._kept: tuple[int, float] = (0, 0.0)

    def __call__(self) -> Hashable:
        """The state now."""
        if read_at is None or not self._address:
            return plain(self._state.get_state(legacy=False))
        words = read_at(self._address, BYTES)
        if words != self._words or self._kept[0]:
            state = self._state.get_state(legacy=False)
            self._words, self._kept = words, (state["has_gauss"], state["gauss"] if state["has_gauss"] else 0.0)
        return words, self._kept


def reached(state: Any, seed: int) -> Reached:
    """Whether ``RandomState(seed)`` comes to the state of a `RandomState`."""
    here = state.get_state(legacy=False)
    if here["bit_generator"] != "MT19937":
        return "no"
    return _compared(_words(state), here["state"]["pos"], bool(here["has_gauss"]), seed)


def _compared(words: tuple[int, ...], position: int, kept: bool, seed: int) -> Reached:
    if not 0 <= seed < 1 << 32:
        return "no"
    twin = imported("numpy.random").RandomState(seed)
    renewed = [_words(twin)]
    for _ in range(RENEWALS):
        twin.bytes(4 * WORDS)
        renewed.append(_words(twin))
    found = compare(words, position, renewed)
    return "drawn" if found == "fresh" and kept else found


def _words(state: Any) -> tuple[int, ...]:
    return tuple(state.get_state(legacy=False)["state"]["key"].tolist())


SOURCES: Final = (NumpyGlobal,)
KINDS: Final = ()
