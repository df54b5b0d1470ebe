"""The command line: what it prints, where it writes, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from mlchecks_jupyter import cli, session
from mlchecks_jupyter.checks import discover
from mlchecks_jupyter.cli import main
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.lineage.lineage import Lineage, trace
from mlchecks_jupyter.lineage.parsed import ParsedCells

SPLIT = "from sklearn.model_selection import train_test_split\na, b = train_test_split(X)\n"
COVERED = (
    "import numpy as np\nfrom sklearn.model_selection import train_test_split\nnp.random.seed(0)\ntrain_test_split(X)\n"
)
CLEAN = "x = 1\n"
FORMATS = ("text", "json", "sarif", "github", "markdown")

PLACE = {
    "cell": {"type": "integer", "minimum": 0},
    **{key: {"type": "integer", "minimum": 1} for key in ("line", "column", "end_line", "end_column")},
}
STRING = {"type": "string"}
FINDING = {
    "type": "object",
    "required": ["check", "item", "severity", "message", "cell_id", *PLACE, "remedy", "facts"],
    "properties": {
        **PLACE,
        "check": {"enum": [check.name for check in discover()]},
        "severity": {"enum": ["error", "warning", "advice"]},
        "facts": {"type": "object"},
        **dict.fromkeys(("item", "message", "cell_id", "remedy"), STRING),
    },
}
RESULT = {
    "type": "object",
    "required": ["check", "outcome", "findings", "reason"],
    "properties": {"outcome": {"enum": ["pass", "fail", "not_applicable", "skipped", "ignored", "error"]}},
}
ITEM = {
    "type": "object",
    "required": ["id", "status", "results"],
    "properties": {
        "id": {"enum": [*(f"S{number}" for number in range(1, 7)), *(f"M{number}" for number in range(1, 8))]},
        "status": {"enum": ["good", "attention", "unknown", "signed"]},
        "results": {"type": "array", "items": RESULT},
    },
}
CONTRACT = {
    "type": "object",
    "required": ["version", "notebooks"],
    "properties": {
        "version": {"const": 1},
        "notebooks": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "findings", "items", "errors", "notes"],
                "properties": {
                    "path": STRING,
                    "findings": {"type": "array", "items": FINDING},
                    "items": {"type": "array", "items": ITEM, "minItems": 13, "maxItems": 13},
                    "errors": {"type": "array", "items": STRING},
                    "notes": {"type": "array", "items": STRING},
                },
            },
        },
    },
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `mlchecks` in an empty folder; nothing but an exit may come out of it."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        return result

    return invoke


def _write(files: dict[str, str]) -> None:
    for name, source in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ipynb" and not source.startswith("{"):
            source = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": source}]})  # noqa: PLW2901
        path.write_text(source, encoding="utf-8")


def _paths(result: Result) -> list[str]:
    return [notebook["path"] for notebook in json.loads(result.stdout)["notebooks"]]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_tells_of_a_finding(format_: str, run: Callable[..., Result]) -> None:
    _write({"a.ipynb": SPLIT, "b.py": CLEAN})
    result = run("check", "a.ipynb", "b.py", "--format", format_)
    assert result.exit_code == 1
    assert "unseeded-split" in result.stdout
    assert not result.stderr
    assert result.stdout.endswith("\n")
    if format_ in ("json", "sarif"):
        json.loads(result.stdout)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_document_written_to_a_file_is_the_one_printed(format_: str, run: Callable[..., Result]) -> None:
    _write({"a.py": SPLIT})
    printed = run("check", "a.py", "--format", format_)
    result = run("check", "a.py", "--format", format_, "-o", "out")
    assert (result.exit_code, result.output) == (1, "")
    assert Path("out").read_text(encoding="utf-8").rstrip("\n") == printed.stdout.rstrip("\n")


def test_the_json_keeps_its_contract(run: Callable[..., Result]) -> None:
    _write({"a.ipynb": SPLIT, "b.py": COVERED, "c.ipynb": "x = (", "d.py": CLEAN})
    document = json.loads(run("check", ".", "--format", "json").stdout)
    jsonschema.validate(document, CONTRACT)
    assert [len(notebook["findings"]) for notebook in document["notebooks"]] == [1, 1, 0, 0]
    assert [len(notebook["errors"]) for notebook in document["notebooks"]] == [0, 0, 1, 0]
    assert [item["id"] for item in document["notebooks"][0]["items"]] == ITEM["properties"]["id"]["enum"]  # type: ignore[index]
    (finding,) = document["notebooks"][0]["findings"]
    assert (finding["cell"], finding["line"], finding["column"], finding["end_column"]) == (0, 2, 8, 27)


@pytest.mark.parametrize(
    ("source", "fail_on", "code"),
    [
        (SPLIT, "error", 1),
        (SPLIT, "warning", 1),
        (SPLIT, "advice", 1),
        (SPLIT, "never", 0),
        (COVERED, "error", 0),
        (COVERED, "warning", 0),
        (COVERED, "advice", 1),
        (COVERED, "never", 0),
        (CLEAN, "advice", 0),
    ],
)
def test_the_exit_code_follows_the_severity(source: str, fail_on: str, code: int, run: Callable[..., Result]) -> None:
    _write({"a.py": source})
    assert run("check", "a.py", "--fail-on", fail_on).exit_code == code


def test_errors_alone_fail_by_default(run: Callable[..., Result]) -> None:
    _write({"a.py": SPLIT, "b.py": COVERED})
    assert run("check", "a.py").exit_code == 1
    assert run("check", "b.py").exit_code == 0


def test_select_and_ignore(run: Callable[..., Result]) -> None:
    _write({"a.py": SPLIT + "import numpy as np\nnp.random.rand()\n"})

    def found(*options: str) -> set[str]:
        notebook = json.loads(run("check", "a.py", "--format", "json", *options).stdout)["notebooks"][0]
        skipped = {
            result["check"]
            for item in notebook["items"]
            for result in item["results"]
            if result["outcome"] == "skipped"
        }
        names = {str(finding["check"]) for finding in notebook["findings"]}
        assert not names & skipped
        return names

    assert found() == {"unseeded-split", "unseeded-rng"}
    assert found("--select", "unseeded-rng") == {"unseeded-rng"}
    assert found("--select", "unseeded-rng, unseeded-split") == {"unseeded-split", "unseeded-rng"}
    assert found("--ignore", "unseeded-rng") == {"unseeded-split"}


@pytest.mark.parametrize(
    "options",
    [
        ("--select", "unseeded-rng", "--ignore", "unseeded-rng,unseeded-split"),
        ("--ignore", ",".join(check.name for check in discover())),
    ],
    ids=["all selected", "all there are"],
)
def test_no_check_left_to_run_is_refused(options: tuple[str, ...], run: Callable[..., Result]) -> None:
    _write({"a.py": SPLIT})
    result = run("check", "a.py", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: No check is left to run: --ignore leaves out ")


R_NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "metadata": {"language_info": {"name": "R"}},
        "cells": [{"cell_type": "code", "source": "x <- sample(10)"}],
    }
)


@pytest.mark.parametrize(
    ("source", "code", "summary"),
    [
        ("x = (", 2, "Nothing could be read in 1 notebook"),
        ("print 'x'", 2, "Nothing could be read in 1 notebook"),
        ("import numpy as np\nx = (", 2, "Nothing could be read in 1 notebook"),
        ("%%bash\nls", 0, "No findings in 1 notebook"),
        ("", 0, "No findings in 1 notebook"),
        ("# a comment", 0, "No findings in 1 notebook"),
        (R_NOTEBOOK, 0, "Nothing was judged in 1 notebook, in another language than Python"),
    ],
    ids=["broken", "Python 2", "imports alone", "another magic", "empty", "comment", "R"],
)
def test_what_could_not_be_read_is_not_clean(source: str, code: int, summary: str, run: Callable[..., Result]) -> None:
    _write({"a.ipynb": source})
    result = run("check", "a.ipynb")
    assert result.exit_code == code
    assert "\n" + summary in "\n" + result.stdout


@pytest.mark.parametrize("readable", [CLEAN, "%%sql\nSELECT * FROM t ORDER BY id"], ids=["Python", "SQL"])
def test_one_cell_that_can_be_read_is_enough(readable: str, run: Callable[..., Result]) -> None:
    cells = [{"cell_type": "code", "source": source} for source in ("x = (", readable)]
    _write({"a.ipynb": json.dumps({"nbformat": 4, "cells": cells})})
    result = run("check", "a.ipynb")
    assert result.exit_code == 0
    assert "No findings in 1 notebook; 1 part could not be read." in result.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_fault_of_ours_loses_one_file(jobs: str, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    _write({"a.py": CLEAN, "bad.py": CLEAN, "c.py": SPLIT})

    def broken(notebook: Notebook, parsed: ParsedCells | None = None) -> Lineage:
        if notebook.path == "bad.py":
            raise RuntimeError("boom\nover two lines")
        return trace(notebook, parsed)

    monkeypatch.setattr(session, "trace", broken)
    result = run("check", "a.py", "bad.py", "c.py", "--format", "json", "--jobs", jobs)
    assert result.exit_code == 2
    clean, bad, split = json.loads(result.stdout)["notebooks"]
    assert (clean["errors"], len(split["findings"])) == ([], 1)
    assert {each["outcome"] for item in bad["items"] for each in item["results"]} == {"error"}
    (sentence,) = bad["errors"]
    assert "RuntimeError: boom over two lines" in sentence
    assert run("check", "bad.py").stdout.count("boom") == 1
    assert run("audit", "bad.py", "-o", "a.html").exit_code == 0
    assert "Needs attention: nothing could be read." in Path("a.html").read_text(encoding="utf-8")


def test_the_help_names_the_folders_that_are_left_out(run: Callable[..., Result]) -> None:
    words = set(run("check", "--help").output.replace(",", " ").replace(":", " ").split())
    assert words >= cli._SKIPPED_FOLDERS


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_check_is_refused_with_a_suggestion(option: str, run: Callable[..., Result]) -> None:
    _write({"a.py": CLEAN})
    result = run("check", "a.py", option, "unseeded-splt,unseeded-rng")
    assert result.exit_code == 2
    assert "there is no check `unseeded-splt`. Did you mean `unseeded-split`?" in result.stderr
    assert "Did you mean" not in run("check", "a.py", option, "zzzzzzzz").stderr


def test_folders_are_walked_in_a_stable_order(run: Callable[..., Result]) -> None:
    _write(
        dict.fromkeys(
            "b.py a.ipynb B.py z/c.py a/d.ipynb a/10.py a/9.py .hidden/x.py notes.txt x.pyc venv/lib/y.py "
            ".ipynb_checkpoints/a-checkpoint.ipynb a/.ipynb_checkpoints/d.ipynb a/__pycache__/x.py "
            "node_modules/z.py folder.ipynb/inner.py".split(),
            CLEAN,
        )
    )
    expected = ["B.py", "a.ipynb", "b.py", "a/10.py", "a/9.py", "a/d.ipynb", "folder.ipynb/inner.py", "z/c.py"]
    assert _paths(run("check", ".", "--format", "json")) == [f"./{name}" for name in expected]
    assert _paths(run("check", "z", "a", "z/c.py", "b.py", "--format", "json")) == [
        "z/c.py", "a/10.py", "a/9.py", "a/d.ipynb", "b.py",
    ]  # fmt: skip


def test_what_cannot_be_read_is_named_and_the_rest_is_checked(run: Callable[..., Result]) -> None:
    _write({"a.py": SPLIT, "bad.ipynb": "{", "conflict.ipynb": "{\n<<<<<<< HEAD\n", "list.ipynb": "{}", "z.py": SPLIT})
    Path("dir.ipynb").mkdir()
    Path("enc.ipynb").write_bytes(b"\xff\xfe")
    names = [
        "a.py",
        "bad.ipynb",
        "conflict.ipynb",
        "dir.ipynb",
        "enc.ipynb",
        "list.ipynb",
        "none.ipynb",
        "x.txt",
        "z.py",
    ]
    result = run("check", *names, "--format", "json")
    assert result.exit_code == 2
    assert _paths(result) == ["a.py", "z.py"]
    lines = result.stderr.splitlines()
    assert sorted(line.split(": ")[1] for line in lines) == names[1:-1]
    assert all(line.startswith("Error: ") and line.endswith(".") for line in lines)


def test_findings_do_not_hide_that_a_file_could_not_be_read(run: Callable[..., Result]) -> None:
    _write({"a.py": SPLIT})
    assert run("check", "a.py", "none.py").exit_code == 2
    none = run("check", "none.py", "--fail-on", "never")
    assert (none.exit_code, none.stdout) == (2, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "a.py", "--format", "xml"),
        ("check", "a.py", "--fail-on", "fatal"),
        ("check", "a.py", "--jobs", "0"),
        ("check", "a.py", "--jobs", "many"),
        ("check", "a.py", "-o", "."),
        ("check", "a.py", "-o", "no/such/folder/x"),
        ("check", "empty"),
        ("audit", "a.py"),
        ("audit", "a.py", "-o", "a.pdf"),
        ("audit", "a.py", "-o", "html"),
        ("audit", "a.py", "-o", "no/such/folder/x.html"),
        ("audit", "none.ipynb", "-o", "a.html"),
        ("audit", "empty", "-o", "a.html"),
        ("explain", "no-such-check"),
        ("chekc", "a.py"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_used_ends_with_2_and_one_sentence(
    arguments: tuple[str, ...], run: Callable[..., Result]
) -> None:
    _write({"a.py": SPLIT})
    Path("empty").mkdir()
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert len([line for line in result.stderr.splitlines() if line.startswith("Error")]) == 1


def test_no_arguments_show_the_help(run: Callable[..., Result]) -> None:
    for arguments in ((), ("--help",), ("-h",)):
        shown = run(*arguments)
        assert all(command in shown.output for command in ("check", "audit", "explain", "Exit code"))


def test_jobs_change_nothing(run: Callable[..., Result]) -> None:
    _write(
        {f"{number}.ipynb": (SPLIT, COVERED, CLEAN, "x = (")[number % 4] for number in range(12)} | {"bad.ipynb": "{"}
    )
    for format_ in FORMATS:
        one, two = (run("check", ".", "--format", format_, "--jobs", jobs) for jobs in ("1", "2"))
        assert (one.exit_code, one.stdout, one.stderr) == (two.exit_code, two.stdout, two.stderr)


@pytest.mark.parametrize("check", discover(), ids=lambda check: check.name)
def test_every_check_is_explained(check: Any, run: Callable[..., Result]) -> None:
    result = run("explain", check.name)
    assert result.exit_code == 0
    for part in (
        check.name,
        check.severity,
        check.title,
        "Why is this bad?",
        "Use instead",
        "Found in",
        "Not found in",
    ):
        assert part in result.stdout
    assert all(f"    {line}" in result.stdout for cell in check.bad[0].cells for line in cell.split("\n"))
    assert check.name in run("explain").stdout


def test_an_unknown_check_is_explained_by_the_nearest(run: Callable[..., Result]) -> None:
    result = run("explain", "Unseeded-Splits")
    assert result.exit_code == 2
    assert "Did you mean `unseeded-split`?" in result.stderr


@pytest.mark.parametrize("suffix", [".html", ".md", ".json"])
def test_an_audit_is_written_and_summed_up(suffix: str, run: Callable[..., Result]) -> None:
    _write({"a.ipynb": SPLIT})
    result = run("audit", "a.ipynb", "-o", f"audit{suffix}")
    assert result.exit_code == 0
    assert result.stdout.endswith(f"\nThe audit is in audit{suffix}.\n")
    document = Path(f"audit{suffix}").read_text(encoding="utf-8")
    assert "unseeded-split" in document
    if suffix == ".json":
        jsonschema.validate(json.loads(document), CONTRACT)
        assert json.loads(document)["notebooks"][0]["environment"]["python"]
    if suffix == ".html":
        assert "<script" not in document


def test_colour_is_asked_for_and_refused(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    _write({"a.py": SPLIT})
    assert "\x1b[" not in run("check", "a.py").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    forced = CliRunner().invoke(main, ["check", "a.py"], color=True)
    assert "\x1b[" in forced.stdout
    run("check", "a.py", "-o", "out.txt")
    assert "\x1b[" not in Path("out.txt").read_text(encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(main, ["check", "a.py"], color=True).stdout


def _process(arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`mlchecks` as a shell runs it."""
    program = f'{sys.executable} -c "from mlchecks_jupyter.cli import main; main()"'
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", arguments.replace("mlchecks", program, 1)],
        cwd=folder, capture_output=True, timeout=60, check=False, env={"PATH": "/usr/bin:/bin", **environment},
    )  # fmt: skip


