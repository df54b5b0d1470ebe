"""What belongs to the notebook's page and its kernel, not to the data: widgets, bars, handles of displays, the shell."""

from __future__ import annotations

from typing import Final

from mlchecks_jupyter.replay.reach import module_of

WHY: Final = "it belongs to the page, not to the data"

#: Packages whose objects lead to the kernel: to follow them is to walk through all of it.
_PACKAGES: Final = frozenset({
    "IPython", "comm", "ipykernel", "ipywidgets", "jupyter_client", "tornado", "tqdm", "traitlets", "zmq",
})  # fmt: skip

#: Data also where such a package made a class of its own of it, as of the lines that ``!ls`` gives.
_DATA: Final = (str, bytes, int, float, list, tuple, dict, set, frozenset)

_MRO: Final = type.__dict__["__mro__"]


def is_of_the_page(kind: type) -> bool:
    """Whether objects of a class are part of the page; a class that is made from such a one counts, too."""
    bases = _MRO.__get__(kind)
    if any(base in _DATA for base in bases):
        return False
    return any(module_of(base).partition(".")[0] in _PACKAGES for base in bases)
