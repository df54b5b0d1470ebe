"""`%checklist` in real kernels: items, sign-offs, waivers, and that they outlive the kernel."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jupyter.kernels import KERNELS, Kernel, Output, kernel
from tests.jupyter.notebooks import LOAD, write

SEED = "import random\nrandom.seed(1)"
DRAW = "drawn = random.random()"
CELLS = [LOAD, SEED, DRAW, "%checklist S2"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / ".git").mkdir()
    return folder


@pytest.fixture(scope="module")
def told(project: Path) -> Iterator[Kernel]:
    """A kernel that knows its notebook, in which the cell that draws ran once too often."""
    path = write(project / "told.ipynb", CELLS)
    with kernel(project, JPY_SESSION_NAME=str(path)) as started:
        for index in (0, 1, 2, 2):
            started.ok(CELLS[index], cell_id=f"c{index}")
        yield started


def assert_one_sentence(output: Output, *words: str) -> None:
    assert output.status == "error"
    assert (output.traceback, output.displays, output.text) == ("", [], "")
    (sentence,) = output.errors.strip().splitlines()
    assert sentence.startswith("UsageError: %checklist: ")
    assert sentence.endswith(".")
    for word in words:
        assert word in sentence


@pytest.mark.parametrize("name", sorted(KERNELS))
def test_a_cell_run_twice_after_its_seed_is_found(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "twice.ipynb", CELLS)
    with kernel(tmp_path, name, JPY_SESSION_NAME=str(path)) as started:
        for index in (0, 1, 2):
            started.ok(CELLS[index], cell_id=f"c{index}")
        assert "! stale-seed" not in started.ok(CELLS[3], cell_id="c3").plain
        started.ok(DRAW, cell_id="c2")
        output = started.ok(CELLS[3], cell_id="c3")
        assert "stale-seed" in output.plain
        assert "Cell 3 drew from the generator of `random`" in output.plain
        assert "it had been run once before since cell 2 seeded it" in output.plain
        started.ok(SEED, cell_id="c1")
        started.ok(DRAW, cell_id="c2")
        assert "! stale-seed" not in started.ok(CELLS[3], cell_id="c3").plain  # mended by another order


def test_all_items_are_shown_with_what_to_type(told: Kernel) -> None:
    output = told.ok("%checklist")
    lines = output.plain.splitlines()
    for item in ("S1", "S2", "S3", "S4", "S5", "S6", "M1", "M2", "M3", "M4", "M5", "M6", "M7"):
        assert sum(line.strip().startswith(f"{item} ") for line in lines) == 1, item
        assert item in output.html
    assert "0 of 13 good or signed off" in output.plain
    assert "stale-seed (cell 3, line 1)" in output.plain
    assert "this kernel's run" in output.plain
    assert lines[-1].startswith("Type `%checklist S1`")
    assert "<script" not in output.html


@pytest.mark.parametrize("word", ["S2", "s2", "features"])
def test_an_item_is_unfolded_by_its_id_or_name(told: Kernel, word: str) -> None:
    output = told.ok(f"%checklist {word}")
    assert output.plain.startswith("S2 Features: ")
    assert "it had been run once before" in output.plain
    assert "it had been run once before" in output.html
    assert '%checklist sign S2 "reason" --by NAME' in output.plain


def test_sign_show_and_undo(told: Kernel) -> None:
    output = told.ok('%checklist sign S2 "the \\"first\\" draw counts" --by "Ann B. <b>"')
    assert "signed off" in output.plain.splitlines()[1]
    assert "Signed by Ann B. <b> on" in output.plain
    assert 'the "first" draw counts' in output.plain
    assert "&lt;b&gt;" in output.html
    assert "1 of 13 good or signed off" in told.ok("%checklist").plain
    told.ok("%audit -o audit.md")
    undone = told.ok("%checklist undo S2")
    assert "taken back" in undone.plain
    assert "needs attention" in undone.plain.splitlines()[1]
    assert_one_sentence(told.run("%checklist undo S2"), "`S2`", "there is none at all")


def test_a_sign_off_is_shown_in_the_audit(told: Kernel, project: Path) -> None:
    told.ok("%checklist sign S2 'looked at it' --by Ann")
    told.ok("%audit -o signed.html")
    page = (project / "signed.html").read_text("utf-8")
    told.ok("%checklist undo S2")
    told.ok("%audit -o unsigned.html")
    assert "looked at it" in page
    assert "Ann" in page
    assert "looked at it" not in (project / "unsigned.html").read_text("utf-8")


def test_waive_show_and_undo(told: Kernel) -> None:
    output = told.ok("%checklist waive stale-seed 'only a sketch' --by Bob")
    assert "1 finding is accepted by Bob" in output.plain
    assert "accepted in cell 3, line 1, by Bob" in output.plain
    assert "! stale-seed" not in output.plain
    assert_one_sentence(told.run("%checklist waive stale-seed 'again' --by Bob"), "no open findings")
    output = told.ok("%checklist undo stale-seed")
    assert "! stale-seed" in output.plain
    assert_one_sentence(told.run("%checklist undo stale-seed"), "stale-seed", "none at all")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%checklist X9", ("`X9`", "S1, S2", "M7")),
        ("%checklist fly away", ("`fly`",)),
        ("%checklist sign", ("an item and a reason",)),
        ("%checklist sign S2", ("an item and a reason",)),
        ("%checklist sign S2 ' '", ("an item and a reason",)),
        ("%checklist sign S2 two words", ("reason in quotes",)),
        ("%checklist sign X9 'reason'", ("`X9`",)),
        ("%checklist sign S2 'open", ("quot",)),
        ("%checklist sign S2 'reason' --by", ("--by",)),
        ("%checklist sign S2 'reason' --bye Ann", ("--bye",)),
        ("%checklist waive", ("a check and a reason",)),
        ("%checklist waive stale-seed", ("a check and a reason",)),
        ("%checklist waive no-such-check 'reason'", ("`no-such-check`", "`%mlchecks explain`")),
        ("%checklist waive unseeded-split 'reason'", ("`unseeded-split`", "no open findings")),
        ("%checklist undo", ("an item or a check",)),
        ("%checklist undo S1", ("`S1`",)),
        ("%checklist undo no-such-check", ("`no-such-check`",)),
        ("%checklist undo S1 S2", ("an item or a check",)),
    ],
)
def test_wrong_input_is_one_sentence(told: Kernel, line: str, words: tuple[str, ...]) -> None:
    assert_one_sentence(told.run(line), *words)


def test_a_reason_too_long_to_keep_is_refused(told: Kernel) -> None:
    assert_one_sentence(told.run(f"%checklist sign S4 '{'x' * 20_000}' --by Ann"), "reason")
    assert_one_sentence(told.run(f"%checklist sign S4 'r' --by '{'x' * 20_000}'"))
    assert "Signed by" not in told.ok("%checklist S4").plain


def test_what_a_person_typed_stays_text(told: Kernel) -> None:
    output = told.ok("%checklist sign S4 '<script>alert(1)</script> ü \\x00' --by '<img src=x>'")
    assert "<script" not in output.html
    assert "<img" not in output.html
    assert "&lt;script" in output.html
    told.ok("%checklist undo S4")


def test_help_can_be_asked_for(told: Kernel) -> None:
    output = told.ok("%checklist --help")
    assert output.text.startswith("The checklist of this notebook")
    assert output.displays == []


def test_what_a_person_said_outlives_the_kernel(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = write(tmp_path / "sub" / "a.ipynb", CELLS)
    with kernel(tmp_path / "sub", JPY_SESSION_NAME=str(path)) as first:
        for index in (0, 1, 2):
            first.ok(CELLS[index], cell_id=f"c{index}")
        assert "signed off" in first.ok("%checklist sign S2 'fine' --by Ann").plain
        assert "accepted by Ann" in first.ok("%checklist waive unseeded-rng 'seeded above' --by Ann").plain
    assert (tmp_path / ".mlchecks" / "ledger.db").is_file()

    with kernel(tmp_path / "sub", JPY_SESSION_NAME=str(path)) as second:
        second.ok(LOAD)
        output = second.ok("%checklist S2")
        assert "✎ signed off" in output.plain
        assert "Signed by Ann" in output.plain
        assert "by Ann" in output.plain.split("unseeded-rng")[1]
        for index in (1, 2):  # the same again: nothing new is known
            second.ok(CELLS[index], cell_id=f"c{index}")
        assert "✎ signed off" in second.ok("%checklist S2").plain

        fault = DRAW + "\nimport numpy as np\nnoise = np.random.normal(size=3)"
        write(path, [LOAD, SEED, fault, CELLS[3]])
        output = second.ok("%checklist S2")
        assert "what is known has changed since" in output.plain
        assert "! needs attention" in output.plain
        assert "1 error" in output.plain  # the waiver covers what was found when it was made

        signed = second.ok("%checklist sign S2 'again' --by Bob").plain
        assert "✎ signed off" in signed
        assert "Signed by Bob" in signed
        undone = second.ok("%checklist undo unseeded-rng").plain
        assert "taken back" in undone

        other = write(tmp_path / "sub" / "other.ipynb", CELLS)
    with kernel(tmp_path / "sub", JPY_SESSION_NAME=str(other)) as third:
        third.ok(LOAD)
        assert "Signed by" not in third.ok("%checklist S2").plain  # another notebook's


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_who_signs_is_whom_git_names(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "config", "user.name", "Gil Git"], check=True)
    write(tmp_path / "a.ipynb", CELLS)
    with kernel(tmp_path, JPY_SESSION_NAME=str(tmp_path / "a.ipynb")) as started:
        started.ok(LOAD)
        assert "signed off by Gil Git" in started.ok("%checklist sign S3 'no split here'").plain


def test_where_the_file_is_not_known_the_cells_run_so_far_are_judged(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(LOAD)
        started.ok(SEED)
        started.ok(DRAW)
        started.ok(DRAW)
        output = started.ok("%checklist S2")
        assert "cells run so far" in output.plain
        assert "stale-seed" in output.plain
        assert "it had been run once before" in output.plain
        assert "signed off" in started.ok("%checklist sign S2 'fine' --by Ann").plain
        assert "✎ signed off" in started.ok("%checklist S2").plain


def test_a_damaged_notebook_file_is_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", CELLS)
    with kernel(tmp_path, JPY_SESSION_NAME=str(path)) as started:
        started.ok(LOAD)
        path.write_text("{", encoding="utf-8")
        assert_one_sentence(started.run("%checklist"), "a.ipynb", "not JSON")
        assert_one_sentence(started.run("%checklist sign S1 'r' --by Ann"), "not JSON")
