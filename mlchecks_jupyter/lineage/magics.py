"""IPython's magics, turned into Python that parses: same lines, and known shifts of columns.

Transparent magics (`%time`, `%%capture`, ...) are taken off the code they wrap. Others become the
calls that IPython itself makes of them, so that `%sql` and `%run` can be read like any call.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

#: Magics whose argument or body is Python that runs in the notebook's own namespace. The cell magics
#: of this package are among them before all of them are built, so that a notebook that a later
#: version wrote is judged by this one too.
TRANSPARENT: Final = frozenset(
    """time timeit capture prun lprun memit mprun snakeviz pyinstrument scalene heat tqdm notify
    seedcheck splitcheck datafingerprint predictioncheck driftcheck px autopx""".split()
)

#: Cell magics whose body is certainly not Python of this notebook: other languages and, of
#: sparkmagic, `configure` (JSON) and `local` (another Python than the cluster's). `info` and `logs`
#: of sparkmagic take no body.
FOREIGN: Final = frozenset(
    """bash sh script cmd powershell html HTML javascript js latex markdown md svg SVG perl ruby R julia octave
    writefile file cython fortran cpp dot mermaid local configure info logs manim ai pypy python2 python
    python3 system sx ! cache_bash""".split()
)

#: What `%pylab` does to the namespace.
_PYLAB: Final = "from pylab import *; import numpy as np; import matplotlib.pyplot as plt"

#: Cell magics that read their body as text we know how to judge.
TEXT: Final = frozenset("sql bigquery duckdb sparksql snowflake trino presto athena redshift dql sqlite".split())

_LINE_MAGIC: Final = re.compile(
    r"(?P<indent>[ \t]*)(?P<target>[\w(*][\w.,()*\[\]'\" \t]*=[ \t]*)?(?:%(?P<name>[A-Za-z_]\w*)(?P<rest>[^\n]*)|(?P<shell>!!?)(?P<command>[^\n]*))$"
)
_HELP: Final = re.compile(r"[ \t]*(?:\?{1,2}[ \t]*[%\w.*\[\]]+|[%\w.*\[\]'\"()]+[ \t]*\?{1,2})[ \t]*$")
#: An option takes a value where a word stands that no operator or bracket makes part of the statement.
_OPTIONS: Final = re.compile(r"(?:[ \t]+-{1,2}(?:[frslTDmuti][ \t]+[^\s()=,]+(?=[ \t]+[\w(\[{'\"-])|\w+))*[ \t]*")
_TIMEIT_OPTIONS: Final = re.compile(r"(?:[ \t]+-(?:[nrp][ \t]*\d+|\w))*[ \t]*")
_STRING_OR_BRACKET: Final = re.compile(
    r"#|(?P<triple>'{3}|\"{3})|'(?:\\.|[^'\\])*'?|\"(?:\\.|[^\"\\])*\"?|(?P<open>[(\[{])|(?P<close>[)\]}])"
)
_CELL_MAGIC: Final = re.compile(r"\s*%%(?P<name>[!\w.]+)(?P<rest>[^\n]*)(?:\n|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrapped:
    """Source that parses as Python, with the way back to the author's columns.

    Attributes
    ----------
    text : str or None
        None where the cell is not Python of this notebook.
    shifts : dict of int to int
        For a line (from 1) whose head was taken off: how many characters. -1 says that the line
        was rewritten and columns of it mean nothing.
    certain : bool
        Whether the text has to be Python: False for the body of a cell magic that is not known.
    body_line : int
        For a cell magic that takes its body as text: the line on which the body begins, else 0.
    """

    text: str | None
    shifts: dict[int, int] = field(default_factory=dict)
    certain: bool = True
    body_line: int = 0


def is_cell_magic(source: str) -> bool:
    """Whether the cell begins with ``%%name``."""
    return source.lstrip()[:2] == "%%"


def unwrap_cell_magic(source: str) -> Unwrapped:
    """Take transparent cell magics off; make a call of one that takes text; pass over foreign languages.

    The body of a magic that is not known may be Python: it comes as a text that is not `certain`.
    """
    taken = 0
    rest = source
    while (match := _CELL_MAGIC.match(rest)) and match["name"] in TRANSPARENT:
        taken += rest.count("\n", 0, match.end())
        rest = rest[match.end() :]
    if match is None:
        return Unwrapped(text="\n" * taken + rest)
    name = match["name"]
    if name in FOREIGN:
        return Unwrapped(text=None)
    body = rest[match.end() :]
    first = taken + rest.count("\n", 0, match.end())
    if name not in TEXT:
        return Unwrapped(text="\n" * first + body, certain=False)
    call = f"get_ipython().run_cell_magic({name!r}, {match['rest'].strip()!r}, {body!r})"
    return Unwrapped(text="\n" * (first - 1) + call, shifts={first: -1}, body_line=first + 1)


def unwrap_line_magics(source: str) -> Unwrapped:
    """Rewrite every line that reads as a line magic, a shell escape or a request for help.

    A line that goes on with a statement or a string begun before is none, however it looks.
    """
    lines = source.split("\n")
    shifts: dict[int, int] = {}
    number = 0
    start = _Start()
    while number < len(lines):
        rewritten = _rewrite(lines, number) if start.of_statement else None
        if rewritten is not None:
            lines[number], shifts[number + 1], continued = rewritten
            for further in range(number + 1, number + 1 + continued):
                lines[further] = ""
            number += continued
        start.pass_over(lines[number])
        number += 1
    return Unwrapped(text="\n".join(lines), shifts=shifts)


@dataclass(slots=True)
class _Start:
    """Whether the next line begins a statement: no bracket or long string is open, no backslash ended the last."""

    depth: int = 0
    quote: str = ""
    continued: bool = False

    @property
    def of_statement(self) -> bool:
        return not (self.depth or self.quote or self.continued)

    def pass_over(self, line: str) -> None:
        position, end = 0, len(line)
        while position < end:
            if self.quote:
                closing = re.compile(rf"(?:\\.|[^\\])*?{self.quote}").match(line, position)
                if closing is None:
                    break
                self.quote, position = "", closing.end()
                continue
            found = _STRING_OR_BRACKET.search(line, position)
            if found is None:
                break
            if found[0] == "#":
                self.continued = False
                return
            position = found.end()
            self.quote = found["triple"] or ""
            self.depth = max(0, self.depth + (found["open"] is not None) - (found["close"] is not None))
        self.continued = not self.quote and line.endswith("\\")


def _rewrite(lines: list[str], number: int) -> tuple[str, int, int] | None:
    """The line as Python, its shift and how many further lines it took; None to leave it."""
    line = lines[number]
    if "%" not in line and "!" not in line and "?" not in line:
        return None
    if _HELP.match(line):
        return line[: len(line) - len(line.lstrip())] + "pass", -1, 0
    match = _LINE_MAGIC.match(line)
    if match is None:
        return None
    if match["name"] in TRANSPARENT:
        return _take_off(match, line)
    if match["name"] == "pylab":
        return match["indent"] + _PYLAB, -1, 0
    argument, continued = _continued(match["rest"] if match["name"] else match["command"], lines, number)
    if match["name"]:
        call = f"get_ipython().run_line_magic({match['name']!r}, {argument.strip()!r})"
    else:
        method = "getoutput" if match["target"] or match["shell"] == "!!" else "system"
        call = f"get_ipython().{method}({argument.strip()!r})"
    return match["indent"] + (match["target"] or "") + call, -1, continued


def _take_off(match: re.Match[str], line: str) -> tuple[str, int, int]:
    """`%time f(x)` -> `f(x)`, remembering how far it moved."""
    options = _TIMEIT_OPTIONS if match["name"] == "timeit" else _OPTIONS
    spaces = options.match(match["rest"])
    statement = match["rest"][spaces.end() if spaces else 0 :]
    head = match["indent"] + (match["target"] or "")
    return head + (statement or "pass"), len(line) - len(head) - len(statement), 0


def _continued(argument: str, lines: list[str], number: int) -> tuple[str, int]:
    """A magic's argument with the lines that a trailing backslash adds to it."""
    taken = 0
    while argument.endswith("\\") and number + taken + 1 < len(lines):
        taken += 1
        argument = argument[:-1] + lines[number + taken]
    return argument, taken
