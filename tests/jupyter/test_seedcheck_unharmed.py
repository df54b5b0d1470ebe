"""`%%seedcheck` in real kernels: the cell runs as without the line, and nothing is left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from mlchecks_jupyter.core.reading import EVIDENCE_MIME
from tests.jupyter.kernels import KERNELS, Kernel, Output, kernel
from tests.jupyter.notebooks import LOAD


@pytest.fixture(scope="module", params=sorted(KERNELS))
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One kernel of each release, in which the extension is loaded."""
    with kernel(tmp_path_factory.mktemp("unharmed"), request.param) as started:
        started.ok(LOAD)
        yield started


BODIES = {
    "last expression": "x = 1\nx + 1",
    "semicolon": "x = 1\nx + 1;",
    "print": "import sys\nprint('a')\nprint('b', end='')\nprint('e', file=sys.stderr)\nsys.stdout.write('c\\n');",
    "display": "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\n3",
    "await": "import asyncio\nawait asyncio.sleep(0)\ny = await asyncio.sleep(0, 7)\ny",
    "async for": "async def g():\n    for i in range(3):\n        yield i\nasync for i in g():\n    print(i)\n[i async for i in g()]",
    "shell": "!echo hi\nfiles = !echo a b\nfiles",
    "line magic": "%config InteractiveShell.ast_node_interactivity\n%pwd",
    "cell magic": "%%bash\necho hello",
    "html": "%%html\n<b>x</b>",
    "capture": "%%capture cap\nprint('zz')\n5",
    "error": "def f():\n    return 1/0\nx = 1\nf()\nx = 2",
    "error in the last": "x = 1\n1/0",
    "error with a cause": "try:\n    {}['k']\nexcept KeyError as error:\n    raise ValueError('v') from error",
    "error in a lambda": "f = lambda: 1/0\nf()",
    "base exception": "class B(BaseException): pass\nraise B('x')",
    "error in a callee's file": "import json\njson.loads('{')",
    "syntax": "x = 1\nx = = 2",
    "return": "return 3",
    "indentation": "x = 1\n  y = 2",
    "interrupt": "x = 1\nraise KeyboardInterrupt",
    "unknown magic": "x = 1\n%nosuchmagic",
    "future": "'a docstring'\nfrom __future__ import annotations\nfrom __future__ import division\nclass A:\n    x: Undefined\nA.__annotations__",
    "private names": "_ = 5\n__ = 6\n_x = 7\n(_, __, _x)",
    "help": "print?",
    "nothing": "",
    "comment": "# nothing",
    "blank lines": "\n\n1/0",
    "many values": "if True:\n    1\n2\n3",
    "decorator": "def d(f): return f\n@d\ndef g():\n    return 2\ng()",
    "global": "global q\nq = 3\nq",
    "deleted": "a1 = 1\ndel a1\na1",
    "unicode": "é = 'ü'\né",
    "replaced stdout": "import io, sys\nold = sys.stdout\nsys.stdout = io.StringIO()\nprint('hidden')\nv = sys.stdout.getvalue()\nsys.stdout = old\nv",
    "wrong write": "import sys\nsys.stdout.write(5)",
    "reset": "x = 1\n%reset -f\nx = 2\nx",
    "cleared": "x = 1\nfor name in [n for n in globals() if n.startswith('__mlch')]: del globals()[name]\nx = 2\nx",
    "nested cell": "get_ipython().run_cell('y = 1\\ny').result",
    "thread": "import threading\nt = threading.Thread(target=lambda: print('t'))\nt.start()\nt.join()",
    "raising repr": "class R:\n    def __repr__(self): raise RuntimeError('no repr')\nR()",
    "generator": "g = (i for i in range(3))\nnext(g)\nlist(g)",
}


def _normal(output: Output) -> dict[str, Any]:
    """An output without what differs from execution to execution, and without what we show."""
    return {
        "status": output.status,
        "text": output.text,
        "errors": _nameless(output.errors),
        "error": tuple(map(_nameless, output.error or ())),
        "traceback": _nameless(output.traceback),
        "displays": [each for each in output.displays if EVIDENCE_MIME not in each],
        "result": output.result,
    }


