"""What a cell did besides setting variables: files, programs, connections, threads; each in a sentence."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

_MOST_ENTRIES: Final = 5_000
_TOLD: Final = 10
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

#: Events of `sys.audit` whose first argument is what the sentence names.
_SENTENCES: Final[dict[str, str]] = {
    "os.remove": "removed",
    "os.rmdir": "removed",
    "shutil.rmtree": "removed",
    "os.rename": "renamed",
    "os.mkdir": "made the folder",
    "os.truncate": "wrote",
    "sqlite3.connect": "opened the database",
}
_PROGRAMS: Final = frozenset({"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec"})

Folder = Mapping[str, tuple[int, int]]


class Effects:
    """Notes what this process does, through an audit hook that lasts until the process ends: for a child only.

    Parameters
    ----------
    path : str
        The folder from which files are told.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.notes: dict[tuple[str, str], None] = {}
        self._watching = False
        self._threads = frozenset(threading.enumerate())
        sys.addaudithook(self._hook)

    def start(self) -> None:
        """Note from now on."""
        self._threads = frozenset(threading.enumerate())
        self._watching = True

    def stop(self) -> None:
        """Note no more, but for the threads that still run."""
        self._watching = False
        for thread in threading.enumerate():
            if thread not in self._threads:
                self.notes["started a thread that went on after the cell", thread.name] = None

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._watching:
            return
        # Telling what happened must not be told itself.
        self._watching = False
        try:
            note = _note(event, arguments, self._path)
        except Exception:
            note = None
        finally:
            self._watching = True
        if note is not None and len(self.notes) < _MOST_ENTRIES:
            self.notes[note] = None


def _note(event: str, arguments: tuple[Any, ...], here: str) -> tuple[str, str] | None:
    if event == "open":
        return _opened(arguments, here)
    if event in _SENTENCES:
        name = _path(arguments[0], here)
        return (_SENTENCES[event], name) if name else None
    if event in _PROGRAMS:
        command = arguments[0]
        return "started", Path(os.fsdecode(command if not isinstance(command, list) else command[0]).split(" ")[0]).name
    if event in {"os.fork", "os.forkpty"}:
        return "forked", "the process"
    if event == "socket.connect":
        address = arguments[1]
        host = str(address[0]) if isinstance(address, tuple) else "a local socket"
        return "connected to", host
    return None


def _opened(arguments: tuple[Any, ...], here: str) -> tuple[str, str] | None:
    path, mode, flags = arguments
    writes = (isinstance(flags, int) and flags & _WRITES) or (isinstance(mode, str) and set(mode) & set("wax+"))
    name = _path(path, here) if writes else ""
    return ("wrote", name) if name and not name.endswith(".pyc") and "__pycache__" not in name else None


def _path(path: object, here: str) -> str:
    """A path from the folder in which the cell started, as it is told; empty for what is no file of the user's."""
    if not isinstance(path, str | bytes | os.PathLike):
        return ""
    full = os.path.abspath(os.fsdecode(path))
    if full.startswith(("/dev/", "/proc/", "/sys/")):
        return ""
    # Not asked of `tempfile`, which writes a file to find out.
    temporary = tempfile.tempdir or os.environ.get("TMPDIR", "/tmp")  # noqa: S108 - nothing is written there
    if full.startswith(f"{temporary}{os.sep}") and not here.startswith(temporary):
        return ""
    return full.removeprefix(here + os.sep)


def working_folder() -> str:
    """The working folder; empty if it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def folder(path: str) -> Folder:
    """Time and size of each file in a folder, without hidden files and notebooks; empty if it has too many."""
    found: dict[str, tuple[int, int]] = {}
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.endswith(".ipynb") or not entry.is_file():
                    continue
                state = entry.stat()
                found[entry.name] = (state.st_mtime_ns, state.st_size)
                if len(found) > _MOST_ENTRIES:
                    return {}
    except OSError:
        return {}
    return found


def written(before: Folder, after: Folder) -> frozenset[str]:
    """Files that are new or changed."""
    return frozenset(name for name, state in after.items() if before.get(name) != state)


def sentences(
    notes: Iterable[tuple[str, str]], first: frozenset[str], again: frozenset[str], runs: int
) -> tuple[str, ...]:
    """What the runs did, a sentence each.

    Parameters
    ----------
    notes : iterable of (str, str)
        What a child noted: a verb and a name.
    first, again : frozenset of str
        Files that were written in the working folder by the user's own run, and by the others.
    runs : int
        How many there were: each did what is not told otherwise.
    """
    times = "in both runs" if runs == 2 else f"in each of {runs} runs"
    told = dict.fromkeys(notes)
    names = {name for verb, name in told if verb == "wrote"}
    told |= dict.fromkeys(("wrote", name) for name in sorted(again - names))
    lines = [f"It {verb} {name} ({times})." for verb, name in told]
    lines += [f"It wrote {name} (in the first run only)." for name in sorted(first - again - names)]
    if len(lines) > _TOLD:
        lines = [*lines[:_TOLD], f"It did {len(lines) - _TOLD:,} more such things."]
    return tuple(lines)
