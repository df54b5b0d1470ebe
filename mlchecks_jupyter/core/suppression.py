"""Suppressions: `# mlchecks: ignore[unseeded-split] the demo shows what goes wrong`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_COMMENT: Final = re.compile(
    r"(?:#|--)\s*mlchecks:\s*ignore(?P<whole_cell>-cell)?\s*(?:\[(?P<names>[^\]\n]*)\])?(?P<reason>[^\n]*)"
)
_NO_CODE: Final = re.compile(r"\s*(?:#|--|$)")
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A comment that accepts some findings, with the author's reason.

    `ignore[...]` speaks of its own line, or of the next one with code where it stands alone;
    `ignore-cell[...]` of the whole cell. In the body of a `%%sql` cell it may follow `--`.
    `line` counts from 1 within the cell, 0 is the whole cell.
    """

    cell: int
    line: int
    names: frozenset[str]
    reason: str
    #: The line on which the comment stands.
    written: int = 0

    def covers(self, check: str, cell: int, line: int, end_line: int) -> bool:
        """Whether a finding of `check` on these lines of `cell` is accepted."""
        if cell != self.cell or check not in self.names:
            return False
        return self.line == 0 or line <= self.line <= end_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """A comment that was meant to suppress something and does not."""

    line: int
    why: str


def read_suppressions(source: str, cell: int) -> Iterator[Suppression | Malformed]:
    """The suppressions in the source of a cell; malformed ones with a sentence that says so."""
    if "mlchecks:" not in source:
        return
    lines = source.split("\n")
    comments = _comments(source)
    for number, line in enumerate(lines, start=1):
        match = _COMMENT.search(line)
        if match is None or (comments is not None and comments.get(number, len(line)) > match.start()):
            continue
        names = frozenset(name.strip() for name in (match["names"] or "").split(",") if name.strip())
        reason = match["reason"].strip(" :-\t")
        if not names or not all(_NAME.fullmatch(name) for name in names):
            yield Malformed(line=number, why="names no check; write `# mlchecks: ignore[unseeded-split] reason`")
        elif not reason:
            shown = ", ".join(sorted(names))
            yield Malformed(
                line=number, why=f"`ignore[{shown}]` has no effect without a reason; write one after the bracket"
            )
        else:
            alone = not line[: match.start()].strip(" \t-")
            where = 0 if match["whole_cell"] else _next_code(lines, number) if alone else number
            yield Suppression(cell=cell, line=where, names=names, reason=reason, written=number)


def _comments(source: str) -> dict[int, int] | None:
    """Where on each line a comment begins; None where magics or errors leave no telling comments from strings."""
    if source.lstrip().startswith("%%"):
        return None
    import io
    import tokenize  # late: few notebooks accept anything

    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return {token.start[0]: token.start[1] for token in tokens if token.type == tokenize.COMMENT}


def _next_code(lines: list[str], number: int) -> int:
    """The first line after line `number` that is neither empty nor a comment, so that comments can be stacked."""
    further = (after for after in range(number, len(lines)) if not _NO_CODE.match(lines[after]))
    return next(further, number) + 1
