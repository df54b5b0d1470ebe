"""TensorFlow's global seed, from which operations without a seed of their own take theirs."""

from __future__ import annotations

import random
from collections.abc import Hashable
from typing import Any, ClassVar, Final

from mlchecks_jupyter.generators.source import Seeder, Source, imported, loaded

_CONTEXT: Final = "tensorflow.python.eager.context"
_SEEDS: Final = "tensorflow.python.framework.random_seed"


class TensorFlow(Source):
    """The generator of seeds that `tf.random.set_seed` starts.

    Seen: draws of operations without a seed, once `tf.random.set_seed` was called; each takes a
    number from this generator. Not seen: draws before it was called, which take the operating
    system's randomness and leave no trace, draws within a `tf.function` that is already traced, and
    `tf.random.Generator` objects.
    """

    name: ClassVar[str] = "tensorflow"
    title: ClassVar[str] = "TensorFlow's global generator"
    seed_call: ClassVar[str] = "tf.random.set_seed(0)"
    module: ClassVar[str] = "tensorflow"
    # `tf.random` is no module of that name in `sys.modules`, and offers the function from here.
    seeders: ClassVar[tuple[Seeder, ...]] = (
        Seeder(module=_SEEDS, name="set_seed", public="tensorflow.random.set_seed"),
        Seeder(module=_SEEDS, name="set_random_seed", public="tensorflow.compat.v1.set_random_seed"),
    )

    def available(self, arriving: str = "") -> bool:
        """Whether TensorFlow is imported and keeps its seeds where it is known to."""
        if loaded(self.module, arriving) is None or loaded(_CONTEXT) is None:
            return False
        try:
            context = _context()
        except Exception:  # noqa: BLE001 - another release, which is not known
            return False
        return hasattr(context, "_seed") and hasattr(context, "_set_global_seed")

    def state(self) -> Hashable:
        """The global seed, and the state of what gives seeds to operations."""
        context = _context()
        generator = getattr(context, "_rng", None)
        state = generator.getstate() if isinstance(generator, random.Random) else None
        return repr(getattr(context, "_seed", None)), state

    def refresh(self) -> None:
        """Set a global seed from the operating system's randomness."""
        _context()._set_global_seed(random.SystemRandom().getrandbits(31))  # noqa: SLF001 - `set_seed` may be watched

    def save(self) -> Any:
        """The global seed, and the state of what gives seeds to operations."""
        context = _context()
        generator = getattr(context, "_rng", None)
        return getattr(context, "_seed", None), generator.getstate() if generator is not None else None

    def restore(self, saved: Any) -> None:
        """Put back what `save` gave; operations that count on their own begin anew."""
        seed, state = saved
        context = _context()
        context._set_global_seed(seed)  # noqa: SLF001 - the only way that does not draw
        if state is not None:
            context._rng.setstate(state)  # noqa: SLF001 - likewise


def _context() -> Any:
    return imported(_CONTEXT).context()


SOURCES: Final = (TensorFlow,)
KINDS: Final = ()
