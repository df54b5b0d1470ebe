"""`%%seedcheck` in real kernels: what a cell drew from is said, and where."""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlchecks_jupyter.core.bundle import unbundle
from mlchecks_jupyter.core.evidence import RngAdvanced
from mlchecks_jupyter.core.notebook import Cell, Notebook
from tests.jupyter.kernels import KERNELS, Kernel, kernel
from tests.jupyter.notebooks import LOAD

HELPERS = """\
import random
import numpy as np


def shuffled(values):
    values = list(values)
    random.shuffle(values)
    return values


def noisy(size):
    return deeper(size)


def deeper(size):
    return np.random.normal(size=size)


class Sampler:
    def draw(self):
        return np.random.permutation(9)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the kernels run, with a helper module."""
    folder = tmp_path_factory.mktemp("seedcheck")
    (folder / "helpers.py").write_text(HELPERS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=sorted(KERNELS))
def shared(request: pytest.FixtureRequest, home: Path) -> Iterator[Kernel]:
    """One kernel of each release, in which the extension is loaded."""
    with kernel(home, request.param) as started:
        started.ok(LOAD)
        yield started


@pytest.fixture(scope="module")
def present(home: Path) -> Iterator[Kernel]:
    """A kernel of the present release, in which the extension is loaded."""
    with kernel(home) as started:
        started.ok(LOAD)
        yield started


# What is said ----------------------------------------------------------------------------------


def test_the_verdict_leads_and_the_line_to_type_ends(shared: Kernel) -> None:
    output = shared.ok("%%seedcheck\nimport random\nrandom.seed()\ndrawn = random.random()")
    lines = output.plain.strip().splitlines()
    assert lines[0].startswith("! Not repeatable: the generator of `random` was drawn from")
    assert lines[-1].startswith("Next: ")
    assert "Seed it with a number" in lines[-1]
    assert "line 3" in lines[-1]
    assert not re.search(r"cell \d", lines[-1])  # no front end numbers cells by their executions
    assert "Not repeatable" in output.html
    assert output.html.index("Not repeatable") < output.html.index("Next")
    assert "<script" not in output.html
    seeded = shared.ok("%%seedcheck\nrandom.seed(3)\ndrawn = random.random()").plain
    assert seeded.startswith("✓ Seeded: ")
    assert "--runs 2" in seeded.strip().splitlines()[-1]
    assert shared.ok("%%seedcheck\nlength = len('nothing')").plain.startswith("✓ Nothing random was seen.")


def test_the_statement_that_draws_is_named_by_its_line(shared: Kernel) -> None:
    shared.ok("import random\nrandom.seed()")
    output = shared.ok("%%seedcheck\nfirst = 1\n\ndrawn = [\n    random.random()\n    for _ in range(3)\n]\nlast = 2")
    (bundle,) = output.bundles
    (record,) = [each for each in bundle["records"] if each["kind"] == "RngAdvanced"]
    assert record["evidence"]["lines"] == [4]
    assert record["evidence"]["draws"] == ["line 5: random.random()"]
    assert "line 5" in output.plain


@pytest.mark.parametrize("before", ["\n\n", "   \n"])
def test_lines_are_counted_as_the_notebook_shows_them(present: Kernel, before: str) -> None:
    present.ok("import random\nrandom.seed()")
    output = present.ok(f"{before}%%seedcheck\nx = 1\ndrawn = random.random()")
    (record,) = [each for each in output.bundles[0]["records"] if each["kind"] == "RngAdvanced"]
    assert record["evidence"]["lines"] == [3 + before.count("\n")]


def test_numpys_global_generator(shared: Kernel) -> None:
    shared.ok("import numpy as np")
    output = shared.ok("%%seedcheck\nnp.random.seed()\nnoise = np.random.normal(size=3)")
    assert "NumPy's global generator" in output.plain.splitlines()[0]
    assert re.search(r"Next: Seed it with a number (?!.*cell \d).*line 2", output.plain)
    assert shared.ok("%%seedcheck\nnp.random.seed(1)\nnp.random.normal(size=3);").plain.startswith("✓ Seeded")


def test_generators_in_variables(shared: Kernel) -> None:
    output = shared.ok("%%seedcheck\nimport numpy as np\nloose = np.random.default_rng()\nnoise = loose.normal(size=3)")
    first = output.plain.splitlines()[0]
    assert first.startswith("! Not repeatable: a generator `loose` was drawn from"), first
    assert shared.ok("fixed = np.random.default_rng(5)\nown = __import__('random').Random(7)").status == "ok"
    output = shared.ok("%%seedcheck\nnoise = fixed.normal(size=3)\nother = own.random()")
    assert output.plain.startswith("✓ Seeded")
    assert "`fixed`" in output.plain
    assert "`own`" in output.plain
    assert "`loose`" not in output.plain
    assert "with `5`" in output.plain


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
def test_torchs_generator(present: Kernel) -> None:
    output = present.ok("%%seedcheck\nimport torch\nweights = torch.randn(3)")
    assert "PyTorch" in output.plain.splitlines()[0]
    assert "`generator=torch.Generator().manual_seed(0)`" in output.plain
    output = present.ok("%%seedcheck\ntorch.manual_seed(4)\nweights = torch.randn(3)")
    assert output.plain.startswith("✓ Seeded"), output.plain
    assert "`torch.manual_seed`" in output.plain
    output = present.ok("own = torch.Generator().manual_seed(3)")
    output = present.ok("%%seedcheck\nweights = torch.randn(3, generator=own)")
    assert output.plain.startswith("✓ Seeded"), output.plain


