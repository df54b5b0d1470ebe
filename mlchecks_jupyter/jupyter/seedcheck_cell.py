"""Attends a cell under `%%seedcheck`: where it drew, and whether it repeats when it runs again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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
    from mlchecks_jupyter.replay.replay import Outcome, Replay

#: Seconds of the first run from which on a bar shows how far the next one is.
_WORTH_A_BAR: Final = 1.5


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
        self._watching, self._cell, self._options, self._shift = watching, cell, options, shift
        self._head = head
        self._shell = watching.shell
        self._source = source
        self._notes: list[str] = []
        self._result: Seedcheck | None = None
        self._bar: Bar | None = None
        self._blamer: Blamer | None = None
        self._rng = watching.rng
        self._between = BetweenStatements(self._rng.advanced if self._rng else _nothing)
        # In a terminal the value of the last expression is written to the standard output too.
        self._printed = Printed(lambda: bool(getattr(self._shell.displayhook, "is_active", False)))
        self._replay: Replay | None = None
        self._why_not = ""
        self._text, self._seconds, self._began = "", 0.0, 0.0

    def begin(self) -> None:
        """Look between statements and at prints, and get a further run ready, last: from there on they are alike."""
        self._between.start()
        self._shell.ast_transformers.append(self._between)
        if self._options.runs > 1:
            self._prepare()
        self._printed.start()
        self._began = time.perf_counter()

    def withdraw(self) -> None:
        """Take back all that `begin` did."""
        self._printed.stop()
        self._between.stop()
        if self._between in self._shell.ast_transformers:
            self._shell.ast_transformers.remove(self._between)
        if self._replay is not None:
            self._replay.cancel()

    def _prepare(self) -> None:
        shell = self._shell
        try:
            # Late, as most cells run once.
            from mlchecks_jupyter.replay.prepare import prepare
            from mlchecks_jupyter.replay.replay import Cell

            body = body_of(shell, self._source)
            self._replay = prepare(
                Cell(source=body.source, filename=body.filename),
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
        from mlchecks_jupyter.replay.replay import NOTHING, FirstRun

        first = FirstRun(
            namespace=self._shell.user_ns,
            shown=NOTHING if shown is None else shown,
            printed=self._text,
            seconds=self._seconds,
        )
        watch = self._watch(self._seconds * (self._options.runs - 1))
        try:
            outcome = self._replay.finish(first, watch=watch)
        except Exception as error:  # likewise
            self._why_not = f"The second run could not be compared ({type(error).__name__}: {error})."
            return None
        finally:
            self._replay.cancel()
        return _replayed(outcome, self._cell, self._source)

    def _watch(self, expected: float) -> Callable[[float], None]:
        if expected < _WORTH_A_BAR or not hasattr(self._shell, "kernel"):  # a terminal cannot draw it anew
            return lambda _: None
        self._bar = Bar(expected)
        return self._bar.move

    def _advance(self, advanced: RngAdvanced) -> Advance:
        words = GENERATORS.get(advanced.source)
        drew = self._between.drew.get((advanced.source, advanced.name), ())
        # Under another cell magic all of the cell is one statement.
        lines = () if self._source.startswith("%%") else tuple(line + self._shift for line in drew)
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
        return "\n" * self._head + self._source

    def _blame(self) -> Blamer:
        if self._blamer is None:
            from mlchecks_jupyter.blame.blamer import Blamer

            self._blamer = Blamer(self._before(), self._numbered(), self._shell.user_ns)
        return self._blamer

    def _before(self) -> dict[str, str]:
        """The sources of the cells that ran before this one, by the numbers in their prompts."""
        history = self._shell.history_manager
        ran = history.input_hist_raw[: self._cell.count] if history else []
        return {f"[{count}]": source for count, source in enumerate(ran) if source.strip()}

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


def _replayed(outcome: Outcome, cell: Execution, source: str) -> CellReplayed:
    # What the cell makes first comes first: what differs later may only follow from it.
    differences = sorted(outcome.differences, key=lambda each: (source + each.name).find(each.name))
    return CellReplayed(
        cell=cell,
        runs=outcome.runs,
        method=outcome.method,
        equal=outcome.equal,
        differences=tuple(differences),
        not_compared=outcome.not_compared,
        effects=outcome.effects,
        problem=outcome.problem,
    )
