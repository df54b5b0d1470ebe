"""CuPy's generator of the current device, which lives on the device and shows no state."""

from __future__ import annotations

import inspect
from collections.abc import Hashable
from typing import Any, ClassVar, Final

from mlchecks_jupyter.generators.source import Seeder, Source, imported, loaded


class CuPy(Source):
    """The `RandomState` behind the functions of `cupy.random` on the current device.

    Seen: that it was seeded, and with what. Not seen: draws, since cuRAND gives no state away, and
    generator objects.
    """

    name: ClassVar[str] = "cupy"
    title: ClassVar[str] = "CuPy's global generator"
    seed_call: ClassVar[str] = "cp.random.seed(0)"
    module: ClassVar[str] = "cupy.random"
    seeders: ClassVar[tuple[Seeder, ...]] = (
        Seeder(module="cupy.random", name="seed"),
        Seeder(module="cupy.random", name="set_random_state", how="state", parameter="rs"),
    )

    def available(self, arriving: str = "") -> bool:
        """Whether CuPy is imported and has what is documented of it."""
        found = loaded(self.module, arriving)
        return found is not None and all(
            hasattr(found, name) for name in ("RandomState", "get_random_state", "set_random_state")
        )

    def state(self) -> Hashable:
        """Always the same: it cannot be read."""
        return None

    def refresh(self) -> None:
        """Put a new generator in its place."""
        _put(imported("cupy.random").RandomState())

    def save(self) -> Any:
        """The generator itself."""
        return imported("cupy.random").get_random_state()

    def restore(self, saved: Any) -> None:
        """Put the generator back that `save` gave."""
        _put(saved)


def _put(generator: Any) -> None:
    inspect.unwrap(imported("cupy.random").set_random_state)(generator)


SOURCES: Final = (CuPy,)
KINDS: Final = ()
