"""What `%%seedcheck` saw, in words: the verdict first, the line to type last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mlchecks_jupyter.core.evidence import HashOrderSeen, Seeding
from mlchecks_jupyter.core.execution import Execution
from mlchecks_jupyter.core.replayed import CellReplayed, VariableDiffered
from mlchecks_jupyter.core.seedcheck import UNWATCHED, Advance, Seedcheck
from mlchecks_jupyter.render.printable import one_line
from mlchecks_jupyter.render.verdict import Verdict, listed, number

_MOST_NAMED: Final = 4
_LONGEST_NAME: Final = 60

_ORDER_CHANGES: Final = {
    "hash seed": "depends on PYTHONHASHSEED, so each new kernel gives another one",
    "addresses": "depends on memory addresses, so each run may give another one",
}
_NO_SEED: Final = {
    "hash seed": "by PYTHONHASHSEED: another order in each kernel",
    "addresses": "by memory addresses: another order in each run",
}


def verdict(result: Seedcheck) -> Verdict:
    """What to tell first: what a comparison of runs proved, else what was seen while the cell ran."""
    replay = result.replay
    if replay is None:
        return _seen(result)
    if replay.problem:
        seen = _seen(result)
        detail = f"{ended(replay.problem)} Of your own run is known: {_lower(seen.headline)}"
        return Verdict(tone="unknown", headline="Not proved: a run did not finish", detail=detail)
    exact = [difference for difference in replay.differences if difference.kind == "exact"]
    if exact:
        return Verdict(tone="attention", headline=f"Not repeatable: {differs(exact[0])}", detail=_compared(replay))
    if not result.ok:
        return _seen(result)
    if not replay.differences and not replay.equal:
        return _nothing_compared(result, replay)
    return _repeated(result, replay)


def _repeated(result: Seedcheck, replay: CellReplayed) -> Verdict:
    if replay.differences:
        same = f"up to rounding: {differs(replay.differences[0])}"
    else:
        what = code(replay.equal[0]) if len(replay.equal) == 1 else f"{len(replay.equal)} variables"
        same = f": {number(replay.runs, 'run', 'runs')} gave the same {what}, bit for bit"
    if result.hash_orders:
        # Every run had the hash seed of this kernel: the comparison could not have seen it.
        headline = f"Repeatable in this kernel only: {order(result.hash_orders[0])}"
        return Verdict(tone="attention", headline=headline, detail=_compared(replay))
    detail = _compared(replay)
    if any(advance.evidence.source == UNWATCHED for advance in result.advances):
        # A forked child may go on with the very generator of the first run: equal proves nothing here.
        headline = (
            f"Not proved: {number(replay.runs, 'run', 'runs')} were the same, but the cell draws where nobody can look"
        )
        return Verdict(tone="unknown", headline=headline, detail=detail)
    if any(advance.unseeded for advance in result.advances):
        detail += ". A generator without a seed was drawn from, but no variable shows it"
    return Verdict(tone="good", headline=f"Repeatable{'' if same[0] == ':' else ' '}{same}", detail=detail)


def _nothing_compared(result: Seedcheck, replay: CellReplayed) -> Verdict:
    if replay.not_compared:
        first = replay.not_compared[0]
        headline = f"Nothing could be compared: {code(first.name)}: {_bare(first.why)}"
    else:
        headline = "Nothing to compare: the cell made no variable and changed none"
    return Verdict(
        tone="unknown", headline=headline, detail=f"Of your own run is known: {_lower(_seen(result).headline)}"
    )


def _compared(replay: CellReplayed) -> str:
    """What else the comparison says: how many differ and agree, and from how many runs that is known."""
    exact = sum(difference.kind == "exact" for difference in replay.differences)
    rounding = len(replay.differences) - exact
    parts: list[str] = []
    if exact > 1:
        parts.append(number(exact - 1, "more variable differs", "more variables differ"))
    if rounding and exact:
        parts.append(f"{number(rounding, 'differs', 'differ')} only in rounding")
    elif rounding > 1:
        parts.append(f"{number(rounding - 1, 'more differs', 'more differ')} only in rounding")
    if replay.equal:
        parts.append(f"{names(replay.equal)} {'is' if len(replay.equal) == 1 else 'are'} the same")
    if replay.not_compared:
        parts.append(f"{len(replay.not_compared)} could not be compared")
    how = "on copies in this process" if replay.method == "copies" else "from the same starting state"
    runs = f"{number(replay.runs, 'run', 'runs')} {how}"
    return f"{runs}: {', '.join(parts)}" if parts else runs


def _seen(result: Seedcheck) -> Verdict:
    """The verdict without a comparison."""
    advances = worst_first(result.advances)
    if not result.ok:
        until = "What was seen until then is below" if advances else "Nothing random was seen until then"
        return Verdict(tone="unknown", headline="The cell ended in an error, so nothing is concluded", detail=until)
    if result.blind:
        why = one_line(result.blind).rstrip(".")
        detail = f"The tracker `rng` switched itself off ({why}); `%mlchecks on` starts it again"
        return Verdict(tone="unknown", headline="Not known: random generators were not watched", detail=detail)
    unseeded = [advance for advance in advances if advance.unseeded]
    if unseeded:
        more = len(unseeded) - 1
        detail = "A rerun draws other numbers"
        detail += f"; {number(more, 'more generator', 'more generators')} had no seed either" if more else ""
        headline = f"Not repeatable: {_subject(unseeded[0])} was drawn from and {_unseeded(unseeded[0], result)}"
        return Verdict(tone="attention", headline=headline, detail=detail)
    if result.hash_orders:
        detail = (
            "Digests of `hashlib` are the same everywhere"
            if result.hash_orders[0].what == "hash"
            else "A set has no order of its own, and no seed gives it one; a sorted list has one"
        )
        return Verdict(tone="attention", headline=f"Not repeatable: {order(result.hash_orders[0])}", detail=detail)
    if any(advance.evidence.seeding.how == "unknown" for advance in advances):
        headline = f"Not known: {_subject(advances[0])} was drawn from, but had been made before anything was watched"
        return Verdict(tone="unknown", headline=headline, detail="Whether it had been given a seed was not seen")
    if advances:
        return Verdict(
            tone="good",
            headline="Seeded: every generator that the cell drew from had been seeded",
            detail=_order_of_cells(advances),
        )
    detail = "No generator that is watched was drawn from while the cell ran"
    return Verdict(tone="good", headline="Nothing random was seen", detail=detail)


def _order_of_cells(advances: Iterable[Advance]) -> str:
    before = {run.count: run for advance in advances for run in advance.evidence.drawn_before}
    if before:
        return f"Its numbers also depend on draws before it, in {prompts(before.values())}: keep that order"
    return "A rerun from the seed on draws the same numbers"


def _subject(advance: Advance) -> str:
    name = advance.evidence.name
    title = one_line(advance.title)
    return f"{title} {code(name)}" if name and f"`{name}`" not in title else title


def _unseeded(advance: Advance, result: Seedcheck) -> str:
    seeding = advance.evidence.seeding
    if not seeding.by:
        return "nothing had seeded it"
    where = _where(seeding, result)
    return f"{code(seeding.by)}{f' {where}' if where else ''} was given no seed"


def seeded(advance: Advance, result: Seedcheck) -> str:
    """How a generator had come to its state, a clause: ``with `0` by `numpy.random.seed` in [3]``."""
    seeding = advance.evidence.seeding
    how = "never seeded" if seeding.how == "entropy" and not seeding.by else _how(seeding)
    words = [how, f"by {code(seeding.by)}" if seeding.by else "", _where(seeding, result)]
    said = " ".join(word for word in words if word)
    before = advance.evidence.drawn_before
    return f"{said}, after draws in {prompts(before)}" if before else said


def seeded_here(result: Seedcheck) -> tuple[str, ...]:
    """A sentence for each generator that the cell seeded and did not draw from since."""
    drawn = {(advance.evidence.source, advance.evidence.name, advance.evidence.seeding) for advance in result.advances}
    said: list[str] = []
    for each in result.seeded:
        if (each.source, each.name, each.seeding) not in drawn:
            by = each.seeding.by or each.name or each.source
            said.append(f"Seeded in this cell {_how(each.seeding)} by {code(by)}, and not drawn from since.")
    return tuple(dict.fromkeys(said))


def _how(seeding: Seeding) -> str:
    return {
        "value": f"with {code(seeding.value)}" if seeding.value else "with a seed",
        "entropy": "without a seed",
        "state": "from a saved state",
        "unknown": "not known, made before anything was watched",
    }[seeding.how]


def _where(seeding: Seeding, result: Seedcheck) -> str:
    if seeding.cell is None:
        return ""
    return "in this cell" if seeding.cell == result.execution else f"in {prompts([seeding.cell])}"


def prompts(runs: Iterable[Execution]) -> str:
    """The numbers that stand beside the cells: ``[4] and [5]``."""
    shown = list(dict.fromkeys(f"[{run.count}]" for run in runs))
    return _cut(shown)


def order(seen: HashOrderSeen) -> str:
    """That a set's order, or a hash, is not the same each time, a clause."""
    if seen.what == "hash":
        return f"{code(seen.expression)} on line {seen.line} hashes text by PYTHONHASHSEED, so each new kernel gives other numbers"
    return f"the order of {code(seen.expression)} on line {seen.line} {_ORDER_CHANGES[seen.why]}"


