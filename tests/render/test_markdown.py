"""Markdown, read back with a CommonMark parser that has GitHub's tables and strikethrough."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mlchecks_jupyter.core.report import Report
from mlchecks_jupyter.render import markdown
from mlchecks_jupyter.render.markdown_escape import code, fenced, prose

Build = Callable[..., Report]
Compare = Callable[[str, str], None]

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
#: Letters in place of what means something to Markdown or HTML: the same shape without the danger.
DISARMED = str.maketrans(dict.fromkeys("\\*_{}[]()<>#+-.!|~&$^=:;\"'/@0123456789", "x"))
TEXTS = st.text(st.sampled_from("`~|<>&*_[]()#!\\-+=.:1 \n\tab\"'@/")) | st.text(st.characters())


def shape(text: str) -> list[str]:
    """The structure of a document: its tokens without their text."""
    found: list[str] = []

    def walk(tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.type not in ("text", "inline"):
                found.append(token.type)
            walk(token.children or ())

    walk(PARSER.parse(text))
    return found


def test_the_audit_reads_well(report: Report, matches_snapshot: Compare) -> None:
    matches_snapshot("audit.md", markdown.render(report))


def test_findings_of_several_notebooks(report: Report, clean_report: Report) -> None:
    shown = markdown.render_findings([report, clean_report])
    assert "## `work/churn.ipynb`" in shown
    assert "### Error: `unseeded-split` in cell 4, line 3" in shown
    assert "## `clean.py`\n\n**No open findings.**" in shown
    assert "Checklist" not in shown


@given(TEXTS)
def test_no_text_changes_the_shape(build_report: Build, text: str) -> None:
    harmless = build_report(lambda _: text.translate(DISARMED))
    attacked = build_report(lambda _: text)
    assert shape(markdown.render(attacked)) == shape(markdown.render(harmless))


def test_hostile_text_is_shown_and_does_nothing(build_report: Build, hostile: str) -> None:
    report = build_report(lambda harmless: harmless + hostile)
    for shown in (markdown.render(report), markdown.render_findings([report])):
        assert shown.encode("utf-8")
        types = set(shape(shown))
        assert not types & {"html_block", "html_inline", "link_open", "image", "blockquote_open", "strong_s"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pass `random_state=0` to `f`.", "Pass `random_state=0` to `f`."),
        ("a_b *c* <d> [e](f)", "a\\_b \\*c\\* &lt;d\\> \\[e\\](f)"),
        ("# no heading", "\\# no heading"),
        ("12. no list", "12\\. no list"),
        ("one\ntwo", "one two"),
        ("@octocat fixes #1", "@\u200boctocat fixes #\u200b1"),
        ("https://example.invalid", "https:\u200b//example.invalid"),
    ],
)
def test_prose_is_escaped(text: str, expected: str) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("x", "`x`"), ("`", "`` ` ``"), ("a``b", "```a``b```"), ("", "(empty)")]
)
def test_code_spans_outrun_their_backticks(text: str, expected: str) -> None:
    assert code(text) == expected


@example("```\n# out")
@example("~~~\n````\n`````")
@given(st.text(st.sampled_from("`~\n a")))
def test_a_fence_holds_whatever_is_in_it(text: str) -> None:
    tokens = PARSER.parse(fenced(text))
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content == text + "\n"
