"""`%audit` in a real kernel, as a front end gets it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

LOAD = "%load_ext mlchecks_jupyter"
SPLIT = "from sklearn.model_selection import train_test_split\ntrain, test = train_test_split(range(20))"
#: Random too, and quick to run.
SAMPLE = "import random\npicked = random.sample(range(20), 3)"


@dataclass
class Outputs:
    """What the front end got of one cell."""

    status: str
    stdout: str = ""
    stderr: str = ""
    data: list[dict[str, Any]] = field(default_factory=list)
    pages: str = ""
    traceback: str = ""

    @property
    def plain(self) -> str:
        """The text of the one display."""
        (only,) = self.data
        text: str = only["text/plain"]
        return text

    @property
    def html(self) -> str:
        """The HTML of the one display."""
        (only,) = self.data
        text: str = only["text/html"]
        return text


Execute = Callable[[str], Outputs]


@contextmanager
def kernel_in(folder: Path, *, session: str | None = None) -> Iterator[Execute]:
    """A kernel started in a folder, with the name of its notebook as a server gives it."""
    environment = {name: value for name, value in os.environ.items() if name != "JPY_SESSION_NAME"}
    environment["IPYTHONDIR"] = str(folder / ".ipython")
    if session is not None:
        environment["JPY_SESSION_NAME"] = session
    manager, client = start_new_kernel(
        cwd=str(folder), env=environment, extra_arguments=["--IPKernelApp.log_level=ERROR"]
    )

    def execute(source: str) -> Outputs:
        messages: list[dict[str, Any]] = []
        reply = client.execute_interactive(source, output_hook=messages.append, timeout=60, allow_stdin=False)
        outputs = Outputs(status=reply["content"]["status"])
        for payload in reply["content"].get("payload", ()):
            outputs.pages += payload.get("data", {}).get("text/plain", "")
        for message in messages:
            content = message["content"]
            if message["msg_type"] == "stream":
                setattr(outputs, content["name"], getattr(outputs, content["name"]) + content["text"])
            elif message["msg_type"] in ("display_data", "execute_result"):
                outputs.data.append(content["data"])
            elif message["msg_type"] == "error":
                outputs.traceback += "\n".join(content["traceback"])
        return outputs

    try:
        yield execute
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the kernel that most tests share."""
    folder = tmp_path_factory.mktemp("home")
    write(folder / "other.ipynb", [SPLIT])
    return folder


@pytest.fixture(scope="module")
def execute(home: Path) -> Iterator[Execute]:
    """One kernel that knows no notebook, in which the extension is loaded."""
    with kernel_in(home) as run:
        assert run(LOAD).status == "ok"
        yield run


def write(path: Path, sources: Sequence[str]) -> None:
    """Save a notebook of these code cells."""
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": f"c{index}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": source,
        }
        for index, source in enumerate(sources)
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")


def assert_one_sentence(outputs: Outputs, *words: str) -> None:
    """A usage error in one line, with no traceback and no display."""
    assert outputs.status == "error"
    assert outputs.traceback == ""
    assert outputs.data == []
    lines = outputs.stderr.strip().splitlines()
    assert len(lines) == 1, outputs.stderr
    assert lines[0].startswith("UsageError: ")
    assert lines[0].endswith(".")
    for word in words:
        assert word in lines[0]


def test_a_notebook_run_from_top_to_bottom_audits_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    notebook = new_notebook(cells=[new_code_cell(source) for source in (LOAD, SPLIT, "%audit")])
    client = NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    client.execute()
    (output,) = notebook.cells[2].outputs
    assert output.output_type == "display_data"
    assert "S3" in output.data["text/plain"]
    assert "unseeded-split" in output.data["text/html"]
    assert "random_state" in output.data["text/html"]
    assert notebook.cells[0].outputs == []


