"""What a cell prints, noted while it goes where it went without us."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, Final

#: Characters of which more are not kept: nobody compares them by reading.
_MOST: Final = 2_000_000


class Printed:
    """Notes what is written to the standard output between `start` and `stop`.

    The stream stays the object that it is, as some code holds on to it or asks for its type: only its
    `write` is seen through, by an attribute of the instance. A stream that takes none is not noted.

    Parameters
    ----------
    displays : callable
        Whether what is written now is the display of the cell's value, which no cell prints.
    """

    def __init__(self, displays: Callable[[], bool]) -> None:
        self._displays = displays
        self._thread = threading.get_ident()
        self._stream: Any = None
        self._before: Any = None
        self._noted: Any = None
        self._parts: list[str] = []
        self._length = 0

    def start(self) -> None:
        """Begin to note."""
        stream: Any = sys.stdout
        write = getattr(stream, "write", None)
        if write is None:
            return

        def noted(*arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True  # IPython leaves our frame out of the traceback
            written = write(*arguments, **named)
            if arguments and type(arguments[0]) is str and self._is_the_cells():
                self._parts.append(arguments[0])
                self._length += len(arguments[0])
            return written

        try:
            self._before = vars(stream).get("write")
            stream.write = noted
        except (AttributeError, TypeError):
            return
        self._stream, self._noted = stream, noted

    def _is_the_cells(self) -> bool:
        """Whether what is written now is the cell's own: other threads pass on what processes write, at any time."""
        return threading.get_ident() == self._thread and self._length < _MOST and not self._displays()

    def stop(self) -> str:
        """Leave the stream as it was, unless somebody else took its `write` meanwhile; what was printed."""
        if self._stream is not None and vars(self._stream).get("write") is self._noted:
            if self._before is None:
                del self._stream.write
            else:
                self._stream.write = self._before
        self._stream = self._before = self._noted = None
        return "".join(self._parts)
