"""The composing of a report: what checks can ask for, and where an audit is written."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from mlchecks_jupyter import session
from mlchecks_jupyter.core.check import EVIDENCE_NAMES
from mlchecks_jupyter.core.reading import from_sources


def test_what_checks_may_ask_for_is_available() -> None:
    assert {field.name for field in dataclasses.fields(session.Available)} == EVIDENCE_NAMES


@pytest.mark.parametrize("name", ["a.pdf", "a", ".html", "a.HTML", "no/such/folder/a.html", "a\0b.html"])
def test_an_audit_that_cannot_be_written_is_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(session.AuditError) as caught:
        session.write_audit(session.judge(from_sources(["x = 1"])), name)
    assert str(caught.value).startswith(f"{name}: ")
    assert str(caught.value).endswith(".")
    assert not list(tmp_path.iterdir())


def test_errors_come_in_the_order_of_the_source() -> None:
    report = session.judge(from_sources([*["x = 1"] * 9, "x = (", "y = 1", "z = )"]))
    assert [error.split(",")[0] for error in report.errors] == ["Cell 10", "Cell 12"]