@pytest.mark.parametrize(
    ("source", "place", "call"),
    [
        ("order = helpers.shuffled(range(9))", "helpers.py, line 7", "random.shuffle(values)"),
        ("noise = helpers.noisy(3)", "helpers.py, line 16", "np.random.normal(size=size)"),
        ("sampler = helpers.Sampler()\ndrawn = sampler.draw()", "helpers.py, line 21", "np.random.permutation(9)"),
    ],
)
def test_a_draw_deep_in_a_helper_is_blamed_with_file_and_line(
    shared: Kernel, source: str, place: str, call: str
) -> None:
    shared.ok("import random, helpers\nimport numpy as np\nrandom.seed()\nnp.random.seed()")
    output = shared.ok(f"%%seedcheck\nbefore = 1\n{source}")
    assert f"{place}: {call}" in output.plain
    (record,) = [each for each in output.bundles[0]["records"] if each["kind"] == "RngAdvanced"]
    assert record["evidence"]["draws"] == [f"{place}: {call}"]


def test_a_draw_in_another_cells_function_is_blamed_there(shared: Kernel) -> None:
    shared.ok("import random\nrandom.seed()\ndef pick():\n    return random.choice([1, 2])")
    output = shared.ok("%%seedcheck\npicked = pick()")
    assert "random.choice([1, 2])" in output.plain


def test_draws_before_and_the_seeds_cell_are_told_by_their_prompts(shared: Kernel) -> None:
    seed = int(shared.ok("import random\nrandom.seed(11)\nlen(In) - 1").result)
    shared.ok("random.random()")
    output = shared.ok("%%seedcheck\ndrawn = random.random()")
    assert f"with `11` by `random.seed` in [{seed}]" in output.plain
    assert f"after draws in [{seed + 1}]" in output.plain


def test_the_evidence_is_kept_in_the_output(shared: Kernel) -> None:
    source = "%%seedcheck\nimport random\nrandom.seed()\ndrawn = random.random()"
    output = shared.ok(source, cell_id="c1")
    (bundle,) = output.bundles
    cell = Cell(index=0, id="c1", kind="code", source=source, bundles=(bundle,))
    history, problems = unbundle(Notebook(path="", digest="", cells=(cell,)))
    assert problems == ()
    (advance,) = history.latest.of(RngAdvanced)
    assert advance.cell.cell_id == "c1"
    assert advance.seeding.how == "entropy"
    assert advance.lines == (4,)
    assert advance.source == "python"


# How it is called ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("%%seedcheck --runs 0", "not 0"),
        ("%%seedcheck --runs 21", "not 21"),
        ("%%seedcheck --runs two", "two"),
        ("%%seedcheck --runs", "--runs"),
        ("%%seedcheck --rtol 1", "not 1"),
        ("%%seedcheck --rtol -1", "--rtol"),
        ("%%seedcheck --rtol nan", "nan"),
        ("%%seedcheck --timeout 0", "not 0"),
        ("%%seedcheck --timeout nan", "nan"),
        ("%%seedcheck --timeout -5", "--timeout"),
        ("%%seedcheck --run 2 3", "3"),
        ("%%seedcheck quickly", "quickly"),
        ("%%seedcheck 'open", "quot"),
    ],
)
def test_wrong_arguments_are_one_sentence_and_the_cell_does_not_run(present: Kernel, line: str, word: str) -> None:
    present.ok("ran = False")
    output = present.run(f"{line}\nran = True")
    assert output.status == "error"
    assert (output.traceback, output.displays, output.text) == ("", [], "")
    (sentence,) = output.errors.strip().splitlines()
    assert sentence.startswith("UsageError: %%seedcheck: ")
    assert sentence.endswith(".")
    assert word in sentence
    assert "%%seedcheck --runs 2" in sentence
    assert present.ok("ran").result == "False"


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_can_be_asked_for(present: Kernel, option: str) -> None:
    output = present.ok(f"%%seedcheck {option}\n1/0")
    assert output.text.startswith("Run a cell and say which random generators it drew from")
    assert output.displays == []


