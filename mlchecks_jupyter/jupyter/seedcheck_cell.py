"""Attends a cell under `%%seedcheck`: where it drew, and whether it repeats when it runs again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mlchecks_jupyter.core.bundle import bundle
from mlchecks_jupyter.core.evidence import CellReplayed, Evidence, HashOrderSeen, RngAdvanced, Seeded
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.core.generator_words import GENERATORS
from mlchecks_jupyter.core.run import Record
from mlchecks_jupyter.core.seedcheck import Advance, Blame, Seedcheck
from mlchecks_jupyter.jupyter.cell_body import body_of
from mlchecks_jupyter.jupyter.printed import Printed
from mlchecks_jupyter.jupyter.statements import BetweenStatements

if TYPE_CHECKING:
    from mlchecks_jupyter.blame.blamer import Blamer
    from mlchecks_jupyter.jupyter.seedcheck_line import Options
    from mlchecks_jupyter.jupyter.watching import Watching
    from mlchecks_jupyter.replay import Outcome, Replay

#: Seconds of the first run from which on a bar shows how far the next one is.
_WORTH_A_BAR: Final = 1.5


class SeedcheckCell:
    """One cell under `%%seedcheck`, from just before it runs.

    Parameters
    ----------
    source : str
        The cell without the magic's line.
    shift : int
        How many lines further down the cell shows a statement than it says that it runs.
    """

    def __init__(self, watching: Watching, cell: Execution, source: str, options: Options, *, shift: int) -> None:
        self._watching, self._cell, self._options, self._shift = watching, cell, options, shift
        self._shell = watching.shell
        self._source = source
        self._notes: list[str] = []
        self._result: Seedcheck | None = None
        self._bar: Bar | None = None
        self._blamer: Blamer | None = None
        self._rng = watching.rng
        self._between = BetweenStatements(self._shell.user_ns, self._rng.advanced if self._rng else _nothing)
        self._shell.ast_transformers.append(self._between)
        self._printed = Printed()
        self._replay: Replay | None = None
        self._why_not = ""
        if options.runs > 1:
            self._prepare()
        self._text, self._seconds, self._began = "", 0.0, time.perf_counter()
        self._printed.start()

    def _prepare(self) -> None:
        shell = self._shell
        try:
            from mlchecks_jupyter.replay import Body, prepare  # late: most cells run once

            body = body_of(shell, self._source)
            self._replay = prepare(
                Body(source=body.source, filename=body.filename),
                shell.user_ns,
                runs=self._options.runs,
                refresh=self._refresh(),
                timeout=self._options.timeout,
                rtol=self._options.rtol,
                quiet=self._quiet,
            )
        except Exception as error:  # a fault of ours costs the replay, not the cell
            self._why_not = f"The second run could not be prepared ({type(error).__name__}: {error})."
        else:
            self._why_not = self._replay.reason

    def _refresh(self) -> Callable[[dict[str, Any]], Callable[[], None]]:
        from mlchecks_jupyter.generators.refresh import refresh_unseeded

        seedings = self._rng.seedings() if self._rng else {}
        seeded = {generator for generator, seeding in seedings.items() if seeding.how in ("value", "state")}
        for source, name in seedings:
            if seedings[source, name].how == "unknown" and not name and self._blame().seeds(source):
                seeded.add((source, name))  # before anything was watched, as the cells above say
        return lambda namespace: refresh_unseeded(namespace, seeded)

    def _quiet(self) -> None:
        """In a forked child: nothing reaches the front end, whose sockets are the parent's."""
        from IPython.core.displaypub import CapturingDisplayPublisher

        self._shell.display_pub = CapturingDisplayPublisher()
        self._shell.ast_transformers.clear()

    # When the cell has ended ---------------------------------------------------------------

    def ended(self) -> None:
        """Look no more at statements, time and prints."""
        self._seconds = time.perf_counter() - self._began
        self._text = self._printed.stop()
        self._between.stop()
        if self._between in self._shell.ast_transformers:
            self._shell.ast_transformers.remove(self._between)

    def finish(self, *, ok: bool, shown: object, seen: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Run it again if that was asked for, and find the calls to blame."""
        if not ok:
            self._give_up()
        replay = self._compare(shown) if ok else None
        advances = tuple(self._advance(each) for each in seen if isinstance(each, RngAdvanced))
        enriched = iter([each.evidence for each in advances])
        evidence = tuple(next(enriched) if isinstance(each, RngAdvanced) else each for each in seen)
        self._result = Seedcheck(
            execution=self._cell,
            ok=ok,
            advances=advances,
            seeded=tuple(each for each in seen if isinstance(each, Seeded)),
            hash_orders=tuple(each for each in seen if isinstance(each, HashOrderSeen)),
            replay=replay,
            why_not=self._why_not,
            notes=tuple(self._notes),
        )
        return (*evidence, replay) if replay else evidence

    def _give_up(self) -> None:
        if self._replay is not None:
            self._replay.cancel()
            self._why_not = "The cell ended in an error, so it was not run again."

    def _compare(self, shown: object) -> CellReplayed | None:
        if self._replay is None:
            return None
        from mlchecks_jupyter.replay import FirstRun

        first = FirstRun(self._shell.user_ns, shown, self._text, self._seconds)
        watch = self._watch(self._seconds * (self._options.runs - 1))
        try:
            outcome = self._replay.finish(first, watch=watch)
        except Exception as error:  # likewise
            self._why_not = f"The second run could not be compared ({type(error).__name__}: {error})."
            return None
        finally:
            self._replay.cancel()
        return _replayed(outcome, self._cell, self._options.runs, self._replay)

    def _watch(self, expected: float) -> Callable[[float], None]:
        if expected < _WORTH_A_BAR:
            return lambda _: None
        self._bar = Bar(expected)
        return self._bar.move

    def _advance(self, advanced: RngAdvanced) -> Advance:
        words = GENERATORS.get(advanced.source)
        drew = self._between.drew.get((advanced.source, advanced.name), ())
        lines = tuple(line + self._shift for line in drew)
        blamed: tuple[Blame, ...] = ()
        if not advanced.name and advanced.seeding.how != "value":
            try:
                blamed = self._blame().blame(advanced.source, lines)
            except Exception as error:  # likewise
                self._notes.append(f"The calls could not be looked for ({type(error).__name__}: {error}).")
        text = self._numbered().split("\n")
        return Advance(
            title=words.title if words and not advanced.name else "a generator",
            evidence=replace(advanced, lines=lines, draws=tuple(f"{each.place}: {each.call}" for each in blamed)),
            statements=tuple((line, text[line - 1].strip()) for line in lines if line <= len(text)),
            blamed=blamed,
            seed=words.seed if words and not advanced.name else "",
        )

    def _numbered(self) -> str:
        """The source with the lines numbered as in the cell."""
        return "\n" + self._source

    def _blame(self) -> Blamer:
        if self._blamer is None:
            from mlchecks_jupyter.blame.blamer import Blamer

            self._blamer = Blamer([*self._before(), self._numbered()], self._shell.user_ns)
        return self._blamer

    def _before(self) -> Iterator[str]:
        """The sources of the cells that ran before this one."""
        history = self._shell.history_manager
        for source in history.input_hist_raw[: self._cell.count] if history else ():
            if source.strip():
                yield source

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
            instead_of=self._bar.handle if self._bar else None,
        )


class Bar:
    """A bar in the cell's output that shows how far the second run is."""

    def __init__(self, expected: float) -> None:
        from IPython.display import display

        self._expected = expected
        self.handle = display(self._drawn(0.0), raw=True, display_id=True)

    def move(self, seconds: float) -> None:
        """Draw it anew after so many seconds."""
        if self.handle is not None:
            self.handle.update(self._drawn(seconds), raw=True)

    def _drawn(self, seconds: float) -> dict[str, str]:
        from mlchecks_jupyter.render import seedcheck

        return {
            "text/plain": seedcheck.render_progress_text(seconds, self._expected),
            "text/html": seedcheck.render_progress_html(seconds, self._expected),
        }


def _nothing() -> list[tuple[str, str]]:
    """Nothing is known to have advanced where nothing is watched."""
    return []


def _replayed(outcome: Outcome, cell: Execution, runs: int, replay: Replay) -> CellReplayed:
    return CellReplayed(
        cell=cell,
        runs=runs,
        method=replay.method,
        equal=outcome.equal,
        differences=outcome.differences,
        not_compared=outcome.not_compared,
        effects=outcome.effects,
        problem=outcome.problem,
    )
