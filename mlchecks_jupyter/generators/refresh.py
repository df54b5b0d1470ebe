"""Fresh entropy for every generator that nobody seeded, and back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from mlchecks_jupyter.generators import available
from mlchecks_jupyter.generators.reachable import every_path


def refresh_unseeded(namespace: Mapping[str, Any], seeded: Collection[tuple[str, str]]) -> Callable[[], None]:
    """Give fresh entropy to every generator that is not seeded, as a new process would.

    Parameters
    ----------
    namespace : mapping
        Variables by name; the generator objects they lead to are refreshed too (`every_path`).
    seeded : collection of (source, name)
        What keeps its state, as evidence names it: ``("numpy", "")`` for a process-wide
        generator, ``("numpy", "model.random_state")`` for an object, by any path to it.

    Returns
    -------
    callable
        Puts all states back. A generator that cannot be saved is left as it is.
    """
    undo: list[Callable[[], None]] = []
    for source in available():
        if (source.name, "") not in seeded:
            _one(source.save, source.refresh, source.restore, undo)
    paths = every_path(namespace)
    kept = {id(found.generator) for path, found in paths.items() if (found.kind.source, path) in seeded}
    for kind, generator in {id(found.generator): found for found in paths.values()}.values():
        if id(generator) not in kept:
            save, refresh = partial(kind.save, generator), partial(kind.refresh, generator)
            _one(save, refresh, partial(kind.restore, generator), undo)

    def back() -> None:
        while undo:
            undo.pop()()

    return back


def _one(
    save: Callable[[], Any], refresh: Callable[[], None], restore: Callable[[Any], None], undo: list[Callable[[], None]]
) -> None:
    try:
        saved = save()
        undo.append(lambda: restore(saved))
        refresh()
    except Exception:  # noqa: BLE001 - a generator of another library's making: it keeps its state
        return
