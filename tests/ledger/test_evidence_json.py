"""Evidence comes back from JSON as it was, and nothing else comes back at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.core.evidence_json import EvidenceError, from_json, to_json
from mlchecks_jupyter.core.evidence_kinds import KINDS

TEXT = st.text(max_size=50)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def almost(draw: st.DrawFn) -> tuple[str, Any]:
    """Evidence as JSON of which one part, however deep, is another thing."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    document: Any = json.loads(json.dumps(to_json(draw(st.from_type(KINDS[kind])))))
    within: Any = document
    while True:
        places = list(within) if isinstance(within, dict) else list(range(len(within)))
        if not places:
            return kind, document
        place = draw(st.sampled_from(places))
        if not isinstance(within[place], dict | list) or draw(st.booleans()):
            within[place] = draw(JSON)
            return kind, document
        within = within[place]


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(deadline=None)
@given(data=st.data())
def test_every_kind_of_evidence_comes_back_as_it_was(kind: str, data: st.DataObject) -> None:
    evidence = data.draw(st.from_type(KINDS[kind]))
    assert evidence.kind == kind
    again = from_json(kind, json.loads(json.dumps(to_json(evidence))))
    assert repr(again) == repr(evidence)  # to the types; and not-a-number is not equal to itself


@settings(deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)) | TEXT, document=JSON)
def test_json_that_is_no_evidence_raises_evidence_error(kind: str, document: object) -> None:
    try:
        assert isinstance(from_json(kind, document), Evidence)
    except EvidenceError as error:
        assert str(error)  # noqa: PT017 - most JSON is none, some is


@settings(deadline=None)
@given(almost())
def test_evidence_with_one_wrong_part_raises_evidence_error_or_is_whole(given_: tuple[str, Any]) -> None:
    kind, document = given_
    try:
        evidence = from_json(kind, document)
    except EvidenceError:
        return
    json.dumps(to_json(evidence))
