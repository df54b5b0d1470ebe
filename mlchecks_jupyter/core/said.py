"""Evidence that a person gives: sign-offs and waivers, and that one was taken back."""

from __future__ import annotations

from dataclasses import dataclass

from mlchecks_jupyter.core.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Evidence):
    """A person signed a checklist item.

    `findings` are the keys of what was known against it then, open or accepted (`sign_off.item_keys`):
    when there is more, the item asks to be signed again.
    """

    item: str
    by: str
    reason: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(Evidence):
    """A person accepted the findings that a check made then; `findings` are their keys (`sign_off.finding_key`)."""

    check: str
    by: str
    reason: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Evidence):
    """A person took back a sign-off (the name of an item) or a waiver (the name of a check)."""

    what: str
    by: str
