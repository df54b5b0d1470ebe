"""The checklist's two halves, as every rendering shows them."""

from __future__ import annotations

from typing import Final, NamedTuple

from mlchecks_jupyter.core.report import ItemReport, Report


class Group(NamedTuple):
    """Items whose identifiers share a first letter; `note` goes on after the title, without a full stop."""

    letter: str
    title: str
    note: str


GROUPS: Final = (
    Group("S", "Deployment scenarios", "checked in sequence, so that a fault of one stage is not blamed on the next"),
    Group("M", "Production mistakes", "what goes wrong once a model is in use"),
)


def grouped(report: Report) -> tuple[tuple[Group, tuple[ItemReport, ...]], ...]:
    """Each group with its items, in the order of the checklist."""
    return tuple((group, tuple(item for item in report.items if item.item.id[0] == group.letter)) for group in GROUPS)
