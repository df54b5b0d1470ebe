"""The command line: `mlchecks check`, `mlchecks audit`, `mlchecks explain`."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from mlchecks_jupyter._version import __version__

if TYPE_CHECKING:
    from mlchecks_jupyter.batch import Watch
    from mlchecks_jupyter.core.report import Report

_FORMATS: Final = ("text", "json", "sarif", "github", "markdown")
_SEVERITIES: Final = ("error", "warning", "advice", "never")

#: From how many files on a bar shows how far the work is: about two seconds.
_WORTH_A_BAR: Final = 400

#: Exit codes: no findings at or above --fail-on; some; input or arguments that cannot be used, or no code read.
_CLEAN, _FOUND, _UNUSABLE = 0, 1, 2


class Unusable(click.ClickException):
    """Input that cannot be used: one sentence, exit code 2."""

    exit_code = _UNUSABLE


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def main() -> None:
    """Find what makes a notebook's results irreproducible, before its model is deployed.

    Notebooks are read, never executed. Exit code: 0 clean, 1 findings, 2 unusable input
    or nothing that could be read.
    """


def _names(context: click.Context, parameter: click.Parameter, value: str | None) -> frozenset[str]:
    """Comma-separated names of checks, each of which must exist."""
    names = frozenset(name.strip() for name in (value or "").split(",") if name.strip())
    if value is not None and not names:
        raise click.BadParameter("it names no check; `mlchecks explain` lists them all.")
    if names:
        from mlchecks_jupyter.checks import discover

        known = {check.name for check in discover()}
        for name in sorted(names - known):
            raise click.BadParameter(
                f"there is no check `{name}`.{_nearest(name, known)} `mlchecks explain` lists them all."
            )
    return names


def _nearest(name: str, known: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f" Did you mean `{close[0]}`?" if close else ""


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@click.option("--select", callback=_names, metavar="NAME,...", help="Run only these checks.")
@click.option("--ignore", callback=_names, metavar="NAME,...", help="Leave these checks out.")
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    default="error",
    show_default=True,
    help="Least severity that makes the exit code 1.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to a file instead of the terminal.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes to use; by default as many as pay.")
def check(
    paths: tuple[str, ...],
    format_: str,
    select: frozenset[str],
    ignore: frozenset[str],
    fail_on: str,
    output: str | None,
    jobs: int | None,
) -> None:
    """Check notebooks (.ipynb) and scripts (.py); folders are walked.

    In a folder, what begins with a dot is left out, and folders named build, dist, node_modules,
    site-packages, venv or __pycache__: name one to have it checked.
    """
    from mlchecks_jupyter.batch import check_files

    _refuse_no_check(select, ignore)
    files, missing = _files(paths)
    reports, errors = check_files(files, select=select, ignore=ignore, jobs=jobs, watch=_progress(len(files)))
    errors = [*missing, *errors]
    _write(_render(reports, format_, to_file=output is not None), output)
    for error in errors:
        click.echo(f"Error: {error}", err=True)
    if errors or any(report.unread for report in reports):
        sys.exit(_UNUSABLE)
    sys.exit(_FOUND if _fails(reports, fail_on) else _CLEAN)


def _refuse_no_check(select: frozenset[str], ignore: frozenset[str]) -> None:
    from mlchecks_jupyter.checks import discover

    if not (select or {check.name for check in discover()}) - ignore:
        why = "all that --select names" if select else "every check there is"
        raise Unusable(f"No check is left to run: --ignore leaves out {why}; take a name out of it.")


def _progress(count: int) -> Watch:
    """A bar on the terminal's error stream, where there is one and it would be looked at."""

    def watch(reports: Iterable[Report]) -> Iterator[Report]:
        if count < _WORTH_A_BAR or not sys.stderr.isatty():
            yield from reports
            return
        with click.progressbar(reports, length=count, label="Checking", file=sys.stderr) as bar:
            yield from bar

    return watch


def _fails(reports: Sequence[Report], fail_on: str) -> bool:
    from mlchecks_jupyter.core.finding import SEVERITIES, at_least

    threshold = next((severity for severity in SEVERITIES if severity == fail_on), None)
    if threshold is None:
        return False
    return any(at_least(finding.severity, threshold) for report in reports for finding in report.findings)


def _files(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files that the paths name, folders walked in sorted order, and a sentence for each path that names none."""
    files: dict[str, None] = {}
    missing: list[str] = []
    for path in paths:
        if os.path.isdir(path):
            inside = list(_walk(path))
            if not inside:
                missing.append(
                    f"{path}: the folder holds no notebook (.ipynb) or script (.py); name another folder or a file."
                )
            files.update(dict.fromkeys(inside))
        else:
            files[path] = None
    return list(files), missing


_SKIPPED_FOLDERS: Final = frozenset({"__pycache__", "node_modules", "site-packages", "build", "dist", "venv"})


def _walk(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS)
        yield from (os.path.join(parent, name) for name in sorted(names) if name.endswith((".ipynb", ".py")))


def _render(reports: Sequence[Report], format_: str, *, to_file: bool) -> str:
    if format_ == "json":
        from mlchecks_jupyter.render import json_document

        return json_document.render(reports)
    if format_ == "sarif":
        from mlchecks_jupyter.checks import discover
        from mlchecks_jupyter.render import sarif

        return sarif.render(reports, discover())
    if format_ == "github":
        from mlchecks_jupyter.render import github

        return github.render(reports)
    if format_ == "markdown":
        from mlchecks_jupyter.render import markdown

        return markdown.render_findings(reports)
    from mlchecks_jupyter.render import text

    return text.render(reports, colour=not to_file and _colour(), width=shutil.get_terminal_size((100, 24)).columns)


def _colour() -> bool:
    """Colour on a terminal, unless NO_COLOR asks for none (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout is not None and sys.stdout.isatty())


def _write(document: str, output: str | None) -> None:
    if output is None:
        try:
            click.echo(document, nl=bool(document) and not document.endswith("\n"))
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader has seen enough, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the rest would fail again at exit
            raise Unusable(f"The output cannot be written ({error.strerror}); write it to a file with -o.") from None
        return
    try:
        Path(output).write_text(document, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise Unusable(f"{output}: the file cannot be written ({error.strerror}); name another file with -o.") from None


@main.command()
@click.argument("notebook", type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False), help="FILE.html, FILE.md or FILE.json.")
def audit(notebook: str, output: str) -> None:
    """Write the audit of a notebook: the 13 items of the checklist, with what was found."""
    from mlchecks_jupyter import session
    from mlchecks_jupyter.core.reading import NotebookError
    from mlchecks_jupyter.render import text

    try:
        report = session.audit(notebook)
        session.write_audit(report, output)
    except (NotebookError, session.AuditError) as error:
        raise Unusable(str(error)) from None
    click.echo(text.render_checklist(report, colour=_colour()), nl=False)
    click.echo(f"\nThe audit is in {output}.")


@main.command()
@click.argument("name", required=False)
def explain(name: str | None) -> None:
    """Explain a check: what is wrong, why it matters, what to type instead."""
    from mlchecks_jupyter import checks
    from mlchecks_jupyter.render import explanation

    known = checks.discover()
    if name is None:
        click.echo(explanation.overview(known), nl=False)
        return
    found = checks.find(name)
    if found is None:
        names = [each.name for each in known]
        raise Unusable(f"There is no check `{name}`.{_nearest(name, names)} `mlchecks explain` lists them all.")
    click.echo(explanation.render(found, colour=_colour()), nl=False)
