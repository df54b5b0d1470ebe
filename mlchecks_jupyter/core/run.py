"""A run is one kernel's life as its evidence tells it; a history is all runs of a project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from mlchecks_jupyter.core.evidence import Evidence

#: kernel: still in memory. ledger: read from the project's ledger. outputs: from the outputs that
#: the notebook's file holds. nothing: there is no evidence.
Origin = Literal["kernel", "ledger", "outputs", "nothing"]

_Kind = TypeVar("_Kind", bound=Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A piece of evidence as it was kept.

    `number` counts from 1 within the run; `time` is UTC in ISO 8601, to the millisecond.
    """

    number: int
    time: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One kernel's life.

    Attributes
    ----------
    id : str
        32 hex digits, unique among all runs.
    notebook : str
        The notebook's path from the project's root, with ``/`` between folders; empty where the
        front end did not tell it.
    started : str
        When the kernel began to be watched: UTC in ISO 8601.
    python, tool_version : str
        Versions of the interpreter and of this package.
    records : tuple of Record
        In the order in which they were kept.
    """

    id: str
    notebook: str
    started: str
    python: str
    tool_version: str
    records: tuple[Record, ...] = ()
    origin: Origin = "kernel"

    def of(self, kind: type[_Kind]) -> Iterator[_Kind]:
        """The evidence of one kind, in its order."""
        for record in self.records:
            if isinstance(record.evidence, kind):
                yield record.evidence


#: The run of which nothing is known.
NO_RUN = Run(id="", notebook="", started="", python="", tool_version="", origin="nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Runs, the oldest first."""

    runs: tuple[Run, ...] = ()

    @property
    def latest(self) -> Run:
        """The run that began last; `NO_RUN` where there is none."""
        return self.runs[-1] if self.runs else NO_RUN

    def of(self, kind: type[_Kind]) -> Iterator[tuple[Record, _Kind]]:
        """The evidence of one kind in all runs with its record, in the order of time."""
        found = [
            (record, record.evidence)
            for run in self.runs
            for record in run.records
            if isinstance(record.evidence, kind)
        ]
        yield from sorted(found, key=lambda pair: pair[0].time)
