"""Terminal colours by what they mean. Without colour every ink is empty, and the words carry it all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mlchecks_jupyter.core.finding import Severity
from mlchecks_jupyter.core.report import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """ANSI sequences that switch to an ink; `off` ends any of them."""

    severity: dict[Severity, str]
    status: dict[Status, str]
    strong: str = ""
    quiet: str = ""
    help: str = ""
    off: str = ""


PLAIN: Final = Ink(
    severity={"error": "", "warning": "", "advice": ""},
    status={"good": "", "attention": "", "unknown": "", "signed": ""},
)
COLOUR: Final = Ink(
    severity={"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "advice": "\x1b[1;36m"},
    status={"good": "\x1b[1;32m", "attention": "\x1b[1;31m", "unknown": "\x1b[2m", "signed": "\x1b[1;34m"},
    strong="\x1b[1m",
    quiet="\x1b[2m",
    help="\x1b[32m",
    off="\x1b[0m",
)


def ink(*, colour: bool) -> Ink:
    """The coloured or the plain inks."""
    return COLOUR if colour else PLAIN
