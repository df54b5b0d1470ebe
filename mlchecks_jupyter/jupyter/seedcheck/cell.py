"""Attends a cell under `%%seedcheck`: where it drew, and whether it repeats when it runs again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.core.bundle import bundle
from mlchecks_jupyter.core.evidence import Evidence, HashOrderSeen, RngAdvanced, Seeded, TrackerFailed
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.core.run import Record
from mlchecks_jupyter.core.seedcheck import Seedcheck
from mlchecks_jupyter.jupyter.seedcheck.drawn import Drawn
from mlchecks_jupyter.jupyter.seedcheck.printed import Printed
from mlchecks_jupyter.jupyter.seedcheck.rerun import Rerun
from mlchecks_jupyter.jupyter.seedcheck.statements import BetweenStatements

if TYPE_CHECKING:
    from mlchecks_jupyter.jupyter.seedcheck.line import Options
    from mlchecks_jupyter.jupyter.watching import Watching

#: The name of the tracker of random generators.
_RNG: Final = "rng"


class SeedcheckCell:
    """One cell under `%%seedcheck`.

    Parameters
    ----------
    source : str
        The cell without the magic's line.
    head : int
        How many lines of the cell stand above `source`.
    shift : int
        How many lines further down the cell shows a statement than Python numbers it.
    """

    def __init__(
        self, watching: Watching, cell: Execution, source: str, options: Options, *, head: int, shift: int
    ) -> None:
        self._watching, self._cell = watching, cell
        self._shell = watching.shell
        self._result: Seedcheck | None = None
        self._rng = watching.rng
        self._drawn = Drawn(watching.shell, cell, source, head=head, shift=shift)
        self._rerun = Rerun(watching.shell, source, options, self._rng, self._drawn.seeds)
        self._between = BetweenStatements(self._rng.advanced if self._rng else _nothing)
        # In a terminal the value of the last expression is written to the standard output too.
        self._printed = Printed(lambda: bool(getattr(self._shell.displayhook, "is_active", False)))
        self._text, self._seconds, self._began = "", 0.0, 0.0

    def begin(self) -> None:
        """Look between statements and at prints, and get a further run ready, last: from there on they are alike."""
        self._between.start()
        self._shell.ast_transformers.append(self._between)
        self._rerun.prepare()
        self._printed.start()
        self._began = time.perf_counter()

    def withdraw(self) -> None:
        """Take back all that `begin` did."""
        if self._between in self._shell.ast_transformers:
            self._shell.ast_transformers.remove(self._between)
        for undo in (self._between.leave, self._printed.stop, self._rerun.cancel):
            with suppress(Exception):
                undo()

    # When the cell has ended ---------------------------------------------------------------

    def ended(self) -> None:
        """Look no more at statements, time and prints."""
        self._seconds = time.perf_counter() - self._began
        if self._between in self._shell.ast_transformers:
            self._shell.ast_transformers.remove(self._between)
        self._between.stop()
        self._text = self._printed.stop()

    def finish(self, *, ok: bool, shown: object, seen: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Run it again if that was asked for, and find the calls to blame."""
        if not ok:
            self._rerun.give_up()
        doubtful = any(isinstance(each, RngAdvanced) and each.seeding.how == "entropy" for each in seen) or any(
            isinstance(each, HashOrderSeen) for each in seen
        )
        rerun = self._rerun
        replay = rerun.compare(self._cell, shown, self._text, self._seconds, doubtful=doubtful) if ok else None
        advances = tuple(
            self._drawn.advance(each, self._between.drew) for each in seen if isinstance(each, RngAdvanced)
        )
        unseen = () if any(each.unseeded for each in advances) else self._drawn.unseen(explained=bool(advances))
        enriched = iter([each.evidence for each in advances])
        evidence = tuple(next(enriched) if isinstance(each, RngAdvanced) else each for each in seen)
        self._result = Seedcheck(
            execution=self._cell,
            ok=ok,
            advances=(*advances, *unseen),
            seeded=tuple(each for each in seen if isinstance(each, Seeded)),
            hash_orders=tuple(each for each in seen if isinstance(each, HashOrderSeen)),
            replay=replay,
            why_not=rerun.why_not,
            notes=(*self._drawn.notes, *self._drawn.processes()),
            blind=self._blind(seen),
        )
        return (*evidence, replay) if replay else evidence

    def _blind(self, seen: Sequence[Evidence]) -> str:
        """Why draws were not seen; empty if they were."""
        now = [each.reason for each in seen if isinstance(each, TrackerFailed) and each.tracker == _RNG]
        before = [each.reason for each in self._watching.run.of(TrackerFailed) if each.tracker == _RNG]
        if self._rng is None:
            return (before or ["it could not start"])[-1]
        return now[0] if now else ""

    # In the output -------------------------------------------------------------------------

    def show(self, records: Sequence[Record]) -> None:
        """Display what came of it."""
        if self._result is None:
            return
        from mlchecks_jupyter.jupyter.output import show
        from mlchecks_jupyter.render import seedcheck

        kept = [each for each in records if each.evidence in self._result.evidence]
        show(
            seedcheck.render_text(self._result),
            seedcheck.render_html(self._result),
            bundle=bundle(self._watching.run, kept),
            instead_of=self._rerun.bar.handle if self._rerun.bar else None,
        )


def _nothing() -> list[tuple[str, str]]:
    """Nothing is known to have advanced where nothing is watched."""
    return []
