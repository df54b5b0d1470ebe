"""The arguments of a magic: parsed as a shell would, explained in one sentence where they are wrong."""

from __future__ import annotations

import argparse
import os
import shlex
from typing import NoReturn


class MagicParser(argparse.ArgumentParser):
    """A parser that raises IPython's UsageError instead of leaving the kernel.

    Parameters
    ----------
    magic : str
        The magic as it is typed: ``%audit``.
    instead : str
        What an error ends in: what to type, in a clause.
    """

    def __init__(self, magic: str, instead: str) -> None:
        super().__init__(prog=magic, add_help=False)
        self._instead = instead
        self.add_argument("-h", "--help", action="store_true")

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with one sentence."""
        from IPython.core.error import UsageError

        raise UsageError(f"{self.prog}: {message}; {self._instead}.")

    def parse_line(self, line: str) -> argparse.Namespace:
        """The arguments on a magic's line.

        Raises
        ------
        UsageError
            If they are wrong; one sentence says what to type.
        """
        try:
            return self.parse_args(_words(line))
        except ValueError as error:
            self.error(f"{error}, check the quotes")


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if os.name == "nt":
        lexer.escape = ""  # there a backslash parts folders
    return list(lexer)
