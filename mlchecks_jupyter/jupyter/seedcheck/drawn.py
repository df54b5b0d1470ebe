"""Which statements and calls of a cell drew: what trackers saw, with what reading the source adds."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mlchecks_jupyter.core.evidence import RngAdvanced, Seeding
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.core.generator_words import GENERATORS
from mlchecks_jupyter.core.seedcheck import UNWATCHED, Advance, Blame
from mlchecks_jupyter.jupyter.seedcheck.body import body_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from mlchecks_jupyter.blame.blamer import Blamer

_WORD: Final = re.compile(r"[^\W\d]\w*")

_WORKERS: Final = (
    "Worker processes draw from generators of their own, which are not watched: pass a seed to what runs in them, as in "
    "`random_state=0`."
)
_STARTS_PROCESSES: Final = re.compile(r"\bn_jobs\s*=\s*(?!1\b|None\b)|\bParallel\(|\bPool\(|\bProcessPoolExecutor\b")

#: What a seed is taken from that is another one on every run.
_SEEDS_THAT_VARY: Final = re.compile(r"\b(?:time|now|urandom|getpid|uuid\w*|secrets|token_\w+|default_rng)\b")

#: Words of queries, whose randomness and order only their text shows.
_OF_QUERIES: Final = frozenset({"select", "tablesample", "random", "rand"})

#: The generators whose states are looked at: what is drawn from these is seen.
WATCHED: Final = frozenset({"python", "numpy", "torch", "tensorflow"})


class Drawn:
    """The draws of one cell.

    Parameters
    ----------
    source : str
        The cell without the magic's line.
    head : int
        How many lines of the cell stand above `source`.
    shift : int
        How many lines further down the cell shows a statement than Python numbers it.

    Attributes
    ----------
    notes : list of str
        What went wrong, a sentence each.
    """

    def __init__(self, shell: InteractiveShell, cell: Execution, source: str, *, head: int, shift: int) -> None:
        self._shell, self._cell, self._source, self._head, self._shift = shell, cell, source, head, shift
        self._blamer: Blamer | None = None
        self.notes: list[str] = []

    def seeds(self, source: str) -> bool:
        """Whether this cell or one that ran before seeds a process-wide generator, as far as the source shows."""
        return self._blame().seeds(source)

    def advance(self, advanced: RngAdvanced, drew: Mapping[tuple[str, str], Sequence[int]]) -> Advance:
        """A generator that advanced, with the statements during which it did and the calls to blame.

        Parameters
        ----------
        drew : mapping
            By source and name the lines of those statements, as Python numbers them.
        """
        words = GENERATORS.get(advanced.source)
        found = drew.get((advanced.source, advanced.name), ())
        # Under another cell magic all of the cell is one statement.
        lines = () if self._source.startswith("%%") else tuple(line + self._shift for line in found)
        blamed: tuple[Blame, ...] = ()
        if not advanced.name and advanced.seeding.how != "value":
            try:
                blamed = self._blame().blame(advanced.source, lines)
            except Exception as error:  # a fault of ours costs what it would have found
                self.notes.append(f"The calls could not be looked for ({type(error).__name__}: {error}).")
        text = self._numbered().split("\n")
        return Advance(
            title=words.title if words and not advanced.name else "a generator",
            evidence=replace(advanced, lines=lines, draws=tuple(f"{each.place}: {each.call}" for each in blamed)),
            statements=tuple((line, text[line - 1].strip()) for line in lines if line <= len(text)),
            blamed=blamed,
            seed=words.seed if words and not advanced.name else "",
        )

    def unseen(self, *, explained: bool) -> tuple[Advance, ...]:
        """Draws that no state tells of, as the source shows them.

        From generators that live for a moment only, from libraries whose state cannot be read, from the system.

        Parameters
        ----------
        explained : bool
            Whether generators that are watched were drawn from, all of them seeded: then what the cell
            names has its reason, unless the seed came from the clock or the like.
        """
        if explained and _SEEDS_THAT_VARY.search(self._source) is None:
            return ()
        try:
            if not (self._names_a_draw() or self._calls_helpers()):
                return ()
            blamed = self._blame().unseen(WATCHED)
        except Exception:  # a fault of ours costs what it would have found
            return ()
        seeding = Seeding(how="entropy")
        return tuple(
            Advance(
                title="a generator that cannot be watched",
                evidence=RngAdvanced(cell=self._cell, source=UNWATCHED, seeding=seeding),
                blamed=(blame,),
            )
            for blame in blamed[:1]
        )

    def processes(self) -> tuple[str, ...]:
        """That worker processes draw from generators of their own, where the cell seems to start some without a seed."""
        if _STARTS_PROCESSES.search(self._source) is None or "random_state" in self._source:
            return ()
        return (_WORKERS,)

    def _names_a_draw(self) -> bool:
        """Whether a word of the cell is the name of something that draws: reading further takes milliseconds."""
        from mlchecks_jupyter.lineage.libraries import names

        words = {word.casefold() for word in _WORD.findall(self._source)}
        return not names().isdisjoint(_WORD.findall(self._source)) or not _OF_QUERIES.isdisjoint(words)

    def _calls_helpers(self) -> bool:
        """Whether the cell calls functions of the user's, which may make generators."""
        from mlchecks_jupyter.blame.functions import followed

        try:
            body = ast.parse(body_of(self._shell, self._source).source).body
        except (SyntaxError, ValueError, RecursionError):
            return False
        return next(followed(body, self._shell.user_ns), None) is not None

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
