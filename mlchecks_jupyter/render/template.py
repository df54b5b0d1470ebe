"""Templates filled with values that are hostile until escaped.

Jinja's autoescaping does that for every value, none is marked safe, and `finalize` first writes out
the characters that no page may hold.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mlchecks_jupyter.render.printable import printable
from mlchecks_jupyter.render.prose import parts

if TYPE_CHECKING:
    from jinja2 import Environment


def fill(name: str, **values: object) -> str:
    """The template of this name in ``templates/``, with its values escaped."""
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    # Imported late: the command line starts without it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["parts"] = parts
    return environment


def _finalize(value: object) -> object:
    # What a macro returns has been through here already.
    return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
