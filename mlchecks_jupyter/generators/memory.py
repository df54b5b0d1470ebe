"""Reading memory at an address, where this Python can."""

from __future__ import annotations

from collections.abc import Callable

#: Gives so many bytes from an address on; None in a Python built without libffi.
read_at: Callable[[int, int], bytes] | None
try:
    from ctypes import string_at
except ImportError:
    read_at = None
else:
    read_at = string_at