def _nameless(text: str) -> str:
    text = re.sub(r"\x1b\[[\d;]*m", "", text)
    text = re.sub(r"\n *\[\.\.\. skipping hidden \d+ frames?\]\n", "", text)
    return re.sub(r"In ?\[\d+\]|<ipython-input-\d+-\w+>|ipykernel_\d+/\d+\.py|\b\d{6,}\.py|0x[0-9a-f]+", "*", text)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_cell_runs_as_without_the_line(shared: Kernel, body: str) -> None:
    plain = shared.run(body if body.startswith("%%") else f"# %%seedcheck\n{body}")
    checked = shared.run(f"%%seedcheck\n{body}")
    assert _normal(checked) == _normal(plain)
    assert len(checked.bundles) == 1, checked.errors


def test_leaving_the_kernel_is_left_to_the_kernel(shared: Kernel) -> None:
    shared.run("import sys\nsys.exit(3)")  # IPython warns of it once
    plain = shared.run("# %%seedcheck\nimport sys\nsys.exit(3)")
    checked = shared.run("%%seedcheck\nimport sys\nsys.exit(3)")
    assert _normal(checked) == _normal(plain)
    assert checked.error is not None
    assert checked.error[0] == "SystemExit"


def test_an_interrupt_ends_the_cell_as_without_the_line(shared: Kernel) -> None:
    def interrupted(line: str) -> Output:
        request = shared.send(f"{line}\nimport random, time\ndrawn = random.random()\nprint('in')\ntime.sleep(60)")
        while True:
            message = shared.client.get_iopub_msg(timeout=60)
            if message["msg_type"] == "stream" and "in" in message["content"]["text"]:
                break
        shared.manager.interrupt_kernel()
        return shared.collect(request)

    plain, checked = interrupted("# %%seedcheck"), interrupted("%%seedcheck")
    assert _normal(checked) == _normal(plain)
    assert checked.error is not None
    assert checked.error[0] == "KeyboardInterrupt"
    assert "ended in an error" in checked.plain
    assert shared.ok("%%seedcheck\n1 + 1").result == "2"


def test_every_value_is_shown_where_that_is_configured(shared: Kernel) -> None:
    shared.ok("%config InteractiveShell.ast_node_interactivity = 'all'")
    try:
        request = shared.send("%%seedcheck\n11\n22\nx = 33\nx")
        results = []
        while True:
            message = shared.client.get_iopub_msg(timeout=60)
            if message["msg_type"] == "execute_result":
                results.append(message["content"]["data"]["text/plain"])
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                if message["parent_header"].get("msg_id") == request:
                    break
        assert results == ["11", "22", "33"]
    finally:
        shared.ok("%config InteractiveShell.ast_node_interactivity = 'last_expr'")


LEFT = """\
import json, sys
shell = get_ipython()
print(json.dumps({
    "transformers": [type(each).__name__ for each in shell.ast_transformers],
    "names": sorted(name for name in globals() if "mlchecks" in name),
    "events": {event: len(callbacks) for event, callbacks in shell.events.callbacks.items()},
    "cleanup": len(shell.input_transformers_cleanup),
    "stdout": [type(sys.stdout).__name__, getattr(sys.stdout.write, "__module__", "")],
    "hooks": [type(sys.displayhook).__name__, type(shell.display_pub).__name__],
}, sort_keys=True))
"""


def test_nothing_is_left_behind(shared: Kernel) -> None:
    before = shared.ok(LEFT).text
    for body in (
        "x = 1\nx",
        "1/0",
        "x = = 1",
        "await __import__('asyncio').sleep(0)",
        "%%time\n1",
        "import sys; sys.exit()",
    ):
        shared.run(f"%%seedcheck\n{body}")
    shared.ok("get_ipython().run_cell_magic('seedcheck', '', 'x = 1\\nx')")
    shared.run("%%time\n%%seedcheck\n1/0")
    shared.run("%%seedcheck --runs nonsense\n1")
    assert shared.ok(LEFT).text == before
    assert "mlchecks" not in before.replace("Watching", "")
