"""Composes a report: reads a notebook, gathers the evidence that checks ask for, and runs them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mlchecks_jupyter._version import __version__
from mlchecks_jupyter.checks import discover
from mlchecks_jupyter.core.check import Check, NotApplicable
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.reading import read
from mlchecks_jupyter.core.report import Accepted, Outcome, Report, Result
from mlchecks_jupyter.core.run import NO_RUN, History, Run
from mlchecks_jupyter.core.sign_off import signatures, waive
from mlchecks_jupyter.core.suppression import Suppression
from mlchecks_jupyter.history import history_of, latest_run, source_of
from mlchecks_jupyter.lineage.collector import collector_at_rest
from mlchecks_jupyter.lineage.lineage import Lineage, trace
from mlchecks_jupyter.lineage.parsed import ParsedCells

#: What an audit can be written as, by the end of its file's name.
AUDIT_SUFFIXES: Final = (".html", ".md", ".json")

_PLACE: Final = re.compile(r"(?:Cell (?P<cell>\d+), )?[Ll]ine (?P<line>\d+): ")


class AuditError(ValueError):
    """An audit that cannot be written; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """What checks can ask for; the fields have the names in `core.check.EVIDENCE_NAMES`."""

    notebook: Notebook
    lineage: Lineage
    run: Run
    history: History

    def of(self, names: Collection[str]) -> dict[str, object]:
        """The evidence of these names."""
        return {name: getattr(self, name) for name in names}


def check(path: str | Path) -> Report:
    """Check a notebook or script.

    Parameters
    ----------
    path : str or Path
        An ``.ipynb`` or ``.py`` file. It is read, never executed.

    Raises
    ------
    NotebookError
        If the file cannot be read as a notebook or script.
    """
    return judge(read(path))


def audit(path: str | Path) -> Report:
    """Check a notebook or script, and add what its audit says of the environment.

    Raises
    ------
    NotebookError
        If the file cannot be read as a notebook or script.
    """
    return audit_notebook(read(path))


def audit_notebook(notebook: Notebook, *, history: History | None = None) -> Report:
    """The report of a notebook with a summary of the environment this process runs in.

    `history` is as for `judge`.
    """
    from mlchecks_jupyter.capture import environment_of  # late: only audits look at the environment

    report, modules = _judge(notebook, select=(), ignore=(), history=history)
    return replace(report, environment=environment_of(modules))


def write_audit(report: Report, name: str) -> None:
    """Write an audit to a file, as what the end of its name says.

    Parameters
    ----------
    name : str
        A file name that ends in one of `AUDIT_SUFFIXES`.

    Raises
    ------
    AuditError
        If the name ends otherwise, or the file cannot be written.
    """
    suffix = Path(name).suffix
    if suffix not in AUDIT_SUFFIXES:
        raise AuditError(f"{name}: an audit is written as .html, .md or .json; give a file name that ends so.")
    document = _rendered(report, suffix)
    try:
        Path(name).write_text(document, encoding="utf-8", errors="backslashreplace")
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        why = getattr(error, "strerror", None) or error
        raise AuditError(f"{name}: the audit cannot be written there ({why}); name another file.") from None


def _rendered(report: Report, suffix: str) -> str:
    if suffix == ".html":
        from mlchecks_jupyter.render import html

        return html.render(report, checks=discover())
    if suffix == ".md":
        from mlchecks_jupyter.render import markdown

        return markdown.render(report)
    from mlchecks_jupyter.render import json_document

    return json_document.render([report])


def judge(
    notebook: Notebook,
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    history: History | None = None,
    parsed: ParsedCells | None = None,
) -> Report:
    """Judge a notebook by every check, or by those selected.

    Parameters
    ----------
    notebook : Notebook
        As read; never executed.
    select, ignore : collection of str
        Names of checks: run these only; leave these out.
    history : History or None
        The runs of this notebook; None to read them from its project's ledger or its file.
    parsed : ParsedCells or None
        The cells of the same notebook as it was judged before, for an editor that judges after every edit.
    """
    report, _ = _judge(notebook, select=select, ignore=ignore, history=history, parsed=parsed)
    return report


def _judge(
    notebook: Notebook,
    *,
    select: Collection[str],
    ignore: Collection[str],
    history: History | None,
    parsed: ParsedCells | None = None,
) -> tuple[Report, frozenset[str]]:
    """The report, and the modules that the notebook imports; whatever happens, a report of its own."""
    try:
        return _judge_quickly(notebook, select=select, ignore=ignore, history=history, parsed=parsed)
    except Exception as error:  # a fault of ours loses one notebook, not all of a call
        return _lost(notebook, error), frozenset()


def _judge_quickly(
    notebook: Notebook,
    *,
    select: Collection[str],
    ignore: Collection[str],
    history: History | None,
    parsed: ParsedCells | None,
) -> tuple[Report, frozenset[str]]:
    with collector_at_rest():
        kept, problems = (history, ()) if history is not None else _history_of(notebook)
        run = latest_run(kept, notebook) if kept.runs else NO_RUN
        available = Available(notebook=notebook, lineage=trace(notebook, parsed), run=run, history=kept)
        report = _report(available, select=select, ignore=ignore)
        return replace(report, notes=(*problems, *report.notes)), available.lineage.modules


