"""Reports as the JSON document that the command line and the server send."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from mlchecks_jupyter.core.finding import JSON
from mlchecks_jupyter.core.report import JSON_VERSION, Report


def render(reports: Sequence[Report]) -> str:
    """``{"version": 1, "notebooks": [...]}`` on one line, in ASCII.

    A number in `facts` that JSON has no word for becomes the string ``"nan"``, ``"inf"`` or ``"-inf"``.
    """
    document: JSON = {"version": JSON_VERSION, "notebooks": [report.to_json() for report in reports]}
    try:
        return dumps(document)
    except ValueError:
        return dumps(finite(document))


def dumps(document: JSON) -> str:
    """Compact JSON; raises ValueError for NaN and the infinities, which are no JSON."""
    return json.dumps(document, allow_nan=False, separators=(",", ":"))


def finite(value: JSON) -> JSON:
    """The value with each number that is not finite as a string."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return value