def test_the_cells_run_so_far_are_read_where_the_file_is_not_known(home: Path) -> None:
    with kernel_in(home) as run:
        run(LOAD)
        run(f"%%time\n{SAMPLE}")
        outputs = run("%audit")
    assert outputs.status == "ok"
    assert outputs.stderr == ""
    assert "unseeded-sampling" in outputs.html
    assert "cells run so far" in outputs.plain


def test_the_page_is_written(execute: Execute, home: Path) -> None:
    outputs = execute("%audit other.ipynb -o audit.html")
    assert outputs.status == "ok"
    assert "The audit is in audit.html." in outputs.plain
    page = (home / "audit.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "unseeded-split" in page


@pytest.mark.parametrize(("suffix", "begin"), [(".md", "#"), (".json", "{")])
def test_the_other_formats(execute: Execute, home: Path, suffix: str, begin: str) -> None:
    assert execute(f"%audit other.ipynb --output 'my audit{suffix}'").status == "ok"
    document = (home / f"my audit{suffix}").read_text("utf-8")
    assert document.startswith(begin)
    assert "unseeded-split" in document


@pytest.mark.skipif(os.name == "nt", reason="Windows takes its home folder from elsewhere")
def test_a_tilde_is_the_home_folder(execute: Execute, home: Path) -> None:
    execute(f"import os\nos.environ['HOME'] = {str(home)!r}")
    assert execute("%audit ~/other.ipynb -o ~/at-home.html").status == "ok"
    assert (home / "at-home.html").is_file()


def test_another_notebook(execute: Execute) -> None:
    outputs = execute("%audit other.ipynb")
    assert "unseeded-split" in outputs.html
    assert "cells run so far" not in outputs.plain


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%audit missing.ipynb", ("missing.ipynb", "no such file")),
        ("%audit notes.txt", ("notes.txt", ".ipynb")),
        ("%audit other.ipynb more.ipynb", ("more.ipynb", "%audit?")),
        ("%audit --outfile x.html", ("--outfile",)),
        ("%audit -o", ("-o", "expected one argument")),
        ("%audit -o audit.pdf", ("audit.pdf", ".html")),
        ("%audit -o .html", (".html", ".md")),
        ("%audit -o 'audit.html", ("quot",)),
        ("%audit -o no/such/folder/audit.html", ("no/such/folder/audit.html", "cannot be written")),
        ("%audit -o folder.html", ("folder.html", "cannot be written")),
        ("%audit damaged.ipynb", ("damaged.ipynb", "not JSON")),
    ],
)
def test_wrong_input_is_one_sentence(execute: Execute, home: Path, line: str, words: tuple[str, ...]) -> None:
    (home / "folder.html").mkdir(exist_ok=True)
    (home / "damaged.ipynb").write_text("{", encoding="utf-8")
    assert_one_sentence(execute(line), *words)


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_can_be_asked_for_as_of_a_command(execute: Execute, option: str) -> None:
    outputs = execute(f"%audit {option}")
    assert (outputs.status, outputs.stderr, outputs.data) == ("ok", "", [])
    assert outputs.stdout.startswith("Audit this notebook against the checklist.\n\n%audit  ")


def test_help_shows_how_to_call_it(execute: Execute) -> None:
    text = re.sub(r"\x1b\[[\d;]*m", "", execute("%audit?").pages)
    assert "Audit this notebook against the checklist." in text
    assert "%audit -o audit.html" in text


def test_the_saved_file_is_read_where_the_server_names_it(tmp_path: Path) -> None:
    notebook = tmp_path / "work" / "analysis.ipynb"
    notebook.parent.mkdir()
    write(notebook, [LOAD, SPLIT, "%audit"])
    with kernel_in(tmp_path, session=str(notebook)) as run:
        run(LOAD)  # the split has not been run: it is in the file alone
        outputs = run("%audit")
        assert "unseeded-split" in outputs.html
        assert "\nwork/analysis.ipynb was read as saved." in outputs.plain
        assert str(tmp_path) not in outputs.plain + outputs.html
        edited = run("%audit -o audit.md")
        assert "without the latest edits" in edited.plain
        run("import os; os.chdir('/')")
        assert "unseeded-split" in run("%audit").html


