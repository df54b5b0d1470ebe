"""A thousand trivial cells in fresh kernels: bare, with the extension, and with its ledger open.

Run as `python -m benchmarks.cells_in_kernels`, in an empty folder; the kernels take turns, some cells each; prints JSON.
"""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

_CELLS: Final = 1_000
_TURN: Final = 50
_PATIENCE: Final = 60

_NOTEBOOK: Final = """\
import random
import numpy as np
globals().update({f"name_{number}": [number] for number in range(300)})
"""
_LOAD: Final = "%load_ext mlchecks_jupyter"
_DRAW: Final = "random.seed(7); value = random.random()"

#: What runs first in each kernel; and whether a ledger is there then.
_KERNELS: Final = {
    "bare": ((_NOTEBOOK, _DRAW), False),
    "watched": ((_NOTEBOOK, _LOAD), False),
    "kept": ((_NOTEBOOK, _LOAD, _DRAW), True),
}


def main() -> None:
    """Run the cells, in turns."""
    with ExitStack() as stack:
        kernels = {name: _started(stack, name) for name in _KERNELS}
        seconds = dict.fromkeys(_KERNELS, (0.0, 0.0))
        for _ in range(_CELLS // _TURN):
            for name, client in kernels.items():
                wall, cpu = _turn(client)
                seconds[name] = seconds[name][0] + wall, seconds[name][1] + cpu
        for name, (_, is_kept) in _KERNELS.items():
            if Path(name, ".mlchecks", "ledger.db").exists() is not is_kept:
                raise RuntimeError(f"The ledger of the kernel `{name}` is not as it should be.")
    print(json.dumps(seconds))


def _started(stack: ExitStack, name: str) -> BlockingKernelClient:
    Path(name).mkdir()
    manager, client = start_new_kernel(cwd=name)
    stack.callback(manager.shutdown_kernel, now=True)
    stack.callback(client.stop_channels)
    for source in _KERNELS[name][0]:
        _run(client, source)
    _turn(client)
    return client


def _turn(client: BlockingKernelClient) -> tuple[float, float]:
    """Wall seconds of some cells as the front end sees them, CPU seconds of the kernel's process."""
    cpu, wall = _cpu(client), time.perf_counter()
    for _ in range(_TURN):
        _run(client, "x = 1")
    wall = time.perf_counter() - wall
    return wall, _cpu(client) - cpu


def _run(client: BlockingKernelClient, source: str, **options: Any) -> dict[str, Any]:
    request = client.execute(source, **options)
    idle = False
    while not idle:
        message = client.get_iopub_msg(timeout=_PATIENCE)
        is_ours = message["parent_header"].get("msg_id") == request
        idle = is_ours and message["content"].get("execution_state") == "idle"
    reply = client.get_shell_msg(timeout=_PATIENCE)["content"]
    if reply["status"] != "ok":
        raise RuntimeError(f"A cell failed: {reply.get('evalue')}")
    content: dict[str, Any] = reply
    return content


def _cpu(client: BlockingKernelClient) -> float:
    """Asked silently: no cell of the user's."""
    question = {"cpu": "__import__('time').process_time()"}
    answer = _run(client, "", silent=True, user_expressions=question)
    return float(answer["user_expressions"]["cpu"]["data"]["text/plain"])


if __name__ == "__main__":
    main()
