"""Notebooks of every age are read; what is none gives one sentence."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlchecks_jupyter.core.reading import NotebookError, from_sources, parse_notebook, read
from mlchecks_jupyter.session import judge

SPLIT = "from sklearn.model_selection import train_test_split\ntrain_test_split(X)\n"


def _v4(minor: int, *cells: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": minor, "metadata": {}, "cells": list(cells), **rest}


def _code(source: object, **rest: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source, **rest}


def _old(version: int, *cells: dict[str, Any]) -> dict[str, Any]:
    return {"nbformat": version, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": list(cells)}]}


@pytest.mark.parametrize("minor", range(6))
def test_format_4_is_read(minor: int) -> None:
    cell = _code(SPLIT, execution_count=7, **({"id": "abc"} if minor >= 5 else {}))
    notebook = parse_notebook(json.dumps(_v4(minor, {"cell_type": "markdown", "source": "# Title"}, cell)))
    assert [cell.kind for cell in notebook.cells] == ["markdown", "code"]
    assert notebook.cells[1].id == ("abc" if minor >= 5 else "cell-1")
    assert notebook.cells[1].execution_count == 7
    assert notebook.cells[1].source == SPLIT
    (finding,) = judge(notebook).findings
    assert (finding.where.cell, finding.where.line, finding.cell_id) == (1, 2, notebook.cells[1].id)


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats_are_read(version: int) -> None:
    document = _old(
        version,
        {"cell_type": "heading", "level": 1, "source": ["Title"]},
        {"cell_type": "code", "input": SPLIT.splitlines(keepends=True), "prompt_number": 3, "language": "python"},
    )
    document["worksheets"].append({"cells": [{"cell_type": "code", "input": "y = 1"}]})
    notebook = parse_notebook(json.dumps(document))
    assert [(cell.index, cell.kind) for cell in notebook.cells] == [(0, "markdown"), (1, "code"), (2, "code")]
    assert notebook.cells[1].execution_count == 3
    assert [finding.check for finding in judge(notebook).findings] == ["unseeded-split"]


@pytest.mark.parametrize("source", [SPLIT, SPLIT.splitlines(keepends=True), SPLIT.replace("\n", "\r\n")])
def test_source_comes_as_text_or_as_lines(source: object) -> None:
    assert parse_notebook(json.dumps(_v4(5, _code(source)))).cells[0].source == SPLIT


def test_sources_handed_over_have_their_line_ends_normalised() -> None:
    assert [cell.source for cell in from_sources(["a\r\nb\rc", "d"]).cells] == ["a\nb\nc", "d"]


def test_raw_and_unknown_cells_are_not_code() -> None:
    cells = ({"cell_type": "raw", "source": SPLIT}, {"cell_type": "sql", "source": "x"}, {"cell_type": 3, "source": ""})
    assert [cell.kind for cell in parse_notebook(json.dumps(_v4(5, *cells))).cells] == ["raw"] * 3


def test_tags_language_and_byte_order_mark(tmp_path: Path) -> None:
    document = _v4(5, _code("x = 1", metadata={"tags": ["parameters", 3]}))
    document["metadata"] = {"language_info": {"name": "R"}}
    path = tmp_path / "x.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(document).encode())
    notebook = read(path)
    assert notebook.cells[0].tags == {"parameters"}
    assert notebook.language == "r"
    assert notebook.path == str(path)


def test_a_notebook_in_another_language_is_not_judged() -> None:
    document = _v4(5, _code(SPLIT))
    document["metadata"] = {"kernelspec": {"language": "julia", "name": "julia-1.9"}}
    report = judge(parse_notebook(json.dumps(document)))
    assert not report.findings
    assert {result.outcome for result in report.results} == {"not_applicable"}
    assert report.errors == ("Its kernel's language is julia; only Python is read.",)


def test_the_digest_follows_the_text() -> None:
    one, two = json.dumps(_v4(5, _code("x = 1"))), json.dumps(_v4(5, _code("x = 2")))
    assert parse_notebook(one).digest == parse_notebook(one).digest != parse_notebook(two).digest


CONFLICT = '{"cells": [\n<<<<<<< HEAD\n 1\n=======\n 2\n>>>>>>> theirs\n]}'
#: Text of a damaged file -> a part of what is said of it.
DAMAGED: dict[str, tuple[str, str]] = {
    "empty": ("", "is empty"),
    "blank": (" \n\n", "is empty"),
    "truncated": (json.dumps(_v4(5, _code(SPLIT)))[:-20], "not JSON"),
    "conflict": (CONFLICT, "git conflict marks"),
    "text": ("import numpy as np\n", "not JSON"),
    "list": ("[1, 2]", "no notebook"),
    "number": ("3", "no notebook"),
    "null": ("null", "no notebook"),
    "no cells": ('{"nbformat": 4}', "it has no cells"),
    "format 5": (json.dumps({**_v4(5), "nbformat": 5}), "nbformat 5"),
    "format 1": (json.dumps({**_v4(5), "nbformat": 1}), "nbformat 1"),
    "format text": (json.dumps({**_v4(5), "nbformat": "4"}), "nbformat '4'"),
    "format null": (json.dumps({**_v4(5), "nbformat": None}), "nbformat None"),
    "deep": ('{"cells": ' + "[" * 200_000, "too deep"),
    "cells text": (json.dumps({**_v4(5), "cells": "abc"}), "`cells` are no list"),
    "cells object": (json.dumps({**_v4(5), "cells": {"a": 1}}), "`cells` are no list"),
    "cell null": (json.dumps({**_v4(5), "cells": [None]}), "cell 0 is no object"),
    "source number": (json.dumps(_v4(5, _code("x"), _code(3))), "the source of cell 1 is no text"),
    "source object": (json.dumps(_v4(5, _code({"a": 1}))), "the source of cell 0 is no text"),
    "source numbers": (json.dumps(_v4(5, _code(["a", 1]))), "the source of cell 0 is no text"),
    "source null": (json.dumps(_v4(5, _code(None))), "the source of cell 0 is no text"),
    "worksheets text": (json.dumps({"nbformat": 3, "worksheets": "abc"}), "`worksheets` are no list"),
    "worksheets numbers": (json.dumps({"nbformat": 3, "worksheets": [1]}), "`worksheets` are no list"),
    "worksheets null": (json.dumps({"nbformat": 3, "worksheets": None}), "`worksheets` are no list"),
    "huge number": ('{"cells": [], "x": ' + "9" * 5000 + "}", "not JSON"),
}


def assert_one_sentence(message: str) -> None:
    assert "\n" not in message
    assert message.endswith(".")
    assert "Traceback" not in message


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_notebook_gives_one_sentence(name: str, tmp_path: Path) -> None:
    text, said = DAMAGED[name]
    path = tmp_path / "x.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert said in message
    assert_one_sentence(message)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_another_encoding_gives_one_sentence(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(json.dumps(_v4(5, _code("x = 'é'")), ensure_ascii=False).encode(encoding))
    with pytest.raises(NotebookError, match="is not UTF-8 text") as caught:
        read(path)
    assert_one_sentence(str(caught.value))


def _directory(folder: Path) -> str:
    (folder / "folder.ipynb").mkdir()
    return str(folder / "folder.ipynb")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: str(folder / "none.ipynb"), "there is no such file"),
        (_directory, "cannot be read"),
        (lambda folder: str(folder / "x.txt"), "is neither a notebook nor a script"),
        (lambda folder: str(folder / "a\0b.ipynb"), "cannot be read"),
        (lambda folder: str(folder / ("a" * 5000 + ".ipynb")), "cannot be read"),
    ],
    ids=["missing", "directory", "suffix", "nul", "too long"],
)
def test_what_is_no_file_gives_one_sentence(make: Callable[[Path], str], said: str, tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=said) as caught:
        read(make(tmp_path))
    assert_one_sentence(str(caught.value))


def test_a_file_without_permission_gives_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **rest: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(builtins, "open", refuse)
    with pytest.raises(NotebookError, match=r"cannot be read \(Permission denied\)\."):
        read(tmp_path / "x.ipynb")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(SPLIT),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cell_type", "source", "input", "id", "metadata", "tags", "cells", "language_info", "name"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(
    document=st.fixed_dictionaries(
        {"cells": st.lists(JSON_VALUES, max_size=3) | JSON_VALUES},
        optional={"nbformat": st.just(4) | JSON_VALUES, "metadata": JSON_VALUES, "worksheets": JSON_VALUES},
    )
)
def test_values_of_wrong_types_are_read_or_refused_in_one_sentence(document: dict[str, object]) -> None:
    try:
        notebook = parse_notebook(json.dumps(document), "x.ipynb")
    except NotebookError as error:
        assert_one_sentence(str(error))
    else:
        assert judge(notebook).to_json()["path"] == "x.ipynb"


@given(text=st.text())
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        parse_notebook(text, "x.ipynb")
    except NotebookError as error:
        assert_one_sentence(str(error))