def ordered(seen: HashOrderSeen) -> str:
    """What puts a set in its order, in the few words of a table."""
    return "by PYTHONHASHSEED: other numbers in each kernel" if seen.what == "hash" else _NO_SEED[seen.why]


def differs(difference: VariableDiffered) -> str:
    """That a variable came out differently, a clause: ```X_test` differs in 1,203 of 1,437 rows``."""
    detail = _bare(difference.detail)
    return f"{code(difference.name)} differs {detail}".rstrip()


def next_step(result: Seedcheck) -> str:
    """The line to type, in a sentence."""
    tone = verdict(result).tone
    advances = worst_first(result.advances)
    doubtful = [advance for advance in advances if advance.evidence.seeding.how in ("entropy", "unknown")]
    if not result.ok and tone == "unknown":
        return "Mend the error, then run the cell again."
    if tone != "good" or any(advance.unseeded for advance in advances):
        instead = (blame.instead for advance in doubtful for blame in advance.blamed if blame.instead)
        seeds = (f"Seed it first: type {_typed(advance.seed)} in a cell above." for advance in doubtful if advance.seed)
        sets = (_sorted(seen) for seen in result.hash_orders)
        for remedy in (*instead, *seeds, *sets):
            return ended(remedy)
    return _prove(result, tone)