def _history_of(notebook: Notebook) -> tuple[History, tuple[str, ...]]:
    """The runs of a notebook; a fault in reading them costs the run-time evidence alone."""
    try:
        return history_of(notebook)
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return History(), (f"The run-time evidence could not be read, by a fault of mlchecks itself ({what}).",)


def _report(available: Available, *, select: Collection[str], ignore: Collection[str]) -> Report:
    notebook = available.notebook
    results = tuple(
        _run(each, available)
        if (not select or each.name in select) and each.name not in ignore
        else Result(check=each.name, items=each.items, outcome="skipped", reason="Not selected.")
        for each in discover()
    )
    notes = _by_place((*notebook.problems, *_idle_suppressions(results, available)))
    report = Report(
        notebook=notebook,
        results=waive(results, available.history, notebook),
        tool_version=__version__,
        errors=_by_place(available.lineage.problems),
        notes=notes,
        unread=_is_unread(available.lineage),
        source=source_of(available.run, notebook),
    )
    return replace(report, signatures=signatures(report.items, available.history, notebook))


def _lost(notebook: Notebook, error: Exception) -> Report:
    """The report of a notebook that could not be judged at all."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    sentence = f"Nothing here could be judged, by a fault of mlchecks itself ({what}); other files are not affected."
    results = tuple(Result(check=each.name, items=each.items, outcome="error", reason=sentence) for each in discover())
    return Report(notebook=notebook, results=results, tool_version=__version__, errors=(sentence,), unread=True)


def _is_unread(lineage: Lineage) -> bool:
    """Whether there were cells that could not be read, and none that could."""
    trees = lineage.trees.values()
    return (
        any(tree.problem for tree in trees)
        and not any(tree.body and not tree.problem for tree in trees)
        and not lineage.queries
    )


def _by_place(sentences: Iterable[str]) -> tuple[str, ...]:
    """Sentences that begin with their place (`Cell.at`), in the order of the source; first those without one."""

    def place(sentence: str) -> tuple[int, int]:
        match = _PLACE.match(sentence)
        return (int(match["cell"] or 0), int(match["line"])) if match else (0, 0)

    return tuple(sorted(sentences, key=place))


def _run(each: Check, available: Available) -> Result:
    """One result a check, whatever happens in it."""
    try:
        found = tuple(each.check(**available.of(each.needs)))
    except NotApplicable as why:
        return Result(check=each.name, items=each.items, outcome="not_applicable", reason=str(why), supply=why.supply)
    except Exception as error:  # a fault of one check must cost neither the others nor the user
        reason = (
            f"{each.name} failed on this notebook ({type(error).__name__}: {error}); the other checks are not affected."
        )
        return Result(check=each.name, items=each.items, outcome="error", reason=reason)
    open_findings, accepted = _sort_out(found, available)
    outcome: Outcome = "fail" if open_findings else "ignored" if accepted else "pass"
    return Result(check=each.name, items=each.items, outcome=outcome, findings=open_findings, accepted=accepted)


def _sort_out(found: tuple[Finding, ...], available: Available) -> tuple[tuple[Finding, ...], tuple[Accepted, ...]]:
    """Part the findings that the author accepted with a reason from the others."""
    if not available.notebook.suppressions:
        return found, ()
    left: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in found:
        suppression = next(
            (each for each in available.notebook.suppressions if _covers(each, finding, available)), None
        )
        if suppression is None:
            left.append(finding)
        else:
            accepted.append(Accepted(finding=finding, reason=suppression.reason))
    return tuple(left), tuple(accepted)


def _covers(suppression: Suppression, finding: Finding, available: Available) -> bool:
    """Whether a comment speaks of a finding: it stands on a line of the finding's statement."""
    where = finding.where
    first, last = available.lineage.statement_lines(where.cell, where.line)
    return suppression.covers(finding.check, where.cell, min(first, where.line), max(last, where.end_line))


def _idle_suppressions(results: tuple[Result, ...], available: Available) -> list[str]:
    """A sentence for each suppression that names no check, or nothing that was found."""
    sentences: list[str] = []
    known = {result.check for result in results}
    judged = {result.check for result in results if result.outcome in ("pass", "fail", "ignored", "not_applicable")}
    accepted = [each.finding for result in results for each in result.accepted]
    for suppression in available.notebook.suppressions:
        place = available.notebook.cells[suppression.cell].at(max(suppression.written, 1)).capitalize()
        for name in sorted(suppression.names):
            if name not in known:
                sentences.append(f"{place}: `ignore[{name}]` names no check; `mlchecks explain` lists them all.")
            elif name in judged and not any(
                finding.check == name and _covers(suppression, finding, available) for finding in accepted
            ):
                sentences.append(f"{place}: `ignore[{name}]` has no effect, as nothing is found there; take it out.")
    return sentences
