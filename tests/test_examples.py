"""The example notebooks are kept as a reader wants them; that they run is nbval's to say (`make notebooks`)."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from mlchecks_jupyter import session
from mlchecks_jupyter.core.checklist import CHECKLIST

FOLDER = Path(__file__).resolve().parent.parent / "example_notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> dict[str, Any]:
    """The notebook as plain JSON."""
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def test_there_are_examples() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_example_is_named_after_its_item(path: Path) -> None:
    assert path.stem in {f"{item.id}_{item.name}" for item in CHECKLIST}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_example_is_saved_without_outputs_and_with_cell_ids(path: Path) -> None:
    document = read(path)
    assert (document["nbformat"], document["nbformat_minor"]) >= (4, 5)
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in document["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in document["cells"]:
        assert re.fullmatch(r"[a-z0-9-]{1,64}", cell["id"])
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_example_is_a_story_with_an_audit(path: Path) -> None:
    cells = read(path)["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    assert sources[0].startswith("# ")
    assert any(source.startswith("%load_ext mlchecks_jupyter") for source in sources)
    assert any(line.startswith("%audit") for source in sources for line in source.splitlines())
    assert any(cell["cell_type"] == "markdown" for cell in cells[1:])


def test_the_features_are_proved_to_differ_and_once_mended_proved_to_repeat(tmp_path: Path) -> None:
    for name in ("S2_features.ipynb", "flight_features.py"):
        shutil.copy(FOLDER / name, tmp_path)
    notebook = nbformat.read(tmp_path / "S2_features.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    said = {
        cell.id: "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }
    assert "Not repeatable: NumPy's global generator was drawn from" in said["looked"]
    assert "flight_features.py, line 34: flights.sample(SAMPLED, random_state=seed)" in said["looked"]
    assert "Next: Pass `seed=0` to `features`." in said["looked"]
    assert re.search(r"Not repeatable: `table` differs in [\d,]+ of [\d,]+ rows", said["proved"])
    assert "Repeatable: 2 runs gave the same 3 variables, bit for bit" in said["proved-again"]
    mailed = tmp_path / "mailed"
    mailed.mkdir()
    nbformat.write(notebook, mailed / "S2_features.ipynb")
    shutil.rmtree(tmp_path / ".mlchecks")
    report = session.check(mailed / "S2_features.ipynb")
    assert report.source.origin == "outputs"
    assert {finding.check for finding in report.findings} == {"unrepeatable-cell", "unseeded-draw"}


def test_every_leak_of_the_example_is_found_and_none_of_its_mends_is_called_one() -> None:
    path = FOLDER / "M3_testset.ipynb"
    leaky = {cell["id"] for cell in read(path)["cells"] if cell["id"].endswith(("-leaky", "-left"))}
    found = {finding.cell_id: finding.check for finding in session.check(path).findings}
    # That `made_up` is made of what the target is made of stands in no call, only in the arithmetic.
    assert leaky - {"target-leaky"} == set(found)
    assert {name: found[f"{name}-leaky"] for name in ("select", "copies", "stop", "time", "group", "rare")} == {
        "select": "preprocessing-leakage",
        "copies": "overlap-leakage",
        "stop": "early-stopping-on-test",
        "time": "shuffled-time-split",
        "group": "ignored-groups",
        "rare": "unstratified-rare-class",
    }