@pytest.mark.parametrize("session", ["work/analysis.ipynb", "RTC:work/analysis.ipynb", "RTC:analysis.ipynb"])
def test_a_name_relative_to_the_server_is_found_from_the_kernels_folder(tmp_path: Path, session: str) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    write(folder / "analysis.ipynb", [LOAD, SPLIT, "%audit"])
    with kernel_in(folder, session=session) as run:
        run(LOAD)
        outputs = run("%audit")
    assert "analysis.ipynb was read as saved." in outputs.plain
    assert "unseeded-split" in outputs.html


def test_a_collaborative_servers_name_is_found_from_any_folder(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    write(folder / "analysis.ipynb", [LOAD, SPLIT, "%audit"])
    with kernel_in(tmp_path, session=str(folder / "RTC:analysis.ipynb")) as run:
        run(LOAD)
        outputs = run("%audit")
    assert "\nwork/analysis.ipynb was read as saved." in outputs.plain


@pytest.mark.parametrize("session", ["gone.ipynb", "console-1"])
def test_a_name_that_leads_nowhere_is_no_error(tmp_path: Path, session: str) -> None:
    with kernel_in(tmp_path, session=session) as run:
        run(LOAD)
        run(SAMPLE)
        outputs = run("%audit")
    assert outputs.status == "ok"
    assert "cells run so far" in outputs.plain
    assert "unseeded-sampling" in outputs.html


def test_a_fault_of_ours_breaks_no_cell(home: Path) -> None:
    with kernel_in(home) as run:
        run(LOAD)
        run("import mlchecks_jupyter.session as ours\ndef broken(notebook): raise RuntimeError('boom')")
        run("ours.audit_notebook = broken")
        outputs = run("%audit other.ipynb\nprint('goes on')")
        assert outputs.status == "ok"
        assert outputs.traceback == ""
        assert outputs.stderr.strip().splitlines() == [
            "%audit failed by its own fault (RuntimeError: boom); your notebook is unchanged."
        ]
        assert outputs.stdout == "goes on\n"


def test_unloading_removes_the_magic(home: Path) -> None:
    with kernel_in(home) as run:
        assert "`%audit` not found" in run("%audit").stderr
        run(LOAD)
        assert run("%audit other.ipynb").status == "ok"
        assert run("%unload_ext mlchecks_jupyter").status == "ok"
        assert "`%audit` not found" in run("%audit").stderr


HOSTILE = (
    "</code></style></script><script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<iframe src='javascript:alert(1)'>",
)


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_notebooks_stay_text(execute: Execute, home: Path, attack: str) -> None:
    name = "hostile <img src=x onerror=alert(1)>.ipynb"
    write(
        home / name,
        [
            f"# {attack}\n{SPLIT}",
            f"import pandas as pd\nrows = pd.read_sql({f'SELECT * FROM t -- {attack}'!r}, c)\n{SPLIT}",
            f"this is no python {attack}",
            f"train_test_split(rows)  # mlchecks: ignore[{attack}] {attack}",
            f"getattr(x, {attack!r})(train_test_split(rows, random_state=int({attack!r})))",
        ],
    )
    outputs = execute(f"%audit '{name}' -o '<img src=x onerror=alert(1)>.html'")
    assert outputs.status == "ok"
    html = outputs.html
    assert "The audit is in &lt;img src=x onerror=alert(1)&gt;.html." in html
    assert "unseeded-split" in html
    tags = set(re.findall(r"<\s*/?\s*([A-Za-z]+)", html))
    assert tags <= {"b", "br", "code", "div", "li", "p", "span", "style", "ul"}
    assert not re.search(r"<[^>]*\son\w+\s*=", html)
    assert html.count("<style>") == html.count("</style>") == 1
