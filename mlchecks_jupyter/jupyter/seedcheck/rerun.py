"""Runs a cell again, if that was asked for: made ready before the cell runs, compared when it has ended."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.core.replayed import PRINTED, CellReplayed
from mlchecks_jupyter.jupyter.seedcheck.bar import Bar
from mlchecks_jupyter.jupyter.seedcheck.body import body_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from mlchecks_jupyter.jupyter.seedcheck.line import Options
    from mlchecks_jupyter.replay.replay import Outcome, Replay
    from mlchecks_jupyter.trackers.rng import RngTracker

#: Seconds of the first run from which on a bar shows how far the next one is.
_WORTH_A_BAR: Final = 1.5


class Rerun:
    """The further runs of one cell.

    Parameters
    ----------
    source : str
        The cell without the magic's line.
    rng : RngTracker or None
        Knows which generators were seeded; without it nothing is run again.
    seeds : callable
        Whether a cell that ran before anything was watched seeds a process-wide generator.

    Attributes
    ----------
    why_not : str
        A sentence: why the cell was not run again, or not in a child process; else empty.
    bar : Bar or None
        What shows how far it is, once there is one.
    """

    def __init__(
        self,
        shell: InteractiveShell,
        source: str,
        options: Options,
        rng: RngTracker | None,
        seeds: Callable[[str], bool],
    ) -> None:
        self._shell, self._source, self._options, self._rng, self._seeds = shell, source, options, rng, seeds
        self._replay: Replay | None = None
        self._process = os.getpid()
        self.why_not = ""
        self.bar: Bar | None = None

    def prepare(self) -> None:
        """Make it ready, from the state in which the cell starts."""
        if self._options.runs == 1:
            return
        shell = self._shell
        if self._rng is None:
            self.why_not = "It was not run again, as it is not known which generators had been seeded."
            return
        try:
            # Late, as most cells run once.
            from mlchecks_jupyter.replay.prepare import prepare
            from mlchecks_jupyter.replay.replay import Cell

            body = body_of(shell, self._source)
            self._replay = prepare(
                Cell(source=body.source, filename=body.filename, flags=shell.compile.flags),
                shell.user_ns,
                runs=self._options.runs,
                refresh=self._refresh(self._rng),
                timeout=self._options.timeout,
                rtol=self._options.rtol,
                quiet=self._quiet,
            )
        except Exception as error:  # a fault of ours costs the replay, not the cell
            self.why_not = f"The second run could not be prepared ({type(error).__name__}: {error})."
        else:
            self.why_not = self._replay.reason

    def _refresh(self, rng: RngTracker) -> Callable[[dict[str, Any]], Callable[[], None]]:
        from mlchecks_jupyter.generators.refresh import refresh_unseeded

        seedings = rng.seedings()
        seeded = {generator for generator, seeding in seedings.items() if seeding.how in ("value", "state")}
        for source, name in seedings:
            if seedings[source, name].how == "unknown" and not name and self._seeds(source):
                seeded.add((source, name))  # before anything was watched, as the cells above say
        return lambda namespace: refresh_unseeded(namespace, seeded)

    def _quiet(self) -> Callable[[], None]:
        """Let nothing that a further run displays reach the front end; what is returned undoes it."""
        from IPython.core.displaypub import CapturingDisplayPublisher

        before = self._shell.display_pub
        self._shell.display_pub = CapturingDisplayPublisher()
        if os.getpid() != self._process:  # a child, where the front end's sockets are the parent's
            thread = getattr(getattr(self._shell, "kernel", None), "iopub_thread", None)
            if thread is not None:
                thread.send_multipart = lambda *_, **__: None

        def loud() -> None:
            self._shell.display_pub = before

        return loud

    def cancel(self) -> None:
        """End it and release what it holds; a second call does nothing."""
        if self._replay is not None:
            self._replay.cancel()

    def give_up(self) -> None:
        """The cell ended in an error."""
        self.why_not = "" if self._replay is None else "The cell ended in an error, so it was not run again."
        self.cancel()

    def compare(
        self, cell: Execution, shown: object, printed: str, seconds: float, *, doubtful: bool
    ) -> CellReplayed | None:
        """Run the cell again and compare; None where that was not asked for or not possible.

        Parameters
        ----------
        shown : object
            The value of the cell's last expression; None where it has none.
        printed : str
            What the first run printed, in `seconds`.
        doubtful : bool
            Whether something was seen that a rerun does differently.
        """
        if self._replay is None:
            return None
        from mlchecks_jupyter.replay.replay import NOTHING, FirstRun

        first = FirstRun(
            namespace=self._shell.user_ns,
            shown=NOTHING if shown is None else shown,
            printed=printed,
            seconds=seconds,
        )
        watch = self._watch(seconds * (self._options.runs - 1))
        try:
            outcome = self._replay.finish(first, watch=watch)
        except Exception as error:  # likewise
            self.why_not = f"The second run could not be compared ({type(error).__name__}: {error})."
            return None
        finally:
            self._replay.cancel()
        return _replayed(outcome, cell, self._source, doubtful=doubtful)

    def _watch(self, expected: float) -> Callable[[float], None]:
        if expected < _WORTH_A_BAR or not hasattr(self._shell, "kernel"):  # a terminal cannot draw it anew
            return lambda _: None
        self.bar = Bar(expected)
        return self.bar.move


def _replayed(outcome: Outcome, cell: Execution, source: str, *, doubtful: bool) -> CellReplayed:
    """The comparison as evidence.

    Printed text differs with every clock and progress bar: by itself it is an effect of the cell, and a
    difference only where something in the cell is `doubtful`.
    """
    printed = () if doubtful else tuple(each for each in outcome.differences if each.name == PRINTED)
    # What the cell makes first comes first: what differs later may only follow from it.
    others = [each for each in outcome.differences if each not in printed]
    differences = sorted(others, key=lambda each: (source + each.name).find(each.name))
    return CellReplayed(
        cell=cell,
        runs=outcome.runs,
        method=outcome.method,
        equal=outcome.equal,
        differences=tuple(differences),
        not_compared=outcome.not_compared,
        effects=(*outcome.effects, *(f"What it printed differs {each.detail}." for each in printed)),
        problem=outcome.problem,
    )
