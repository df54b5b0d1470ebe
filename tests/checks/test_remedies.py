"""The remedies, typed: what a finding says to write makes it go away."""

from __future__ import annotations

import pytest

from mlchecks_jupyter.core.finding import at_least
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.session import judge

#: What is written, what the remedy says, and what somebody writes who follows it.
TYPED = {
    "without a seed": (
        "from sklearn.model_selection import train_test_split as tts\na, b = tts(X)",
        "Pass `random_state=0`.",
        "from sklearn.model_selection import train_test_split as tts\na, b = tts(X, random_state=0)",
    ),
    "global draw": (
        "import numpy as np\nx = np.random.rand(3)",
        "Seed the generator in the first cell: `np.random.seed(0)`.",
        "import numpy as np\nnp.random.seed(0)\nx = np.random.rand(3)",
    ),
    "covered draw": (
        "import numpy as np\nnp.random.seed(0)\nx = np.random.rand(3)",
        "Draw from a generator of its own: `rng = np.random.default_rng(0)`.",
        "import numpy as np\nrng = np.random.default_rng(0)\nx = rng.random(3)",
    ),
    "covered draw of random": (
        "import random\nrandom.seed(0)\nx = random.random()",
        "Draw from a generator of its own: `rng = random.Random(0)`.",
        "import random\nrng = random.Random(0)\nx = rng.random()",
    ),
    "generator": (
        "import numpy as np\nrng = np.random.default_rng()",
        "Seed it where it is made: `default_rng(0)`.",
        "import numpy as np\nrng = np.random.default_rng(0)",
    ),
    "sampler of Optuna": (
        "import optuna\nstudy = optuna.create_study(sampler=optuna.samplers.TPESampler())",
        "Seed it where it is made: `TPESampler(seed=0)`.",
        "import optuna\nstudy = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))",
    ),
    "clock": (
        "import numpy as np, time\nnp.random.seed(int(time.time()))\nx = np.random.rand(3)",
        "Seed it with a number at cell 1, line 2.",
        "import numpy as np, time\nnp.random.seed(0)\nx = np.random.rand(3)",
    ),
    "parameter left out": (
        (
            "from sklearn.model_selection import train_test_split\n"
            "def f(seed=None):\n    return train_test_split(X, random_state=seed)\na, b = f()"
        ),
        "Pass a number there, or give the parameter one as its default: `seed=0`.",
        (
            "from sklearn.model_selection import train_test_split\n"
            "def f(seed=None):\n    return train_test_split(X, random_state=seed)\na, b = f(seed=0)"
        ),
    ),
    "loader": (
        "import torch\nfrom torch.utils.data import DataLoader\nd = DataLoader(rows, shuffle=True)",
        "Pass `generator=torch.Generator().manual_seed(0)`.",
        (
            "import torch\nfrom torch.utils.data import DataLoader\n"
            "d = DataLoader(rows, shuffle=True, generator=torch.Generator().manual_seed(0))"
        ),
    ),
}


@pytest.mark.parametrize("case", TYPED)
def test_what_the_remedy_says_mends_it(case: str) -> None:
    before, remedy, after = TYPED[case]
    found = judge(from_sources([before])).findings
    assert remedy in {finding.remedy for finding in found}
    left = judge(from_sources([after])).findings
    assert not [finding for finding in left if at_least(finding.severity, "warning")]
    assert remedy not in {finding.remedy for finding in left}


def test_a_seed_left_out_by_a_caller_is_told_where() -> None:
    source = "from sklearn.model_selection import train_test_split\ndef f(seed=None):\n"
    source += "    return train_test_split(X, random_state=seed)\na, b = f(3)\nc, d = f()"
    (finding,) = judge(from_sources([source])).findings
    assert "gets `random_state=None` from the call at cell 1, line 5" in finding.message


def test_keys_and_names_of_runs_are_advice_and_never_to_be_seeded() -> None:
    found = judge(from_sources(["import uuid, secrets\nrun = uuid.uuid4().hex\nkey = secrets.token_hex(16)"])).findings
    assert {finding.severity for finding in found} == {"advice"}
    assert all(finding.remedy.startswith("Leave it") for finding in found)


def test_how_long_a_program_waits_is_no_draw() -> None:
    assert not judge(from_sources(["import random, time\ntime.sleep(random.uniform(1, 3))"])).findings


@pytest.mark.parametrize("line", ["%run setup.py", "%run -i seeds.ipynb", "exec(text)"])
def test_code_that_is_not_seen_may_have_seeded(line: str) -> None:
    (finding,) = judge(from_sources(["import numpy as np", line, "x = np.random.rand(3)"])).findings
    assert (finding.severity, finding.facts["verdict"]) == ("warning", "opaque")
    seeded = judge(from_sources(["import numpy as np\nnp.random.seed(0)", line, "x = np.random.rand(3)"])).findings
    assert [finding.facts["verdict"] for finding in seeded] == ["covered"]


def test_no_split_leaves_the_item_unknown() -> None:
    report = judge(from_sources(["import pandas as pd\ndf = pd.read_csv('a').sample(frac=0.1, random_state=0)"]))
    statuses = {item.item.id: item.status for item in report.items}
    assert (statuses["S2"], statuses["S3"], statuses["M3"]) == ("good", "unknown", "unknown")


def test_a_seed_that_cannot_be_followed_is_not_judged() -> None:
    source = "from sklearn.model_selection import train_test_split\nfrom ours import settings\n"
    report = judge(from_sources([source + "a, b = train_test_split(X, random_state=settings.seed)"]))
    (result,) = (result for result in report.results if result.check == "unseeded-split")
    assert result.outcome == "not_applicable"
    assert {item.item.id: item.status for item in report.items}["S3"] == "unknown"
