"""The audit page and the cell output, attacked and read back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.checklist import CHECKLIST
from mlchecks_jupyter.core.finding import Edit, Finding, Location
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.report import Report, Result
from mlchecks_jupyter.render import html
from mlchecks_jupyter.render.printable import printable
from tests.render.html_page import Page

Build = Callable[..., Report]
Checks = tuple[Check, ...]

#: Letters in place of what means something to HTML: the same shape without the danger.
DISARMED = str.maketrans("<>&\"'/=!?-", "lgaqpsezqm")
TEXTS = st.text(st.sampled_from("<>&\"'/=!-?` \n\tabscript#;x")) | st.text(st.characters())
CSS = (Path(html.__file__).parent / "templates" / "audit.css").read_text(encoding="utf-8")


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_no_text_becomes_an_element_or_an_attribute(build_report: Build, checks: Checks, text: str) -> None:
    harmless, attacked = build_report(lambda _: text.translate(DISARMED)), build_report(lambda _: text)
    plain, page = Page(html.render(harmless, checks=checks)), Page(html.render(attacked, checks=checks))
    assert page.elements == plain.elements
    assert page.others == plain.others == ["DOCTYPE html"]
    assert page.values("href") == plain.values("href")
    assert page.values("class") == plain.values("class")
    assert Page(html.render_summary(attacked)).elements == Page(html.render_summary(harmless)).elements


def test_hostile_text_is_shown_as_it_is(build_report: Build, checks: Checks, hostile: str) -> None:
    report = build_report(lambda harmless: harmless + hostile)
    shown = html.render(report, checks=checks)
    assert shown.encode("utf-8")
    page = Page(shown)
    assert not page.open
    assert not {"script", "img", "iframe", "form", "base", "object"} & {tag for tag, _ in page.elements}
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "style", "action")]
    assert all(href.startswith("#") or href == "data:," for href in page.values("href"))
    reason = re.sub(r"\s+", " ", printable("only drawn for the figure" + hostile))
    assert reason in page.text


def test_unprintable_characters_are_written_out(build_report: Build, checks: Checks) -> None:
    report = build_report(lambda harmless: harmless + "\u202e\x00\ud800\x1b")
    for shown in (html.render(report, checks=checks), html.render_summary(report)):
        assert "\\u202e\\x00\\ud800\\x1b" in shown
        assert printable(shown) == shown


def test_the_page_loads_nothing_and_runs_nothing(report: Report, checks: Checks) -> None:
    shown = html.render(report, checks=checks)
    page = Page(shown)
    (policy,) = (value for value in page.values("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not re.search(r"url\(|@import|https?:", shown)


def test_links_lead_somewhere(report: Report, checks: Checks) -> None:
    page = Page(html.render(report, checks=checks))
    names = page.values("id")
    assert len(names) == len(set(names))
    assert {href[1:] for href in page.values("href") if href.startswith("#")} <= set(names)
    assert set(page.values("aria-labelledby")) <= set(names)


def test_headings_go_down_in_order_and_landmarks_are_there(report: Report, checks: Checks) -> None:
    page = Page(html.render(report, checks=checks))
    tags = [tag for tag, _ in page.elements]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert [tags.count(tag) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert ("html", "lang", "en") in page.attributes


def test_the_verdict_comes_first_in_words(report: Report, checks: Checks) -> None:
    text = Page(html.render(report, checks=checks)).text
    verdict = text.index("Needs attention: 1 error and 1 warning.")
    assert verdict < text.index("Start with S2 Features") < text.index("Checklist Deployment scenarios")
    assert "2 of 13 items judged good, 4 need attention, 7 not judged yet" in text


def test_all_items_are_there_with_status_words(report: Report, checks: Checks) -> None:
    text = Page(html.render(report, checks=checks)).text
    at = text.index("Deployment scenarios")
    for item in CHECKLIST:
        at = text.index(item.question, at)
    assert "Evidence needed: rates" not in text
    assert f"Evidence needed: {CHECKLIST[0].evidence}." in text
    assert "broken-check Could not finish. It divided by zero" in text
    assert "unordered-query Nothing to judge. No SQL is run" in text
    assert "unseeded-estimator 1 piece of advice: cell 5, line 1" in text


def test_a_finding_shows_source_remedy_edit_and_facts(report: Report, checks: Checks) -> None:
    shown = html.render(report, checks=checks)
    assert "X_train, X_test = <mark>train_test_split(X)</mark>" in shown
    text = Page(shown).text
    assert "A random split without random_state." in text
    assert "cell 4, line 3, In [3]" in text
    assert "−X_train, X_test = train_test_split(X)" in text
    assert "+X_train, X_test = train_test_split(X, random_state=0)" in text
    assert "callabletrain_test_split seeded atcell 2, line 1 oddsNaN" in text
    assert re.findall(r"<dt>(.*?)</dt>", shown) == ["callable", "seeded at", "odds", "list"]
    assert "mlchecks explain unseeded-split" in text


def test_an_edit_of_several_places_names_each(report: Report, checks: Checks) -> None:
    def of_two(finding: Finding) -> Finding:
        if finding.edit is None:
            return finding
        top = Location(cell=1, line=1, column=1, end_line=1, end_column=1)
        also = (Edit(where=top, text="import first\n", title=""),)
        return replace(finding, edit=replace(finding.edit, also=also))

    results = tuple(replace(each, findings=tuple(map(of_two, each.findings))) for each in report.results)
    one, two = (html.render(each, checks=checks) for each in (report, replace(report, results=results)))
    assert "import first" not in one
    assert "import first" in two
    assert '<p class="meta">cell 2, line 1</p>' in two
    assert '<p class="meta">cell 4, line 3</p>' in two
    assert two.count("<ins ") == one.count("<ins ") + 1


def test_accepted_findings_gaps_and_environment(report: Report, checks: Checks) -> None:
    text = Page(html.render(report, checks=checks)).text
    assert "unseeded-rngcell 3, line 1unseeded-rng differs on every run.only drawn for the figure" in text
    gaps, notes = text.index("Gaps in this audit"), text.index("Notes Comments in the notebook")
    assert gaps < text.index("Cell 6 does not parse: '(' was never closed.") < notes
    assert notes < text.index("ignore[unseeded-splt] names no check.")
    assert "nowherenot installed here" in text
    assert "numpy2.3.1" in text
    assert "mlchecks audit work/churn.ipynb -o audit.html" in text


def test_a_very_long_line_is_cut(build_report: Build, checks: Checks) -> None:
    shown = html.render(build_report(lambda harmless: harmless + "z" * 100_000), checks=checks)
    source = re.findall(r'<span class="text">(.*?)</span>', shown, re.DOTALL)
    assert source
    assert max(map(len, source)) < 400


def test_the_page_is_a_pure_function(build_report: Build, checks: Checks) -> None:
    assert html.render(build_report(), checks=checks) == html.render(build_report(), checks=checks)


def test_a_bare_report_has_no_empty_sections(checks: Checks) -> None:
    report = Report(notebook=Notebook(path="", digest="", cells=()), results=(), tool_version="")
    text = Page(html.render(report, checks=checks)).text
    assert "Not judged yet: no check found anything to judge." in text
    for absent in ("Accepted with a reason", "Gaps in this audit", "Notes", "Environment", "SHA-256", "Start with"):
        assert absent not in text


def test_the_summary_keeps_to_itself(report: Report) -> None:
    shown = html.render_summary(report)
    page = Page(shown)
    assert all(name.startswith("mlchecks-") for value in page.values("class") for name in value.split())
    (style,) = re.findall(r"<style>(.*?)</style>", shown, re.DOTALL)
    selectors = re.findall(r"(?:^|[},])\s*([^{},]+?)\s*(?=[{,])", re.sub(r"\{[^}]*\}", "{}", style))
    assert selectors
    assert all(selector.startswith(".mlchecks-summary") for selector in selectors)


def test_the_summary_lists_the_worst_and_counts_the_rest(report: Report) -> None:
    (split,) = (result for result in report.results if result.check == "unseeded-split")
    (sampling,) = (result for result in report.results if result.check == "unseeded-sampling")
    many = Result(check="unseeded-sampling", items=("features",), outcome="fail", findings=sampling.findings * 10)
    text = Page(html.render_summary(Report(notebook=report.notebook, results=(many, split), tool_version=""))).text
    assert "and 3 more" in text
    assert text.index("unseeded-split") < text.index("unseeded-sampling")


def variables(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_can_be_read_on_every_ground(theme: int) -> None:
    # The ratio of WCAG 2.2, success criterion 1.4.3.
    roots = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    colours = {**variables(roots[0]), **variables(roots[theme])}
    words = ("ink", "quiet", "link", "error", "warning", "advice", "good", "unknown")
    pairs = [(word, ground) for word in words for ground in ("page", "card", "code")]
    pairs += [(word, f"{word}-wash") for word in ("error", "warning", "advice", "good", "unknown")]
    pairs += [("ink", ground) for ground in ("mark", "removed", "added")]
    pairs += [("quiet", "removed"), ("quiet", "added"), ("error", "removed"), ("good", "added")]
    for word, ground in pairs:
        light, dark = sorted((luminance(colours[word]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"--{word} on --{ground}"
