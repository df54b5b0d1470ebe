"""Random draws of the standard library: `random`, `secrets`, `uuid` and `os`."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, SeedCall

_NUMBERS: Final = (
    "betavariate",
    "binomialvariate",
    "expovariate",
    "gammavariate",
    "gauss",
    "getrandbits",
    "lognormvariate",
    "normalvariate",
    "paretovariate",
    "randbytes",
    "randint",
    "random",
    "randrange",
    "triangular",
    "uniform",
    "vonmisesvariate",
    "weibullvariate",
)

_ELEMENTS: Final = ("choice", "choices", "sample", "shuffle")

# Whatever picks elements decides which rows are used; the rest are keys and names of runs.
_SYSTEM_ELEMENTS: Final = ("secrets.choice", "secrets.randbelow")

_TOKENS: Final = (
    "os.getrandom",
    "os.urandom",
    "random.SystemRandom",
    "secrets.SystemRandom",
    "secrets.randbits",
    "secrets.token_bytes",
    "secrets.token_hex",
    "secrets.token_urlsafe",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
)

CALLS: Final[tuple[RandomCall, ...]] = (
    *(RandomCall(f"random.{name}", "generator", "python", seed="") for name in _NUMBERS),
    *(RandomCall(f"random.{name}", "sampling", "python", seed="") for name in _ELEMENTS),
    *(RandomCall(name, "sampling", "system", seed="") for name in _SYSTEM_ELEMENTS),
    *(RandomCall(name, "generator", "system", seed="", token=True) for name in _TOKENS),
    RandomCall("random.Random", "generator", "entropy", seed="x", position=0),
)

SEEDS: Final[tuple[SeedCall, ...]] = (SeedCall("random.seed", ("python",), parameter="a"),)
