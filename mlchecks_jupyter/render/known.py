"""What stands behind a report besides the source, in words: who signed or accepted, and where evidence comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlchecks_jupyter.core.report import Accepted, ItemReport, Result, Signature, Source
from mlchecks_jupyter.render import command
from mlchecks_jupyter.render.moment import moment
from mlchecks_jupyter.render.printable import one_line
from mlchecks_jupyter.render.verdict import number


def person(signed: Signature | Accepted) -> str:
    """Who signed or accepted and when: ``by N on 2026-11-22 01:33 UTC``; empty where nobody is named."""
    by = f"by {one_line(signed.by)}" if signed.by else ""
    on = f"on {moment(signed.time)}" if signed.time else ""
    return " ".join(part for part in (by, on) if part)


def origin(source: Source) -> str:
    """Where the run-time evidence comes from, a sentence without a full stop; empty where there is none."""
    if source.origin == "nothing":
        return ""
    run = "this kernel's run" if source.origin == "kernel" else "the run"
    started = f" of {moment(source.started)}" if source.started else ""
    where = {
        "kernel": "",
        "ledger": ", from the project's ledger",
        "outputs": ", kept in this file's outputs; they cannot sign or waive anything",
    }[source.origin]
    cells = f"{number(source.cells, 'cell', 'cells')} of " if source.cells else "no cell as it now stands ran in "
    return f"Run-time evidence: {cells}{run}{started}{where}"


def signature(item: ItemReport) -> str:
    """The sign-off of an item, a clause without a full stop; empty where it has none."""
    signed = item.signature
    if signed is None:
        return ""
    said = f"signed {person(signed)}".rstrip()
    if signed.stale:
        again = command.sign_again(item.item)
        return f"{said}, but what is known has changed since: sign again with `{again}`"
    return f'{said}: "{one_line(signed.reason)}"'


def supplies(results: Iterable[Result]) -> tuple[str, ...]:
    """What to type for evidence that checks lack, each once, in their order."""
    return tuple(dict.fromkeys(one_line(result.supply) for result in results if result.supply))


def acts(item: ItemReport) -> Iterator[tuple[str, str]]:
    """What a person can say of an item and take back, each with the magic that does it."""
    if item.status != "signed":
        yield "To sign this item", command.sign(item.item)
    if item.signature is not None:
        yield "To take the sign-off back", command.undo(item.item.id)
    found = [result.check for result in item.results if result.findings]
    if found:
        yield "To accept what a check found", command.waive(found[0])
    waived = [result.check for result in item.results if any(accepted.by for accepted in result.accepted)]
    if waived:
        yield "To take an acceptance back", command.undo(waived[0])
