"""What is known of a library callable that draws random numbers, or that seeds a generator."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

#: What is drawn. It decides which check speaks.
#: split: rows into parts; sampling: some rows or elements out of many, or their order;
#: estimator: the fit of a model or transformer; generator: bare random numbers.
DrawKind = Literal["split", "sampling", "estimator", "generator"]

#: The process-wide generators, which a call can seed.
GlobalSource = Literal["python", "numpy", "torch", "tensorflow", "cupy", "mxnet", "paddle", "polars", "dask"]

#: Where the numbers come from when no seed is given: a process-wide generator, `entropy` (a fresh
#: generator each time; only an explicit seed helps), `system` (the operating system's randomness:
#: no seed exists) or `engine` (a server picks one).
Source = GlobalSource | Literal["entropy", "system", "engine"]

GLOBAL_SOURCES: Final[tuple[Source, ...]] = get_args(GlobalSource)


class Where(NamedTuple):
    """One condition on an argument: it is one of `among`, or (where that is empty) none of `unless`.

    `default` is the library's default, used where the argument is not written. `position` is its
    index among positional arguments, None where it is keyword-only.
    """

    parameter: str
    default: object
    among: tuple[object, ...] = ()
    unless: tuple[object, ...] = ()
    position: int | None = None


class RandomCall(NamedTuple):
    """A callable that draws random numbers.

    It is a tuple since the modules beside this one write it as rows of tables: name, kind, source,
    seed, position and condition stand in this order, all that is seldom told is given by name.

    Attributes
    ----------
    name : str
        Dotted public name. A method is written on the package whose objects have it, with a
        `?` for the object: ``pandas.?.sample``.
    seed : str
        The parameter that takes a seed or a generator; empty where there is none.
    position : int or None
        Index of that parameter among positional arguments; None where it is keyword-only.
    when : tuple of tuples of Where
        Alternatives, each a conjunction, under which the call is random; empty means always.
    aliases : tuple of str
        Further parameters that take the seed in some releases, such as SciPy's newer ``rng``.
    literal : str
        A seed to suggest, where 0 would not do.
    default_seed : int or None
        The library's own seed where none is given: two runs agree until the library changes it.
    size : str
        On data of which size the draw happens, where that decides; a source does not show it.
    deferred : bool
        The draw happens when the object is used (fit, split), not when it is made.
    implied : bool
        The draw is a side of something else (a layer's initial weights): reported once a notebook.
    token : bool
        Its values are meant to be unguessable (keys, names of runs), so they are advice at most and
        never to be seeded.
    """

    name: str
    kind: DrawKind
    source: Source = "numpy"
    seed: str = "random_state"
    position: int | None = None
    when: tuple[tuple[Where, ...], ...] = ()
    deferred: bool = False
    implied: bool = False
    aliases: tuple[str, ...] = ()
    literal: str = "0"
    default_seed: int | None = None
    size: str = ""
    token: bool = False


class SeedCall(NamedTuple):
    """A callable that seeds process-wide generators.

    A call without the seed, or with None, seeds from entropy unless `default` says otherwise.
    """

    name: str
    sources: tuple[Source, ...]
    parameter: str = "seed"
    position: int = 0
    default: int | None = None
