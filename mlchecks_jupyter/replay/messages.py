"""Messages between a process and the child it forked: plain data of ours, each with its length before it."""

from __future__ import annotations

import os
import pickle
from typing import Final

_LENGTH: Final = 8


def send(descriptor: int, message: object) -> None:
    """Write a message; blocks until the other side has taken it.

    Raises
    ------
    BrokenPipeError
        If the other side has closed.
    """
    content = pickle.dumps(message, protocol=5)
    view = memoryview(len(content).to_bytes(_LENGTH, "little") + content)
    while view:
        view = view[os.write(descriptor, view) :]


def receive(descriptor: int) -> object:
    """Read a message; blocks until it is there in full.

    Raises
    ------
    EOFError
        If the other side has closed before.
    """
    inbox = Inbox()
    while not inbox.complete:
        content = os.read(descriptor, 1 << 20)
        if not content:
            raise EOFError("the other process has ended")
        inbox.add(content)
    return inbox.message()


class Inbox:
    """A message that arrives in pieces."""

    def __init__(self) -> None:
        self._content = bytearray()

    def add(self, content: bytes) -> None:
        """Take the next piece."""
        self._content += content

    @property
    def complete(self) -> bool:
        """Whether the message is there in full."""
        return len(self._content) >= _LENGTH and len(self._content) - _LENGTH >= int.from_bytes(
            self._content[:_LENGTH], "little"
        )

    def message(self) -> object:
        """The message, once it is complete."""
        # Written by our own child process: nobody else holds the pipe's other end.
        return pickle.loads(memoryview(self._content)[_LENGTH:])  # noqa: S301 - see above
