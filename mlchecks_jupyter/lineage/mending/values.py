"""What a name holds that depends on what is moved below a split."""

from __future__ import annotations

import ast
from typing import NamedTuple

from mlchecks_jupyter.lineage.mending.columns import Columns


class Value(NamedTuple):
    """Rows, and what they would be without the statements that are moved."""

    #: The text of the same rows and columns without what is moved.
    raw: str
    #: Whether the name is bound to that where the moved statements are gone.
    stays: bool
    columns: Columns = Columns()
    single: bool = False
    #: Whether it is a table with an index, or an array; None where that is not known.
    frame: bool | None = None
    #: How many moved statements it depends on.
    steps: int = 0
    #: For a target that was made along with the rows: what it was made of.
    target: ast.expr | None = None
