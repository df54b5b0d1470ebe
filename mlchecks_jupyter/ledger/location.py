"""Where a project's ledger lies, and how it may be written there."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from mlchecks_jupyter.ledger.text import in_utf8

#: Folder of everything the project keeps of ours, and the ledger in it.
FOLDER: Final = ".mlchecks"
LEDGER: Final = "ledger.db"

#: File systems that several machines write to, by the names Linux has for them.
_NETWORK: Final = frozenset(
    "9p afs beegfs ceph cifs fuse.ceph fuse.cephfs fuse.glusterfs fuse.sshfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 "
    "ocfs2 orangefs panfs smb3 smbfs".split()
)


def project_root(folder: Path) -> Path:
    """The project's top: the nearest folder from `folder` upwards that holds ``.git``, else `folder` itself."""
    folder = absolute(folder)
    for each in (folder, *folder.parents):
        try:
            if (each / ".git").exists():  # a file in a worktree or a submodule
                return each
        except OSError:  # a folder that may not be looked into
            continue
    return folder


def ledger_path(root: Path) -> Path:
    """The ledger of the project at `root`."""
    return root / FOLDER / LEDGER


def path_in_project(path: str | Path, root: Path) -> str:
    """A notebook's path from its project's root, with ``/`` between folders, as runs name it."""
    return in_utf8(Path(os.path.relpath(os.path.abspath(path), root)).as_posix())


def absolute(folder: Path) -> Path:
    """The folder's absolute path; as it is where even the working folder is gone."""
    try:
        return folder.absolute()
    except OSError:
        return folder


def shares_memory(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Whether all who open a file share this machine's memory, as SQLite's write-ahead log needs it.

    Two machines that write one file over a network, each with its own memory of the log, would
    destroy it. Where the file system cannot be told, it counts as local.

    Parameters
    ----------
    mounts : Path
        Linux's table of what is mounted; other systems have none.
    """
    if sys.platform == "emscripten" or str(path).startswith(("\\\\", "//")):
        return False
    try:
        table = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return True
    here = str(path)
    kinds: dict[str, str] = {}
    for line in table:
        _, place, kind, *_ = [*line.split(" "), "", ""]
        place = _unescaped(place)
        if here == place or here.startswith(place.rstrip("/") + "/"):
            kinds[place] = kind  # the later of two mounts in one place hides the earlier
    return kinds[max(kinds, key=len)] not in _NETWORK if kinds else True


def _unescaped(place: str) -> str:
    for escaped, plain in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        place = place.replace(escaped, plain)
    return place