def _sorted(seen: HashOrderSeen) -> str:
    if seen.what == "hash":
        return "Hash text with `hashlib`: type `int(hashlib.sha256(text.encode()).hexdigest(), 16)` instead of `hash(text)`."
    if "…" in seen.expression:
        return f"Sort it: put `sorted(...)` around the set on line {seen.line}."
    return f"Sort it: type {_typed(f'sorted({one_line(seen.expression)})')}."


def _prove(result: Seedcheck, tone: str) -> str:
    replay = result.replay
    unseeded = [advance for advance in worst_first(result.advances) if advance.unseeded]
    if unseeded:
        what = code(unseeded[0].evidence.name) if unseeded[0].evidence.name else one_line(unseeded[0].title)
        return f"Give {what} a seed where it is made, then prove it with `%%seedcheck --runs 2`."
    if tone == "attention":
        return "Look for what else changes between runs, such as the clock, files or threads; then prove it again with `%%seedcheck --runs 2`."
    if replay is None and not result.why_not:
        return "Prove it: put `%%seedcheck --runs 2` on the first line."
    if replay is not None and replay.problem:
        return "Try again: run the cell with `%%seedcheck --runs 2`."
    if replay is not None and not (replay.equal or replay.differences or replay.not_compared):
        return "Keep what the cell computes, as in `result = ...`, and run it again."
    return "See the whole checklist: `%checklist`."


def worst_first(advances: Iterable[Advance]) -> list[Advance]:
    """Generators without a seed, then those of which it is not known, then the others; each in their order."""
    ranks = {"entropy": 0, "unknown": 1}
    return sorted(advances, key=lambda advance: ranks.get(advance.evidence.seeding.how, 2))


def names(variables: Iterable[str]) -> str:
    """Names of variables as code, a few of them and how many more."""
    return _cut([code(name) for name in variables])


def code(text: str) -> str:
    """Text as code in a sentence, cut where it is long."""
    line = one_line(text)
    return _typed(line if len(line) <= _LONGEST_NAME else line[:_LONGEST_NAME] + "…")


def _typed(text: str) -> str:
    """Text between backticks, whole; backticks within would end it and become apostrophes."""
    line = one_line(text).replace("`", "'")
    return f"`{line}`" if line else "(empty)"


def ended(text: str) -> str:
    """A sentence on one line with a full stop, where it has no other end."""
    line = one_line(text)
    return line if line.endswith((".", "!", "?", ":")) or not line else f"{line}."


def _bare(text: str) -> str:
    return one_line(text).rstrip(".")


def _cut(words: list[str]) -> str:
    shown = words[:_MOST_NAMED] if len(words) > _MOST_NAMED + 1 else words
    rest = len(words) - len(shown)
    return listed([*shown, f"{rest} more"] if rest else shown)


def _lower(text: str) -> str:
    # "NumPy's" keeps its capital: only our own headlines begin sentences.
    return text[:1].lower() + text[1:]
