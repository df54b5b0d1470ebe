"""File names as the URIs and slashed paths that other tools expect."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote_from_bytes

_DRIVE: Final = re.compile(r"[A-Za-z]:/")


def posix(path: str) -> str:
    """The path with slashes and without a leading ``./``; backslashes only turn on Windows paths."""
    if re.match(r"[A-Za-z]:\\", path) or ("\\" in path and "/" not in path):
        path = path.replace("\\", "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path


def uri(path: str) -> str:
    """The path as a percent-encoded URI: relative where the path is, else ``file://``."""
    slashed = posix(path)
    try:
        encoded = slashed.encode("utf-8", "surrogateescape")  # the bytes of a name that is not UTF-8
    except UnicodeEncodeError:
        encoded = slashed.encode("utf-8", "surrogatepass")
    quoted = quote_from_bytes(encoded, safe="/")
    if slashed.startswith("/"):
        # Two leading slashes would name a host.
        return "file:///" + quoted.lstrip("/")
    if _DRIVE.match(slashed):
        return f"file:///{slashed[0]}:{quoted[len('C%3A') :]}"
    return quoted
