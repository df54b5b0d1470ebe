"""The seed of Faker, which draws from a generator of its own and reaches no other."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import SeedCall

SEEDS: Final[tuple[SeedCall, ...]] = (SeedCall("faker.Faker.seed", ()),)
