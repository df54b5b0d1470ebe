"""What `%%seedcheck` keeps of runs that were compared."""

from __future__ import annotations

from typing import Any, Final

from tests.jupyter.kernels import Kernel, Output

PROVE: Final = "%%seedcheck --runs 2"


def replay_of(output: Output) -> dict[str, Any]:
    """What an output keeps of the comparison."""
    (bundle,) = output.bundles
    (found,) = [each["evidence"] for each in bundle["records"] if each["kind"] == "CellReplayed"]
    assert isinstance(found, dict)
    return found


def differing(output: Output) -> dict[str, str]:
    return {each["name"]: each["kind"] for each in replay_of(output)["differences"]}


def wait_for(started: Kernel, text: str) -> None:
    """Until a cell has printed a text."""
    while True:
        message = started.client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "stream" and text in message["content"]["text"]:
            return


def assert_no_child(started: Kernel) -> None:
    """No process that the kernel forked is left, nor a dead one that nobody asked about."""
    code = "import os\ntry:\n    left = os.waitpid(-1, os.WNOHANG)\nexcept ChildProcessError:\n    left = None\nleft"
    assert started.ok(code).result in ("", "None")
