"""Writes the pages that come from the checks: one a check, their index, and the table in the README.

python docs/generate.py          write what changed
python docs/generate.py --check  write nothing; exit with 1 and name what is stale
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mlchecks_jupyter.checks import discover
from mlchecks_jupyter.core.check import Check, Sample
from mlchecks_jupyter.core.checklist import CHECKLIST, ChecklistItem

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = ROOT / "docs" / "checks"
README: Final = ROOT / "README.md"
BEGIN: Final = "<!-- checks:begin -->"
END: Final = "<!-- checks:end -->"
ITEMS: Final = {item.name: item for item in CHECKLIST}


def main(arguments: list[str]) -> int:
    """Write or compare every generated file; the exit code."""
    only_compare = arguments == ["--check"]
    if arguments and not only_compare:
        print("usage: python docs/generate.py [--check]", file=sys.stderr)
        return 2
    checks = sorted(discover(), key=lambda check: check.name)
    texts = dict(generated(checks))
    leftover = sorted(set(PAGES.glob("*.md")) - set(texts))
    stale = sorted(path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text)
    if only_compare:
        for path in (*stale, *leftover):
            print(f"{path.relative_to(ROOT)} is stale; run `make docs`.", file=sys.stderr)
        return 1 if stale or leftover else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(texts[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    for path in leftover:
        path.unlink()
        print(f"removed {path.relative_to(ROOT)}")
    return 0


def generated(checks: list[Check]) -> Iterator[tuple[Path, str]]:
    """Every generated file with the text it must have."""
    for check in checks:
        yield PAGES / f"{check.name}.md", page(check)
    yield PAGES / "README.md", index(checks)
    yield README, with_table(README.read_text("utf-8"), table(checks, "docs/checks/"))


def page(check: Check) -> str:
    """The page of one check."""
    body = inspect.cleandoc(check.__doc__ or "").partition("\n")[2].strip()
    also = "".join(f", also {label(ITEMS[name])}" for name in check.also)
    parts = [
        f"# {check.name}",
        check.title,
        f"**Item:** {label(ITEMS[check.item])}{also} · **severity:** up to {check.severity}",
        body,
        "## What it finds",
        *(sample(each) for each in check.bad),
        "## What it leaves alone",
        *(sample(each) for each in check.good),
        "## Accepting it",
        "Where it is meant, say why on the line; the finding then stands in the audit as accepted, with the reason:",
        f"```python\n# mlchecks: ignore[{check.name}] the reason\n```",
        "[All checks](README.md)",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def sample(notebook: Sample) -> str:
    """A sample as one block of code, its cells numbered where there are several."""
    cells = notebook.cells
    if len(cells) > 1:
        cells = tuple(f"# cell {number}\n{source}" for number, source in enumerate(cells, start=1))
    if notebook.how_it_ran:
        cells = (*cells, f"# {notebook.how_it_ran}")
    return "```python\n" + "\n\n".join(source.strip("\n") for source in cells) + "\n```"


def index(checks: list[Check]) -> str:
    """The index of the checks, by checklist item."""
    parts = [
        "# The checks",
        "Generated from the classes in `mlchecks_jupyter/checks/`. Each page is what `mlchecks explain NAME` prints.",
    ]
    for item in CHECKLIST:
        parts += [f"## {label(item)}", f"{item.question}"]
        here = [check for check in checks if item.name in (check.item, *check.also)]
        rows = [f"- [{check.name}]({check.name}.md): {check.title}" for check in here]
        parts.append("\n".join(rows) or f"No check yet. What will judge it: {item.evidence}.")
    return "\n\n".join(parts) + "\n"


def table(checks: list[Check], folder: str) -> str:
    """The README's table."""
    rows = ["| check | finds | item | severity |", "| --- | --- | --- | --- |"]
    for check in checks:
        ids = ", ".join(ITEMS[name].id for name in (check.item, *check.also))
        rows.append(f"| [{check.name}]({folder}{check.name}.md) | {check.title} | {ids} | {check.severity} |")
    return "\n".join(rows)


def with_table(readme: str, rows: str) -> str:
    """The README with the table between its markers replaced."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"README.md has no {BEGIN} ... {END}; put the markers where the table belongs.")
    return f"{before}{begin}\n{rows}\n{end}{after}"


def label(item: ChecklistItem) -> str:
    """An item as people cite it."""
    return f"{item.id} {item.title}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
