"""NumPy's generator objects: `Generator`, `RandomState` and the bit generators below them."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Hashable
from typing import Any, ClassVar, Final

from mlchecks_jupyter.core.evidence import Seeding
from mlchecks_jupyter.generators.memory import read_at
from mlchecks_jupyter.generators.mersenne import BYTES, WORDS
from mlchecks_jupyter.generators.numpy_random import LegacyReader, reached
from mlchecks_jupyter.generators.objects import ObjectKind
from mlchecks_jupyter.generators.plain_state import plain
from mlchecks_jupyter.generators.source import Reached, imported

_NUMPY: Final = "numpy.random"


def _bits_state(bits: Any) -> Hashable:
    """The state of a bit generator; the Mersenne Twister's words are read at their documented address."""
    if read_at is not None and type(bits) is imported(_NUMPY).MT19937:
        return read_at(bits.ctypes.state_address, BYTES)
    return plain(bits.state)


def _sequence(bits: Any) -> Any:
    """The `SeedSequence` that a bit generator was made from; None for one without, as in `RandomState(0)`."""
    sequence = getattr(bits, "seed_seq", None)
    if sequence is None:
        sequence = getattr(bits, "_seed_seq", None)  # NumPy before 1.25
    return sequence if isinstance(sequence, imported(_NUMPY).SeedSequence) else None


def _seeding(bits: Any) -> Seeding:
    sequence = _sequence(bits)
    if sequence is None:
        return Seeding(how="unknown")
    value = _in_words(sequence.entropy)
    key = tuple(sequence.spawn_key)
    return Seeding(how="value", value=f"{value}, child {key}"[:40] if key else value[:40])


def _in_words(entropy: Any) -> str:
    """A sequence's entropy: a number of Python's or NumPy's, or several of them."""
    if isinstance(entropy, numbers.Integral):
        return str(int(entropy))
    try:
        return f"{type(entropy).__name__} of {len(entropy)}"
    except TypeError:  # an array without a length
        return str(entropy)


def _bits_drawn(bits: Any) -> bool:
    """Whether a bit generator is not as its seed sequence leaves it."""
    sequence = _sequence(bits)
    return sequence is not None and _bits_state(bits) != _bits_state(type(bits)(sequence))


class BitGeneratorObject(ObjectKind):
    """A bit generator by itself: ``np.random.PCG64(0)``."""

    source: ClassVar[str] = "numpy"
    module: ClassVar[str] = _NUMPY

    def matches(self, kind: type) -> bool:
        """Whether it is one of NumPy's, or derived from them."""
        return issubclass(kind, imported(_NUMPY).BitGenerator)

    def state(self, generator: Any) -> Hashable:
        """The state of its algorithm."""
        return _bits_state(generator)

    def seeding(self, generator: Any) -> Seeding:
        """The entropy of its `SeedSequence`, and which child of it this is."""
        return _seeding(generator)

    def drawn(self, generator: Any) -> bool:
        """Whether it is not as its `SeedSequence` leaves it."""
        return _bits_drawn(generator)

    def refresh(self, generator: Any) -> None:
        """The state of a new one of its class."""
        generator.state = type(generator)().state

    def save(self, generator: Any) -> Any:
        """Its `state`."""
        return generator.state

    def restore(self, generator: Any, saved: Any) -> None:
        """Put back what `save` gave."""
        generator.state = saved


class GeneratorObject(BitGeneratorObject):
    """A `Generator`, as `default_rng` makes it: all it knows is in its bit generator."""

    def matches(self, kind: type) -> bool:
        """Whether it is a `Generator`."""
        return issubclass(kind, imported(_NUMPY).Generator)

    def state(self, generator: Any) -> Hashable:
        """The state of its bit generator."""
        return _bits_state(generator.bit_generator)

    def reader(self, generator: Any) -> Callable[[], Any]:
        """What reads the state of its bit generator; PCG64's is plain numbers, which are comparable as they are."""
        bits = generator.bit_generator
        if type(bits) in (imported(_NUMPY).PCG64, imported(_NUMPY).PCG64DXSM):
            return lambda: bits.state
        return lambda: _bits_state(bits)

    def seeding(self, generator: Any) -> Seeding:
        """The seeding of its bit generator."""
        return _seeding(generator.bit_generator)

    def drawn(self, generator: Any) -> bool:
        """Whether its bit generator was drawn from."""
        return _bits_drawn(generator.bit_generator)

    def refresh(self, generator: Any) -> None:
        """Give its bit generator fresh entropy."""
        super().refresh(generator.bit_generator)

    def save(self, generator: Any) -> Any:
        """The `state` of its bit generator."""
        return generator.bit_generator.state

    def restore(self, generator: Any, saved: Any) -> None:
        """Put back what `save` gave."""
        generator.bit_generator.state = saved


class RandomStateObject(ObjectKind):
    """A `RandomState`; it does not keep its seed."""

    source: ClassVar[str] = "numpy"
    module: ClassVar[str] = _NUMPY

    def matches(self, kind: type) -> bool:
        """Whether it is a `RandomState`."""
        return issubclass(kind, imported(_NUMPY).RandomState)

    def state(self, generator: Any) -> Hashable:
        """Its words and the number kept for the next `randn`."""
        return plain(generator.get_state(legacy=False))

    def reader(self, generator: Any) -> Callable[[], Any]:
        """What reads its words in place."""
        bits = getattr(generator, "_bit_generator", None)
        return super().reader(generator) if bits is None else LegacyReader(generator, bits)

    def seeding(self, generator: Any) -> Seeding:
        """Entropy if it was made without a seed, as its bit generator tells; unknown if it was made from one."""
        bits = getattr(generator, "_bit_generator", None)
        return Seeding(how="unknown") if bits is None else _seeding(bits)

    def drawn(self, generator: Any) -> bool:
        """Whether it is not as seeding leaves it."""
        state = generator.get_state(legacy=False)
        bits = getattr(generator, "_bit_generator", None)
        if bits is not None and _sequence(bits) is not None:
            return bool(state["has_gauss"]) or _bits_drawn(bits)
        return bool(state["bit_generator"] == "MT19937" and (state["state"]["pos"] != WORDS or state["has_gauss"]))

    def reached(self, generator: Any, seed: int) -> Reached:
        """Whether ``RandomState(seed)`` leads to its state."""
        return reached(generator, seed)

    def refresh(self, generator: Any) -> None:
        """Seed it from the operating system."""
        state = generator.get_state(legacy=False)
        fresh = getattr(imported(_NUMPY), state["bit_generator"])()
        generator.set_state(imported(_NUMPY).RandomState(fresh).get_state(legacy=False))

    def save(self, generator: Any) -> Any:
        """What `get_state` gives."""
        return generator.get_state(legacy=False)

    def restore(self, generator: Any, saved: Any) -> None:
        """Put back what `save` gave."""
        generator.set_state(saved)


SOURCES: Final = ()
KINDS: Final = (GeneratorObject(), RandomStateObject(), BitGeneratorObject())
