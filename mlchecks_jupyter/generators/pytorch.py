"""PyTorch's default generators, on the CPU and on CUDA devices, and `torch.Generator` objects."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from typing import Any, ClassVar, Final

from mlchecks_jupyter.core.evidence import Seeding
from mlchecks_jupyter.generators.objects import ObjectKind, is_huge
from mlchecks_jupyter.generators.source import Reached, Seeder, Source, imported, loaded

#: The seed of a `torch.Generator` that was given none: the same in every process.
DEFAULT_SEED: Final = 67280421310721

#: A generator's state begins with its seed; on CUDA how far it has gone follows.
_SEED_BYTES: Final = 8

_ALL_DEVICES: Final = (
    Seeder(module="torch", name="manual_seed"),
    Seeder(module="torch.random", name="manual_seed"),
    Seeder(module="torch", name="seed", how="entropy", parameter=""),
    Seeder(module="torch.random", name="seed", how="entropy", parameter=""),
)


class TorchCpu(Source):
    """`torch.default_generator`, behind all draws on the CPU."""

    name: ClassVar[str] = "torch"
    title: ClassVar[str] = "PyTorch's default generator"
    seed_call: ClassVar[str] = "torch.manual_seed(0)"
    module: ClassVar[str] = "torch"
    seeders: ClassVar[tuple[Seeder, ...]] = (
        *_ALL_DEVICES,
        Seeder(module="torch", name="set_rng_state", how="state", parameter="new_state"),
        Seeder(module="torch.random", name="set_rng_state", how="state", parameter="new_state"),
    )

    def state(self) -> Hashable:
        """The bytes of its state."""
        return _bytes(imported("torch").default_generator.get_state())

    def reached(self, state: Any, seed: int) -> Reached:
        """Whether a state is one of a generator last seeded with `seed`: it begins with it."""
        if not 0 <= seed < 1 << 64 or seed.to_bytes(_SEED_BYTES, sys.byteorder) != state[:_SEED_BYTES]:
            return "no"
        twin = imported("torch").Generator().manual_seed(seed)
        return "fresh" if _bytes(twin.get_state()) == state else "drawn"

    def objects(self) -> tuple[object, ...]:
        """`torch.default_generator`."""
        return (imported("torch").default_generator,)

    def refresh(self) -> None:
        """Seed it from the operating system."""
        imported("torch").default_generator.seed()

    def save(self) -> Any:
        """Its state, as a tensor."""
        return imported("torch").default_generator.get_state()

    def restore(self, saved: Any) -> None:
        """Put back what `save` gave."""
        imported("torch").default_generator.set_state(saved)


class TorchCuda(Source):
    """The default generators of all CUDA devices together.

    They exist once CUDA was used (`torch.cuda.is_initialized`), which is never done from here. A
    build without CUDA has none.
    """

    name: ClassVar[str] = "torch.cuda"
    title: ClassVar[str] = "PyTorch's generators on CUDA"
    seed_call: ClassVar[str] = "torch.cuda.manual_seed_all(0)"
    module: ClassVar[str] = "torch"
    seeders: ClassVar[tuple[Seeder, ...]] = (
        *_ALL_DEVICES,
        Seeder(module="torch.cuda", name="manual_seed"),
        Seeder(module="torch.cuda", name="manual_seed_all"),
        Seeder(module="torch.cuda", name="seed", how="entropy", parameter=""),
        Seeder(module="torch.cuda", name="seed_all", how="entropy", parameter=""),
        Seeder(module="torch.cuda", name="set_rng_state", how="state", parameter="new_state"),
        Seeder(module="torch.cuda", name="set_rng_state_all", how="state", parameter="new_states"),
    )

    def available(self, arriving: str = "") -> bool:
        """Whether this PyTorch can use CUDA at all."""
        return (
            loaded(self.module, arriving) is not None
            and loaded("torch.cuda") is not None
            and getattr(imported("torch").version, "cuda", None) is not None
        )

    def state(self) -> Hashable:
        """The bytes of each device's state; empty before CUDA was used."""
        return tuple([_bytes(generator.get_state()) for generator in self.objects()])

    def drawn(self, before: Hashable, after: Hashable) -> bool:
        """Whether any device has gone on; devices that were not there before start where they were seeded."""
        if before == ():
            return any(any(state[_SEED_BYTES:]) for state in _states(after))
        return before != after

    def objects(self) -> tuple[Any, ...]:
        """The generators of the devices in use."""
        cuda = imported("torch.cuda")
        return tuple(cuda.default_generators) if cuda.is_initialized() else ()

    def refresh(self) -> None:
        """Seed each from the operating system."""
        for generator in self.objects():
            generator.seed()

    def save(self) -> Any:
        """The state of each, as tensors."""
        return [generator.get_state() for generator in self.objects()]

    def restore(self, saved: Any) -> None:
        """Put back what `save` gave."""
        for generator, state in zip(self.objects(), saved, strict=False):
            generator.set_state(state)


def _states(state: Any) -> tuple[bytes, ...]:
    states: tuple[bytes, ...] = state
    return states


def _bytes(state: Any) -> bytes:
    data: bytes = state.numpy().tobytes()
    return data


def _drawn(generator: Any) -> bool:
    """Whether a generator is not as its seed leaves it."""
    twin = imported("torch").Generator(device=generator.device)
    twin.manual_seed(generator.initial_seed())
    return _bytes(generator.get_state()) != _bytes(twin.get_state())


class TorchGenerator(ObjectKind):
    """A `torch.Generator`, of any device."""

    source: ClassVar[str] = "torch"
    module: ClassVar[str] = "torch"

    def matches(self, kind: type) -> bool:
        """Whether it is a `torch.Generator`."""
        return issubclass(kind, imported("torch").Generator)

    def state(self, generator: Any) -> Hashable:
        """The bytes of its state."""
        return _bytes(generator.get_state())

    def seeding(self, generator: Any) -> Seeding:
        """Its `initial_seed`; without a seed it has `DEFAULT_SEED`, so that it is not random at all."""
        seed = generator.initial_seed()
        if seed != DEFAULT_SEED and is_huge(str(seed)):
            return Seeding(how="value", value=str(seed))
        return Seeding(how="value", value=str(seed), by="torch.Generator" if seed == DEFAULT_SEED else "")

    def drawn(self, generator: Any) -> bool:
        """Whether it is not as its seed leaves it."""
        return _drawn(generator)

    def refresh(self, generator: Any) -> None:
        """Seed it from the operating system."""
        generator.seed()

    def save(self, generator: Any) -> Any:
        """Its state, as a tensor."""
        return generator.get_state()

    def restore(self, generator: Any, saved: Any) -> None:
        """Put back what `save` gave."""
        generator.set_state(saved)


SOURCES: Final = (TorchCpu, TorchCuda)
KINDS: Final = (TorchGenerator(),)
