"""A standard stream in a run that nobody watches: it keeps what the cell prints, and shows nothing."""

from __future__ import annotations

import io
import threading
from typing import Any


class Heard(io.StringIO):
    """Keeps what the thread that made it writes.

    Other threads print when they get to it, so their text is no property of the run; of the user's own
    run it is not noted either.

    Parameters
    ----------
    stream : object
        The stream in whose place it stands.
    descriptor : int, optional
        The file descriptor that it gives to programs: one that leads nowhere.
    """

    def __init__(self, stream: Any, descriptor: int | None = None) -> None:
        super().__init__()
        self._thread = threading.get_ident()
        self._descriptor = descriptor
        self.name = getattr(stream, "name", "")
        self._encoding = getattr(stream, "encoding", None)
        self._errors = getattr(stream, "errors", None)

    def write(self, text: str, /) -> int:
        """Keep a text, if it is the cell's own thread that writes it."""
        if type(text) is str and threading.get_ident() != self._thread:
            return len(text)
        return super().write(text)

    def fileno(self) -> int:
        """The descriptor, for programs that are started with this stream as theirs."""
        return super().fileno() if self._descriptor is None else self._descriptor

    @property
    def encoding(self) -> Any:  # type: ignore[override]  # typeshed has it writable, Python has not
        """That of the stream in whose place it stands."""
        return self._encoding

    @property
    def errors(self) -> Any:  # type: ignore[override]  # likewise
        """Likewise."""
        return self._errors
