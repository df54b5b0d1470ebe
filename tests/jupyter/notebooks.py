"""Notebook files for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOAD = "%load_ext mlchecks_jupyter"


def write(path: Path, sources: Sequence[str], bundles: dict[int, Any] | None = None) -> Path:
    """Save a notebook of these code cells, ids ``c0``, ``c1``, ...; `bundles` are the evidence in a cell's output."""
    from mlchecks_jupyter.core.reading import EVIDENCE_MIME

    cells: list[dict[str, Any]] = []
    for index, source in enumerate(sources):
        outputs = []
        if bundles and index in bundles:
            data = {"text/plain": "shown", EVIDENCE_MIME: bundles[index]}
            outputs = [{"output_type": "display_data", "metadata": {}, "data": data}]
        cells.append(
            {
                "cell_type": "code",
                "id": f"c{index}",
                "metadata": {},
                "outputs": outputs,
                "execution_count": None,
                "source": source,
            }
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
