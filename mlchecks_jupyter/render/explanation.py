"""The page of a check for a terminal, made from its class."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Final

from mlchecks_jupyter.core.check import Check, Sample
from mlchecks_jupyter.core.checklist import CHECKLIST
from mlchecks_jupyter.render.ink import ink

_IDS: Final = {item.name: f"{item.id} {item.title.lower()}" for item in CHECKLIST}


def overview(checks: Sequence[Check]) -> str:
    """Every check with its severity and title, under the item it judges."""
    lines: list[str] = []
    for item in CHECKLIST:
        of_item = [check for check in checks if check.item == item.name]
        if of_item:
            lines += ["", f"{item.id} {item.title}: {item.question}"]
            lines += [f"  {check.name:<22} {check.severity:<8} {check.title}" for check in of_item]
    return "\n".join([*lines[1:], "", "Type `mlchecks explain NAME` for the page of one.", ""])


def render(check: Check, *, colour: bool) -> str:
    """What is wrong, why that is bad, what to type instead, with samples."""
    inks = ink(colour=colour)
    page = inspect.cleandoc(check.__doc__ or "").split("\n")
    items = ", ".join(_IDS[name] for name in check.items)
    lines = [f"{inks.severity[check.severity]}{check.severity}[{check.name}]{inks.off} judges {items}", ""]
    lines += [f"{inks.strong}{line[3:]}{inks.off}" if line.startswith("## ") else line for line in page]
    lines += ["", f"{inks.strong}Found in{inks.off}", *_sample(check.bad[0])]
    lines += ["", f"{inks.strong}Not found in{inks.off}", *_sample(check.good[0])]
    lines += ["", f"Accept one with a reason: # mlchecks: ignore[{check.name}] why it is right here", ""]
    return "\n".join(lines)


def _sample(sample: Sample) -> list[str]:
    lines: list[str] = []
    for number, cell in enumerate(sample.cells):
        if number:
            lines.append("    ----")
        lines += [f"    {line}" for line in cell.split("\n")]
    return [*lines, f"    ---- {sample.how_it_ran}"] if sample.how_it_ran else lines
