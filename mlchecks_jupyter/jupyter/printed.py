"""What a cell prints, noted while it goes where it went without us."""

from __future__ import annotations

import sys
from typing import Any, Final

#: Characters of which more are not kept: nobody compares them by reading.
_MOST: Final = 2_000_000


class Printed:
    """Notes what is written to the standard output between `start` and `stop`.

    The stream stays the object that it is, as some code holds on to it or asks for its type: only its
    `write` is seen through, by an attribute of the instance. A stream that takes none is not noted.
    """

    def __init__(self) -> None:
        self._stream: Any = None
        self._parts: list[str] = []
        self._length = 0

    def start(self) -> None:
        """Begin to note."""
        stream: Any = sys.stdout
        write = stream.write

        def noted(text: Any, *rest: Any, **named: Any) -> Any:
            if self._length < _MOST:
                self._parts.append(str(text))
                self._length += len(text)
            return write(text, *rest, **named)

        try:
            stream.write = noted
        except (AttributeError, TypeError):
            return
        self._stream = stream

    def stop(self) -> str:
        """Leave the stream as it was; what was printed."""
        if self._stream is not None and "write" in vars(self._stream):
            del self._stream.write
        self._stream = None
        return "".join(self._parts)
