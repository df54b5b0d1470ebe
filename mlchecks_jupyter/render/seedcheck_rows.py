"""What the display of `%%seedcheck` shows, worked out once for HTML and for text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mlchecks_jupyter.core.evidence import HashOrderSeen, SeedingKind
from mlchecks_jupyter.core.seedcheck import Advance, Blame, Seedcheck
from mlchecks_jupyter.render import seedcheck_words as words
from mlchecks_jupyter.render.excerpt import SourceLine
from mlchecks_jupyter.render.printable import one_line
from mlchecks_jupyter.render.verdict import Tone, Verdict

_MOST_DIFFERENCES: Final = 12
_MOST_ROWS: Final = 8
_MOST_DRAWN: Final = 4
_MOST_NOTES: Final = 6
_LONGEST_LINE: Final = 88
_TONES: Final[dict[SeedingKind, Tone]] = {
    "value": "good",
    "state": "good",
    "entropy": "attention",
    "unknown": "unknown",
}
#: Each as a mark; the words beside it say the same.
TONE_MARKS: Final[dict[Tone, str]] = {"good": "✓", "attention": "!", "unknown": "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A variable that came out differently, and how."""

    name: str
    detail: str
    kind: Literal["exact", "rounding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Where numbers were drawn: a place in the cell or in a helper's file, and the source there.

    The call stands at ``source.text[source.start:source.end]``; the two are equal where it is not known.
    """

    place: str
    source: SourceLine
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A generator that was drawn from, or a set whose order was used; `seeded` is a sentence without a full stop."""

    tone: Tone
    title: str
    name: str
    seeded: str
    drawn: tuple[Drawn, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The whole display; `more` counts the differences, `more_rows` the rows that are not listed."""

    verdict: Verdict
    mark: str
    differences: tuple[Difference, ...]
    more: int
    rows: tuple[Row, ...]
    more_rows: int
    notes: tuple[str, ...]
    step: str


def shown(result: Seedcheck) -> Shown:
    """The display of one result."""
    verdict = words.verdict(result)
    found = result.replay.differences if result.replay else ()
    # A single difference is the headline; naming it twice would say nothing.
    listed = sorted(found, key=lambda each: each.kind != "exact") if len(found) > 1 else []
    rows = [_generator(advance, result) for advance in words.worst_first(result.advances)]
    rows += [_set(seen) for seen in result.hash_orders]
    return Shown(
        verdict=verdict,
        mark=TONE_MARKS[verdict.tone],
        differences=tuple(
            Difference(name=_cut(each.name), detail=one_line(each.detail), kind=each.kind)
            for each in listed[:_MOST_DIFFERENCES]
        ),
        more=max(0, len(listed) - _MOST_DIFFERENCES),
        rows=tuple(rows[:_MOST_ROWS]),
        more_rows=max(0, len(rows) - _MOST_ROWS),
        notes=tuple(_notes(result)),
        step=words.next_step(result),
    )


def _generator(advance: Advance, result: Seedcheck) -> Row:
    drawn = tuple(_drawn(advance))
    title, name = one_line(advance.title), one_line(advance.evidence.name)
    return Row(
        tone=_TONES[advance.evidence.seeding.how],
        title=title[:1].upper() + title[1:],
        name="" if f"`{name}`" in title else _cut(name),
        seeded=words.seeded(advance, result),
        drawn=drawn[:_MOST_DRAWN],
        more=max(0, len(drawn) - _MOST_DRAWN),
    )


def _set(seen: HashOrderSeen) -> Row:
    line = _source(seen.expression, seen.expression, seen.line)
    return Row(
        tone="attention",
        title="The hash of text" if seen.what == "hash" else "The order of a set",
        name="",
        seeded=words.ordered(seen),
        drawn=(Drawn(place=f"line {seen.line}", source=line),),
        more=0,
    )


def _drawn(advance: Advance) -> Iterator[Drawn]:
    """The statements with the call that drew, then the calls that stand elsewhere, such as in a helper's file."""
    left = [blame for blame in advance.blamed if one_line(blame.call)]
    for number, text in advance.statements:
        here = [blame for blame in left if _stands_in(blame, number, text)]
        left = [blame for blame in left if blame not in here]
        yield Drawn(place=f"line {number}", source=_source(text, here[0].call if here else "", number))
    for blame in left:
        inside = blame.place.startswith("line ")
        yield Drawn(place=one_line(blame.place), source=_source(blame.call, "", 0), elsewhere=not inside)
    if not advance.statements and not advance.blamed:
        yield from _told(advance)


def _told(advance: Advance) -> Iterator[Drawn]:
    """What the evidence alone tells of the places."""
    for draw in advance.evidence.draws:
        where, parted, call = draw.partition(": ")
        where, call = (where, call) if parted else ("", where)
        elsewhere = bool(where) and not where.startswith("line ")
        yield Drawn(place=one_line(where), source=_source(call, "", 0), elsewhere=elsewhere)
    if not advance.evidence.draws:
        for number in advance.evidence.lines:
            yield Drawn(place=f"line {number}", source=_source("", "", number))


def _stands_in(blame: Blame, number: int, text: str) -> bool:
    start, end = _span(one_line(text), one_line(blame.call))
    return blame.place == f"line {number}" and start < end


def _source(text: str, call: str, number: int) -> SourceLine:
    line = one_line(text)
    start, end = _span(line, one_line(call))
    return SourceLine(number=number, text=line, start=start, end=end).cut(_LONGEST_LINE)


def _span(line: str, call: str) -> tuple[int, int]:
    """Where a call stands in a line, the same twice if nowhere; its quotes may be others, and its end cut off."""
    sought = call.removesuffix("…").replace('"', "'")
    start = line.replace('"', "'").find(sought) if sought else -1
    if start < 0:
        return 0, 0
    return start, len(line) if call.endswith("…") else start + len(sought)


def _notes(result: Seedcheck) -> Iterator[str]:
    """What else is to be known: a sentence each."""
    if result.why_not:
        yield words.ended(result.why_not)
    replay = result.replay
    if replay and replay.not_compared:
        said = [f"{words.code(each.name)} ({one_line(each.why).rstrip('.')})" for each in replay.not_compared]
        yield f"Not compared: {_some(said)}."
    yield from _each(words.seeded_here(result))
    yield from _each(replay.effects if replay else ())
    yield from _each(result.notes)


def _each(sentences: Sequence[str]) -> Iterator[str]:
    yield from (words.ended(sentence) for sentence in sentences[:_MOST_NOTES])
    if len(sentences) > _MOST_NOTES:
        yield f"And {len(sentences) - _MOST_NOTES} more like these."


def _some(said: list[str]) -> str:
    rest = len(said) - _MOST_NOTES
    return ", ".join(said[:_MOST_NOTES]) + (f" and {rest} more" if rest > 0 else "")


def _cut(name: str) -> str:
    line = one_line(name)
    return line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + "…"
