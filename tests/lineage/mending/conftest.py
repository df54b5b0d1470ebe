"""A small table to run notebooks on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(autouse=True)
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`rows.csv` in the working directory: numbers with gaps, a word, and a target that they tell something of."""
    generator = np.random.default_rng(0)
    table = pd.DataFrame(generator.normal(size=(120, 4)), columns=list("abcd"))
    table["target"] = (table["a"] + table["b"] + generator.normal(size=120) / 2 > 0).astype(int)
    table["word"] = np.where(table["c"] > 0, "up", "down")
    table.loc[::7, "a"] = np.nan
    table.loc[3::11, "b"] = np.nan
    table["whole"] = generator.normal(size=120)
    table["other"] = table["whole"] * 3 + 1
    table.to_csv(tmp_path / "rows.csv", index=False)
    monkeypatch.chdir(tmp_path)
