"""The magic `%mlchecks`: switch watching on and off, say how it stands, explain a check."""

from __future__ import annotations

import inspect
from collections import Counter
from typing import TYPE_CHECKING, NoReturn

from mlchecks_jupyter._version import __version__
from mlchecks_jupyter.core.evidence import CellRan, TrackerFailed
from mlchecks_jupyter.jupyter.arguments import MagicParser

if TYPE_CHECKING:
    from mlchecks_jupyter.jupyter.watching import Watching

_INSTEAD = "type `%mlchecks on`, `%mlchecks off`, `%mlchecks status` or `%mlchecks explain NAME`"


def run(watching: Watching, line: str) -> None:
    """Switch the watching of cells on or off, see how it stands, or have a check explained.

    %mlchecks status          what is watched, what was seen, where it is kept
    %mlchecks off             watch nothing any more; what was seen stays
    %mlchecks on              watch again
    %mlchecks explain NAME    what a check finds, why it matters, what to type instead
    """
    parser = MagicParser("%mlchecks", _INSTEAD)
    parser.add_argument("action", nargs="?", default="status")
    parser.add_argument("name", nargs="?")
    arguments = parser.parse_line(line)
    if arguments.help:
        print(inspect.cleandoc(run.__doc__ or ""))
    elif arguments.action == "explain":
        _explain(arguments.name)
    elif arguments.name is not None or arguments.action not in ("on", "off", "status"):
        _refuse(f"`{line.strip()}` is nothing that it does")
    else:
        if arguments.action == "on":
            watching.turn_on()
        elif arguments.action == "off":
            watching.turn_off()
        print("\n".join(_status(watching)))


def _explain(name: str | None) -> None:
    from mlchecks_jupyter import checks
    from mlchecks_jupyter.render import explanation

    if name is None:
        print(explanation.overview(checks.discover()), end="")
        return
    found = checks.find(name)
    if found is None:
        _refuse(f"there is no check `{name}`: `%mlchecks explain` lists them all")
    print(explanation.render(found, colour=False), end="")


def _status(watching: Watching) -> list[str]:
    run = watching.run
    seen = Counter(record.evidence.kind for record in run.records)
    cells = len({each.cell.digest for each in run.of(CellRan)})
    further = ", ".join(f"{count} {kind}" for kind, count in sorted(seen.items()) if kind != CellRan.__name__)
    keeper = watching.keeper
    kept = f"kept in {keeper.path}" if keeper.on_disk else f"in memory; the first that matters opens {keeper.path}"
    lines = [
        f"mlchecks_jupyter {__version__} is {'watching' if watching.is_on else 'not watching'} this kernel's cells."
        + ("" if watching.is_on else " Type `%mlchecks on` to begin."),
        f"Notebook: {run.notebook or 'not told by this front end'}",
        f"Seen since {run.started}: {cells} {'cell' if cells == 1 else 'cells'}" + (f"; {further}" if further else ""),
        f"Evidence: {kept}",
    ]
    lines += [f"Tracker {each.tracker} switched itself off: {each.reason}" for each in run.of(TrackerFailed)]
    if watching.fault:
        lines.append(f"Watching ended by a fault of its own: {watching.fault}")
    return [*lines, *keeper.notices(), "Type `%checklist` for the checklist, or put `%%seedcheck --runs 2` on a cell."]


def _refuse(why: str) -> NoReturn:
    from IPython.core.error import UsageError

    raise UsageError(f"%mlchecks: {why}; {_INSTEAD}.")
