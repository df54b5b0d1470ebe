"""The record that a notebook's file carries: run, mailed without its ledger, and audited elsewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from mlchecks_jupyter import session
from mlchecks_jupyter.core.reading import EVIDENCE_MIME, read
from mlchecks_jupyter.core.report import Report

LOAD = "%load_ext mlchecks_jupyter"
IMPORT = "import random"
#: Draws by a name that no reading of the source sees.
HIDDEN = "%%seedcheck\ndraw = vars(random)['ran' + 'dom']\nhidden = draw()"
SEEDED = "%%seedcheck\nrandom.seed(3)\ndraw = vars(random)['ran' + 'dom']\nshown = draw()\nshown"
CELLS = (LOAD, IMPORT, HIDDEN, SEEDED)


def mlchecks(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own."""
    program = [sys.executable, "-c", "from mlchecks_jupyter.cli import main; main()"]
    return subprocess.run([*program, *arguments], capture_output=True, text=True, check=False, cwd=cwd)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run from top to bottom, and its ledger beside it."""
    folder = tmp_path_factory.mktemp("executed")
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JPY_SESSION_NAME", raising=False)
        patch.setenv("IPYTHONDIR", str(folder / ".ipython"))
        client.execute()
    nbformat.write(notebook, folder / "a.ipynb")
    return folder / "a.ipynb"


@pytest.fixture
def mailed(executed: Path, tmp_path: Path) -> Path:
    """The same file without its ledger."""
    return Path(shutil.copy(executed, tmp_path / "mailed.ipynb"))


def change(path: Path, edit: Callable[[list[dict[str, Any]]], None]) -> Report:
    """The report of a notebook file after its cells were edited."""
    document = json.loads(path.read_text("utf-8"))
    edit(document["cells"])
    path.write_text(json.dumps(document), encoding="utf-8")
    return session.judge(read(path))


def bundle_of(cell: dict[str, Any]) -> dict[str, Any]:
    (found,) = [each["data"][EVIDENCE_MIME] for each in cell["outputs"] if EVIDENCE_MIME in each.get("data", {})]
    assert isinstance(found, dict)
    return found


def found_in(report: Report, check: str = "unseeded-draw") -> list[int]:
    return [each.where.cell for each in report.findings if each.check == check]


def test_the_file_is_valid_and_every_display_has_text_and_html_beside_the_evidence(executed: Path) -> None:
    document = nbformat.read(executed, as_version=4)
    nbformat.validate(document)
    for cell in document.cells[2:]:
        (data,) = [each.data for each in cell.outputs if EVIDENCE_MIME in each.get("data", {})]
        assert set(data) == {"text/plain", "text/html", EVIDENCE_MIME}


def test_beside_its_ledger_the_ledger_speaks(executed: Path) -> None:
    report = session.judge(read(executed))
    assert report.source.origin == "ledger"
    assert found_in(report) == [2]
    assert report.notes == ()


def test_a_mailed_notebook_speaks_for_itself(executed: Path, mailed: Path) -> None:
    report = session.judge(read(mailed))
    assert report.source.origin == "outputs"
    assert report.source.cells == 2  # of the other cells its outputs tell nothing
    assert found_in(report) == [2]
    assert report.notes == ()
    assert [each.message for each in report.findings] == [
        each.message for each in session.judge(read(executed)).findings
    ]


@pytest.mark.parametrize("suffix", [".md", ".json", ".html"])
def test_the_audit_of_a_mailed_notebook_says_where_it_knows_it_from(mailed: Path, suffix: str) -> None:
    output = mailed.with_suffix(suffix)
    done = mlchecks("audit", mailed.name, "-o", output.name, cwd=mailed.parent)
    assert done.returncode in (0, 1), done.stderr
    text = output.read_text("utf-8")
    assert "unseeded-draw" in text
    if suffix == ".json":
        assert json.loads(text)["notebooks"][0]["evidence"]["origin"] == "outputs"
    else:
        assert "output" in text.lower()
        assert "ledger" not in text.split("Run-time evidence")[1][:120]


def test_the_check_of_a_mailed_notebook_uses_it(mailed: Path) -> None:
    done = mlchecks("check", mailed.name, cwd=mailed.parent)
    assert done.returncode == 1
    assert "unseeded-draw" in done.stdout
    assert not (mailed.parent / ".mlchecks").exists()  # who only reads writes nothing


def test_an_edited_cell_has_no_record(mailed: Path) -> None:
    def edit(cells: list[dict[str, Any]]) -> None:
        cells[2]["source"] = HIDDEN + "\n# edited"

    report = change(mailed, edit)
    assert found_in(report) == []
    assert any("Cell 3" in note and "another source" in note for note in report.notes)


def test_a_bundle_moved_to_another_cell_is_named(mailed: Path) -> None:
    def edit(cells: list[dict[str, Any]]) -> None:
        cells[1]["outputs"], cells[2]["outputs"] = cells[2]["outputs"], []

    report = change(mailed, edit)
    assert found_in(report) == []
    assert any("Cell 2" in note and "another source" in note for note in report.notes)


def test_a_cell_that_moved_keeps_its_record(mailed: Path) -> None:
    def edit(cells: list[dict[str, Any]]) -> None:
        cells.insert(0, {**cells[1], "source": "# new", "id": "new", "outputs": []})

    report = change(mailed, edit)
    assert found_in(report) == [3]
    assert report.notes == ()


def _forge(cells: list[dict[str, Any]], said: dict[str, Any]) -> None:
    import hashlib

    content = bundle_of(cells[2])
    content["records"].append({"number": 99, "time": "2030-01-01T00:00:00.000Z", **said})
    rest = {key: value for key, value in content.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    content["digest"] = hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "Signed", "evidence": {"item": "features", "by": "Mallory", "reason": "trust me", "findings": []}},
        {
            "kind": "Waived",
            "evidence": {"check": "unseeded-draw", "by": "Mallory", "reason": "r", "findings": ["0" * 16]},
        },
        {"kind": "TrackerFailed", "evidence": {"tracker": "rng", "reason": "look away"}},
    ],
    ids=lambda said: str(said["kind"]),
)
def test_a_forged_bundle_signs_and_hides_nothing(mailed: Path, said: dict[str, Any]) -> None:
    report = change(mailed, lambda cells: _forge(cells, said))
    assert found_in(report) == [2]
    assert report.signatures == ()
    assert report.accepted == ()
    assert len(report.notes) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.update(digest="0" * 64),
        lambda content: content["records"][0]["evidence"].update(source="numpy"),
        lambda content: content["records"].pop(),
        lambda content: content.pop("run"),
        lambda content: content.clear(),
        lambda content: content.update(version=99),
    ],
    ids=["digest", "source", "record", "run", "empty", "version"],
)
def test_a_damaged_bundle_is_named_and_the_others_count(mailed: Path, damage: Callable[[Any], None]) -> None:
    report = change(mailed, lambda cells: damage(bundle_of(cells[3])))
    assert found_in(report) == [2]
    (note,) = report.notes
    assert note.startswith("Cell 4: the evidence kept in its output is damaged and was ignored (")


def test_a_truncated_file_is_one_sentence(mailed: Path) -> None:
    mailed.write_bytes(mailed.read_bytes()[:-400])
    done = mlchecks("check", mailed.name, cwd=mailed.parent)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr + done.stdout


def test_outputs_that_were_cleared_leave_no_record(mailed: Path) -> None:
    def edit(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            cell["outputs"] = []

    report = change(mailed, edit)
    assert report.source.origin == "nothing"
    assert found_in(report) == []
