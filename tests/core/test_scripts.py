"""Scripts: cell marks of every tool, and lines that are those of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlchecks_jupyter.core.reading import NotebookError, parse_script, read
from mlchecks_jupyter.session import judge

IMPORT = "from sklearn.model_selection import train_test_split\n"
SPLIT = "a, b = train_test_split(X)\n"


def _marked(mark: str) -> str:
    return f"#!/usr/bin/env python\n{IMPORT}\n{mark}\nx = 1\n\n{mark}\n{SPLIT}"


@pytest.mark.parametrize(
    "mark", ["# %%", "#%%", "# %% Split the data", "# In[3]:", "# In[ ]:", "# <codecell>", "# COMMAND ----------"]
)
def test_marks_open_cells_and_lines_are_those_of_the_file(mark: str) -> None:
    source = _marked(mark)
    notebook = parse_script(source, "x.py")
    assert notebook.is_script
    assert len(notebook.cells) == 3
    (finding,) = judge(notebook).findings
    cell = notebook.cells[finding.where.cell]
    assert finding.where.cell == 2
    line = cell.file_line + finding.where.line - 1
    assert source.splitlines()[line - 1] == SPLIT.strip()
    assert cell.at(finding.where.line) == f"line {line}"
    assert finding.where.column == SPLIT.index("train_test_split") + 1


def test_a_script_without_marks_is_one_cell() -> None:
    notebook = parse_script(f"\n\n{IMPORT}\n{SPLIT}")
    assert [(cell.index, cell.file_line) for cell in notebook.cells] == [(0, 1)]
    (finding,) = judge(notebook).findings
    assert finding.where.line == 5


@pytest.mark.parametrize("start", ["", "\n\n", "\r\n", '"""A docstring."""\n', "\ufeff"])
def test_lines_count_from_the_first_line_of_the_file(start: str, tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    source = f"{start}# %%\n{IMPORT}# %%\n{SPLIT}"
    path.write_bytes(source.encode())
    notebook = read(path)
    (finding,) = judge(notebook).findings
    line = notebook.cells[finding.where.cell].file_line + finding.where.line - 1
    assert source.splitlines()[line - 1] == SPLIT.strip()


def test_execution_counts_come_from_the_marks_of_nbconvert() -> None:
    notebook = parse_script("# In[12]:\nx = 1\n# In[ ]:\ny = 2\n# In [3]:\nz = 3\n")
    assert [cell.execution_count for cell in notebook.cells] == [12, None, 3]


def test_kinds_and_tags_come_from_jupytext_titles() -> None:
    notebook = parse_script(
        "# %% [markdown]\n# # Title\n"
        '# %% tags=["parameters", "hide"]\nseed = None\n'
        "# %% [raw]\n# x\n"
        "# %% Title [md]\n# text\n"
    )
    assert [cell.kind for cell in notebook.cells] == ["markdown", "code", "raw", "markdown"]
    assert notebook.cells[1].tags == {"parameters", "hide"}


def test_an_empty_script_is_clean() -> None:
    for text in ("", "\n", "# %%\n", "# %%"):
        report = judge(parse_script(text, "x.py"))
        assert not report.findings
        assert not report.errors


def test_one_broken_cell_of_a_script_costs_only_itself() -> None:
    report = judge(parse_script(f"# %%\n{IMPORT}# %%\nx = (\n# %%\n{SPLIT}", "x.py"))
    assert [finding.where.cell for finding in report.findings] == [2]
    assert len(report.errors) == 1
    assert report.errors[0].startswith("Line 4: this does not parse")


def test_a_coding_line_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(f"# -*- coding: latin-1 -*-\n{IMPORT}x = 'é'; train_test_split(X)\n".encode("latin-1"))
    (finding,) = judge(read(path)).findings
    assert (finding.where.line, finding.where.column) == (3, 10)


@pytest.mark.parametrize("content", [b"x = '\xe9'\n", b"# coding: nonsense\nx = '\xe9'\n", b"\xff\xfex\x00"])
def test_bytes_that_are_no_text_give_one_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(content)
    with pytest.raises(NotebookError, match=r"is neither UTF-8 nor what its coding line says; save it as UTF-8\.$"):
        read(path)
