"""Composes a report: reads a notebook, gathers the evidence that checks ask for, and runs them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from mlchecks_jupyter._version import __version__
from mlchecks_jupyter.checks import discover
from mlchecks_jupyter.core.check import Check, NotApplicable
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.reading import read
from mlchecks_jupyter.core.report import Accepted, Outcome, Report, Result
from mlchecks_jupyter.core.suppression import Suppression
from mlchecks_jupyter.lineage.lineage import Lineage, trace


class Evidence:
    """What checks can ask for, each made when first asked for."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self._lineage: Lineage | None = None

    @property
    def lineage(self) -> Lineage:
        """The notebook's lineage."""
        if self._lineage is None:
            self._lineage = trace(self.notebook)
        return self._lineage

    def of(self, names: Collection[str]) -> dict[str, object]:
        """The evidence of these names."""
        available: Mapping[str, Callable[[], object]] = {
            "notebook": lambda: self.notebook,
            "lineage": lambda: self.lineage,
        }
        return {name: available[name]() for name in names}


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


def audit_notebook(notebook: Notebook) -> Report:
    """The report of a notebook with a summary of the environment this process runs in."""
    from mlchecks_jupyter.capture import environment_of  # late: only audits look at the environment

    evidence = Evidence(notebook)
    report = _judge(evidence, select=(), ignore=())
    return replace(report, environment=environment_of(evidence.lineage.modules))


def render_audit(report: Report, suffix: str) -> str:
    """The audit as a document; `suffix` is ``.html``, ``.md`` or ``.json``."""
    if suffix == ".html":
        from mlchecks_jupyter.render import html

        return html.render(report, checks=discover())
    if suffix == ".md":
        from mlchecks_jupyter.render import markdown

        return markdown.render(report)
    from mlchecks_jupyter.render import json_document

    return json_document.render([report])


def judge(notebook: Notebook, *, select: Collection[str] = (), ignore: Collection[str] = ()) -> Report:
    """Judge a notebook by every check, or by those selected.

    Parameters
    ----------
    notebook : Notebook
        As read; never executed.
    select, ignore : collection of str
        Names of checks: run these only; leave these out.
    """
    return _judge(Evidence(notebook), select=select, ignore=ignore)


def _judge(evidence: Evidence, *, select: Collection[str], ignore: Collection[str]) -> Report:
    notebook = evidence.notebook
    results = tuple(
        _run(each, evidence)
        if (not select or each.name in select) and each.name not in ignore
        else Result(check=each.name, items=each.items, outcome="skipped", reason="Not selected.")
        for each in discover()
    )
    problems = evidence.lineage.problems
    return Report(
        notebook=notebook,
        results=results,
        tool_version=__version__,
        errors=(*problems, *notebook.problems, *_idle_suppressions(results, evidence)),
    )


def _run(each: Check, evidence: Evidence) -> Result:
    """One result a check, whatever happens in it."""
    try:
        found = tuple(each.check(**evidence.of(each.needs)))
    except NotApplicable as why:
        return Result(check=each.name, items=each.items, outcome="not_applicable", reason=str(why))
    except Exception as error:  # a fault of one check must cost neither the others nor the user
        reason = (
            f"{each.name} failed on this notebook ({type(error).__name__}: {error}); the other checks are not affected."
        )
        return Result(check=each.name, items=each.items, outcome="error", reason=reason)
    open_findings, accepted = _sort_out(found, evidence)
    outcome: Outcome = "fail" if open_findings else "ignored" if accepted else "pass"
    return Result(check=each.name, items=each.items, outcome=outcome, findings=open_findings, accepted=accepted)


def _sort_out(found: tuple[Finding, ...], evidence: Evidence) -> tuple[tuple[Finding, ...], tuple[Accepted, ...]]:
    """Part the findings that the author accepted with a reason from the others."""
    if not evidence.notebook.suppressions:
        return found, ()
    left: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in found:
        suppression = next((each for each in evidence.notebook.suppressions if _covers(each, finding, evidence)), None)
        if suppression is None:
            left.append(finding)
        else:
            accepted.append(Accepted(finding=finding, reason=suppression.reason))
    return tuple(left), tuple(accepted)


def _covers(suppression: Suppression, finding: Finding, evidence: Evidence) -> bool:
    """Whether a comment speaks of a finding: it stands on a line of the finding's statement."""
    where = finding.where
    first, last = evidence.lineage.statement_lines(where.cell, where.line)
    return suppression.covers(finding.check, where.cell, min(first, where.line), max(last, where.end_line))


def _idle_suppressions(results: tuple[Result, ...], evidence: Evidence) -> list[str]:
    """A sentence for each suppression that names no check, or nothing that was found."""
    sentences: list[str] = []
    known = {result.check for result in results}
    judged = {result.check for result in results if result.outcome in ("pass", "fail", "ignored", "not_applicable")}
    accepted = [each.finding for result in results for each in result.accepted]
    for suppression in evidence.notebook.suppressions:
        place = evidence.notebook.cells[suppression.cell].at(max(suppression.written, 1)).capitalize()
        for name in sorted(suppression.names):
            if name not in known:
                sentences.append(f"{place}: `ignore[{name}]` names no check; `mlchecks explain` lists them all.")
            elif name in judged and not any(
                finding.check == name and _covers(suppression, finding, evidence) for finding in accepted
            ):
                sentences.append(f"{place}: `ignore[{name}]` has no effect, as nothing is found there; take it out.")
    return sentences