def test_called_as_a_function_it_checks_that_body_alone(shared: Kernel) -> None:
    shared.ok("import random\nrandom.seed()")
    output = shared.ok(
        "before = random.random()\n"
        "get_ipython().run_cell_magic('seedcheck', '', 'inner = random.random()\\nprint(1)\\ninner > 2')\n"
        "after = inner\n5"
    )
    assert "Not repeatable" in output.plain
    assert output.text == "1\n"
    assert output.result == "5"
    assert len(output.bundles) == 1
    output = shared.run(
        "get_ipython().run_cell_magic('seedcheck', '', 'def f():\\n    1/0\\nf()')\nafter = 'not reached'"
    )
    assert output.error == ("ZeroDivisionError", "division by zero")
    assert "ended in an error" in output.plain
    assert "mlchecks" not in output.traceback
    assert shared.ok("%%seedcheck\nagain = random.random()").plain.startswith("! Not repeatable")


def test_each_of_several_checks_in_one_cell_sees_its_own_draws(shared: Kernel) -> None:
    shared.ok("import random\nrandom.seed()")
    output = shared.ok(
        "for _ in range(3):\n    get_ipython().run_cell_magic('seedcheck', '', 'drawn = random.random()')"
    )
    assert [each["text/plain"].partition(":")[0] for each in output.displays] == ["! Not repeatable"] * 3


def test_below_another_cell_magic_it_still_speaks(shared: Kernel) -> None:
    shared.ok("import random\nrandom.seed()")
    output = shared.ok("%%time\n%%seedcheck\ndrawn = random.random()\nprint('ran')")
    assert "ran\n" in output.text
    assert "Wall time" in output.text
    assert "Not repeatable" in output.plain
    output = shared.run("%%time\n%%seedcheck\n1/0")
    assert output.error == ("ZeroDivisionError", "division by zero")


def test_another_cell_magic_below_runs_as_ever(shared: Kernel) -> None:
    shared.ok("import random\nrandom.seed()")
    output = shared.ok("%%seedcheck\n%%time\nx = 1\ndrawn = random.random()\nprint('ran')")
    assert "ran\n" in output.text
    assert "Wall time" in output.text
    assert "Not repeatable" in output.plain
    assert "random.random()" in output.plain
    (record,) = [each for each in output.bundles[0]["records"] if each["kind"] == "RngAdvanced"]
    assert record["evidence"]["draws"] == ["line 4: random.random()"]
    shared.ok("%%seedcheck\n%%writefile written.txt\nhello")
    assert shared.ok("open('written.txt').read()").result == "'hello\\n'"


def test_it_checks_also_where_watching_is_off(present: Kernel) -> None:
    present.ok("%mlchecks off")
    try:
        found = "import random, sys\n[type(random.seed).__name__, len(sys.meta_path)]"
        before = present.ok(found).result
        output = present.ok("%%seedcheck\nimport random\nrandom.seed()\ndrawn = random.random()")
        assert output.plain.startswith("! Not repeatable")
        assert present.ok(found).result == before
        assert present.ok("drawn = random.random()").displays == []
    finally:
        present.ok("%mlchecks on")


def test_loading_beside_imports_knows_that_nothing_was_seeded(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok(f"{LOAD}\nimport os\nimport random")
        output = started.ok("%%seedcheck\ndrawn = random.random()")
    assert output.plain.startswith("! Not repeatable"), output.plain
    assert "nothing had seeded it" in output.plain


def test_what_was_seeded_before_loading_is_not_claimed_to_be_unseeded(tmp_path: Path) -> None:
    with kernel(tmp_path) as started:
        started.ok("import random\nrandom.seed(1)")
        started.ok(LOAD)
        output = started.ok("%%seedcheck\ndrawn = random.random()")
        assert output.plain.startswith("? Not known"), output.plain
    with kernel(tmp_path) as started:
        started.ok(f"import random\nrandom.seed(1)\n{LOAD}")
        output = started.ok("%%seedcheck\ndrawn = random.random()")
        assert "nothing had seeded it" not in output.plain


def test_a_cell_in_a_loop_of_cells_is_each_its_own(present: Kernel) -> None:
    present.ok("import random")
    for seed in (1, 2, 3):
        output = present.ok(f"%%seedcheck\nrandom.seed({seed})\ndrawn = random.random()", cell_id="same")
        assert f"with `{seed}`" in output.plain


def test_a_first_line_that_only_looks_like_it_is_left_to_ipython(present: Kernel) -> None:
    assert "%%seedcheckx" in present.run("%%seedcheckx\n1").errors
    assert present.ok("text = '''\n%%seedcheck\n'''\ntext").result == "'\\n%%seedcheck\\n'"
    assert present.ok("# a comment\nx = 5\nx").displays == []


def test_many_checked_cells_keep_the_kernel_quick(present: Kernel) -> None:
    """Also a guard against something that piles up with every cell."""
    began = time.perf_counter()
    for _ in range(40):
        present.ok("%%seedcheck\nx = 1")
    assert present.ok("len(get_ipython().ast_transformers)").result == "0"
    assert time.perf_counter() - began < 60
