"""Kernels that write to one ledger at once: run as a program, for it forks, and forks must have no threads.

`kill FOLDER ROUNDS`: two children at a time append, and are killed in the middle of it.
`together FOLDER CHILDREN CELLS`: all children append at once to their end.
`fork FOLDER`: a child that was forked uses its parent's keeper, and ends as Python ends.

Writes for every child what it was told is on disk, as JSON: a list of runs with the number of the last record.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from mlchecks_jupyter.ledger import opening, rows
from mlchecks_jupyter.ledger.keeper import Keeper
from tests.ledger.samples import one_cell

assert opening is not None
assert rows is not None  # imported before forking: a child shall be quick


def append(root: Path, out: int, cells: int) -> None:
    """Append evidence, and tell each record that was acknowledged through a pipe."""
    keeper = Keeper(root, notebook="a.ipynb")
    for count in range(1, cells + 1):
        if keeper.keep(one_cell(count)):
            os.write(out, f"{keeper.run.id} {2 * count}\n".encode())
    while not keeper.keep((), wait=10.0):
        pass
    os.write(out, f"{keeper.run.id} {len(keeper.run.records)}\n".encode())


def started(root: Path, cells: int) -> tuple[int, int]:
    """The process and the pipe of a child that appends."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child:
        os.close(theirs)
        return child, ours
    try:
        os.close(ours)
        append(root, theirs, cells)
        os._exit(0)
    finally:
        os._exit(1)


def told(pipe: int, read: bytes = b"") -> list[tuple[str, int]]:
    """The last record that a child, now dead, was told is on disk; nothing if there was none."""
    with os.fdopen(pipe, "rb") as rest:
        text = read + rest.read()
    *_, last = ["", *text[: text.rfind(b"\n") + 1].decode().splitlines()]
    return [(last.split()[0], int(last.split()[1]))] if last else []


def kill(root: Path, rounds: int) -> list[tuple[str, int]]:
    """Half of the children are killed at any time after their start, the others after some records."""
    chance = random.Random(20240607)
    acknowledged: list[tuple[str, int]] = []
    for _ in range(rounds):
        children = [started(root, 10**9) for _ in range(2)]
        for child, pipe in children:
            head = b""
            if chance.random() < 0.5:
                time.sleep(chance.random() * 0.03)
            else:
                wanted = chance.randrange(1, 400)
                while head.count(b"\n") < wanted:
                    head += os.read(pipe, 4096)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            acknowledged += told(pipe, head)
    return acknowledged


def together(root: Path, children: int, cells: int) -> list[tuple[str, int]]:
    """All at once; each ends by itself."""
    pipes = [started(root, cells) for _ in range(children)]
    acknowledged = [each for _, pipe in pipes for each in told(pipe)]
    for child, _ in pipes:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return acknowledged


def fork(root: Path) -> list[tuple[str, int]]:
    """What the child does with the keeper is nothing; its exit code says that it was so."""
    keeper = Keeper(root, notebook="a.ipynb")
    assert keeper.keep(one_cell(1))
    for count in range(2, 6):
        child = os.fork()
        if child == 0:
            keeper.add(one_cell(99))
            nothing = (keeper.keep(one_cell(99)), keeper.on_disk, keeper.notices(), len(keeper.run.records))
            keeper.close()
            del keeper
            sys.exit(0 if nothing == (False, False, (), 2 * count - 2) else 1)  # closes what Python closes
        assert keeper.keep(one_cell(count))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert Path(f"{keeper.path}-wal").exists()
    return [(keeper.run.id, len(keeper.run.records))]


if __name__ == "__main__":
    what, folder, *numbers = sys.argv[1:]
    result = {"kill": kill, "together": together, "fork": fork}[what](Path(folder), *map(int, numbers))  # type: ignore[operator]
    sys.stdout.write(json.dumps(result))