def test_a_terminal_that_is_not_utf_8_is_served(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SPLIT.replace("(X)", "('日本 🎲 é')"), encoding="utf-8")
    for format_ in ("text", "github", "markdown"):
        done = _process(f"mlchecks check a.py --format {format_}", tmp_path, PYTHONIOENCODING="ascii", LC_ALL="C")
        assert done.returncode == 1
        assert not done.stderr
        assert b"unseeded-split" in done.stdout


def test_a_closed_pipe_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SPLIT + "train_test_split(X)\n" * 2000)
    done = _process("mlchecks check a.py | head -1", tmp_path)
    assert done.stdout.startswith(b"error[unseeded-split]")
    assert not done.stderr


def test_output_that_cannot_be_written_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SPLIT)
    assert not _process("mlchecks check a.py >&-", tmp_path).stderr
    if Path("/dev/full").exists():
        done = _process("mlchecks check a.py > /dev/full", tmp_path)
        assert done.returncode == 2
        assert done.stderr.startswith(b"Error: The output cannot be written (")


def test_a_file_name_that_is_no_text_is_served(tmp_path: Path) -> None:
    try:
        (tmp_path / "caf\udce9.py").write_text(SPLIT)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    for format_ in FORMATS:
        done = _process(f"mlchecks check . --format {format_}", tmp_path)
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"unseeded-split" in done.stdout
