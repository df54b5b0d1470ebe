"""Sign-offs, waivers, the origin of evidence, and evidence that could be had, in every rendering."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.checklist import CHECKLIST
from mlchecks_jupyter.core.report import Report, Signature, Source
from mlchecks_jupyter.core.run import Origin
from mlchecks_jupyter.render import html, json_document, markdown, sarif, text
from mlchecks_jupyter.render.known import origin
from mlchecks_jupyter.render.moment import duration, moment
from mlchecks_jupyter.render.printable import printable
from mlchecks_jupyter.render.verdict import verdict
from tests.render.html_page import Page
from tests.render.samples import LATER, known

Build = Callable[..., Report]
Checks = tuple[Check, ...]
Compare = Callable[[str, str], None]

DATA, FEATURES, SPLIT = CHECKLIST[:3]
AGAIN = '%checklist sign S3 "reason"'


@pytest.fixture
def full(report: Report) -> Report:
    return known(report)


def test_the_checklist_says_who_signed_and_what_to_type(full: Report, matches_snapshot: Compare) -> None:
    matches_snapshot("checklist-known.txt", text.render_checklist(full, colour=False))


def test_an_item_unfolds(full: Report, matches_snapshot: Compare) -> None:
    shown = [text.render_item(full, item, colour=False) for item in (DATA, FEATURES, SPLIT)]
    matches_snapshot("items.txt", "----\n".join(shown))


def test_colour_adds_nothing_but_colour(full: Report) -> None:
    coloured = text.render_item(full, SPLIT, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text.render_item(full, SPLIT, colour=False)


def test_every_item_unfolds_in_html_with_what_text_says(full: Report) -> None:
    for item in CHECKLIST:
        page = Page(html.render_item(full, item))
        assert not page.open
        assert page.text.strip().startswith(".mlchecks-summary")
        assert f"{item.id} {item.title}: {item.question}" in page.text
        plain = text.render_item(full, item, colour=False)
        for sentence in (
            "To sign this item:",
            "To accept what a check found:",
            "back: ",
            "to judge it, type",
            "signed by",
        ):
            assert (sentence.lower() in page.text.lower()) == (sentence.lower() in plain.lower()), (item, sentence)


def test_an_unfolded_item_shows_findings_waivers_and_remedies(full: Report) -> None:
    split = Page(html.render_item(full, SPLIT)).text
    assert "error in cell 4, line 3: unseeded-split differs on every run. Instead: Pass random_state=0." in split
    assert (
        f"Signed by Grace on 2026-11-22 01:33 UTC: seeded elsewhere. What is known has changed since: sign again with {AGAIN}."
        in split
    )
    assert 'To sign this item: %checklist sign S3 "reason" --by NAME' in split
    assert 'To accept what a check found: %checklist waive unseeded-split "reason"' in split
    assert "unseeded-draw Nothing to judge. No cell was watched To judge it, type %%seedcheck --runs 2" in split
    features = Page(html.render_item(full, FEATURES)).text
    assert "accepted in cell 3, line 1: only drawn for the figure" in features
    assert "accepted in cell 3, line 1 by Emmy on 2026-11-22 01:33 UTC: nobody reads it" in features
    assert "To take an acceptance back: %checklist undo unseeded-rng" in features
    data = Page(html.render_item(full, DATA)).text
    assert "To take the sign-off back: %checklist undo S1" in data
    assert "To sign" not in data


def test_the_summary_counts_progress_and_asks_for_signatures(full: Report) -> None:
    page = Page(html.render_summary(full))
    assert "3 of 13" in page.text
    assert "The 13 items, of which 3 are good or signed off" in page.values("aria-label")
    assert "S1 Data signed by Ada on 2026-11-21 10:00 UTC: compared by hand" in page.text
    assert (
        f"S3 Split signed by Grace on 2026-11-22 01:33 UTC, but what is known has changed since: sign again with {AGAIN}"
        in page.text
    )
    assert page.text.count("%%seedcheck --runs 2") == 1
    assert "S2 Features to judge more, type %load_ext mlchecks_jupyter" in page.text


def test_the_page_names_persons_and_evidence(full: Report, checks: Checks) -> None:
    page = Page(html.render(full, checks=checks)).text
    assert "Run-time evidence: 14 cells of the run of 2026-11-22 01:33 UTC, from the project's ledger." in page
    assert "Signed by Ada on 2026-11-21 10:00 UTC: compared by hand." in page
    assert "To be signed again. Signed by Grace" in page
    assert "only drawn for the figurea comment in the source" in page
    assert "nobody reads itEmmy2026-11-22 01:33 UTC" in page
    assert "To judge it, type %load_ext mlchecks_jupyter" in page


def test_markdown_names_persons_and_evidence(full: Report) -> None:
    shown = markdown.render(full)
    assert "\nRun-time evidence: 14 cells of the run of 2026-11-22 01:33 UTC, from the project's ledger.\n" in shown
    assert "- S1 Data, by Ada on 2026-11-21 10:00 UTC: compared by hand\n" in shown
    assert "seeded elsewhere. What is known has changed since: to be signed again\n" in shown
    assert "- S3 Split: type `%%seedcheck --runs 2`\n" in shown
    assert "- `unseeded-rng` in cell 3, line 1, by Emmy on 2026-11-22 01:33 UTC: nobody reads it\n" in shown
    assert "- `unseeded-rng` in cell 3, line 1: only drawn for the figure\n" in shown


def test_json_holds_them_all(full: Report) -> None:
    (document,) = json.loads(json_document.render([full]))["notebooks"]
    assert document["evidence"] == {"origin": "ledger", "started": LATER, "cells": 14}
    split = next(item for item in document["items"] if item["id"] == "S3")
    assert split["signature"] == {"by": "Grace", "reason": "seeded elsewhere", "time": LATER, "stale": True}
    assert {result["supply"] for result in split["results"]} == {"", "%%seedcheck --runs 2"}
    assert [(accepted["by"], accepted["time"]) for accepted in document["accepted"]] == [("", ""), ("Emmy", LATER)]


def test_sarif_tells_a_comment_from_a_person(full: Report, checks: Checks) -> None:
    document: Any = json.loads(sarif.render([full], checks))
    kinds = [
        suppression["kind"]
        for result in document["runs"][0]["results"]
        for suppression in result.get("suppressions", [])
    ]
    assert kinds == ["inSource", "external"]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (Source(), ""),
        (Source(origin="kernel", started=LATER, cells=1), "1 cell of this kernel's run of 2026-11-22 01:33 UTC"),
        (
            Source(origin="ledger", started=LATER),
            "no cell as it now stands ran in the run of 2026-11-22 01:33 UTC, from the project's ledger",
        ),
        (
            Source(origin="outputs", cells=2),
            "2 cells of the run, kept in this file's outputs; they cannot sign or waive anything",
        ),
    ],
)
def test_where_evidence_comes_from_is_one_sentence(source: Source, sentence: str) -> None:
    assert origin(source) == (f"Run-time evidence: {sentence}" if sentence else "")


def test_without_evidence_nothing_is_said(report: Report, checks: Checks) -> None:
    for shown in (
        html.render(report, checks=checks),
        html.render_summary(report),
        markdown.render(report),
        text.render_checklist(report, colour=False),
        *(text.render_item(report, item, colour=False) for item in CHECKLIST),
    ):
        assert "evidence:" not in shown
        assert "signed by" not in shown
        assert "to judge more" not in shown


def test_signed_items_count(full: Report, clean_report: Report) -> None:
    assert verdict(full).detail.startswith(
        "2 of 13 items judged good, 4 need attention, 1 signed off, 6 not judged yet"
    )
    assert "1 to be signed again" in verdict(full).detail
    signed = signature_of(clean_report, "data")
    assert verdict(signed).detail == "1 of 13 items judged good, 1 signed off, 11 not judged yet"


def test_findings_of_signed_items_need_no_more_attention(report: Report) -> None:
    (split,) = (result for result in report.results if result.check == "unseeded-split")
    alone = dataclasses.replace(report, results=(split,), errors=())
    assert verdict(signature_of(alone, "split")).tone == "attention"
    both = verdict(signature_of(alone, "split", "testset"))
    assert (both.tone, both.headline) == ("good", "Signed off by a person, with 1 error left open")


def signature_of(report: Report, *items: str) -> Report:
    signature = Signature(by="Ada", reason="seen", time=LATER)
    return dataclasses.replace(report, signatures=tuple((item, signature) for item in items))


@pytest.mark.parametrize("origin_", ["kernel", "ledger", "outputs"])
def test_hostile_persons_and_reasons_do_nothing(
    build_report: Build, checks: Checks, hostile: str, origin_: Origin
) -> None:
    report = known(build_report(lambda _: hostile), lambda _: hostile)
    report = dataclasses.replace(report, source=Source(origin=origin_, started=hostile, cells=1))
    plain = text.render_checklist(report, colour=False)
    pages = [html.render(report, checks=checks), html.render_summary(report), markdown.render(report)]
    for item in (DATA, FEATURES, SPLIT):
        plain += text.render_item(report, item, colour=False)
        pages.append(html.render_item(report, item))
    assert printable(plain) == plain
    for shown in pages:
        assert shown.encode("utf-8")
    for shown in (pages[0], pages[1], *pages[3:]):
        assert printable(shown) == shown
        page = Page(shown)
        assert not page.open
        assert not {"script", "img", "iframe", "form"} & {tag for tag, _ in page.elements}
        assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "src"]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("2026-11-22T01:33:59.999Z", "2026-11-22 01:33 UTC"),
        ("2026-11-22T03:33:00+02:00", "2026-11-22 01:33 UTC"),
        ("2026-11-22T01:33", "2026-11-22 01:33 UTC"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("yesterday\x1b[0m", "yesterday\\x1b[0m"),
        ("", ""),
    ],
)
def test_times_are_read_or_left(time: str, words: str) -> None:
    assert moment(time) == words


def test_durations_are_rounded() -> None:
    assert [duration(seconds) for seconds in (-1, 0.4, 59.6, 3600, 90000)] == ["0 s", "0 s", "1 min", "1 h", "25 h"]
