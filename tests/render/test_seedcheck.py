"""What `%%seedcheck` shows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlchecks_jupyter.core.evidence import Seeded, Seeding
from mlchecks_jupyter.core.replayed import NotCompared
from mlchecks_jupyter.core.seedcheck import Advance, Blame, Seedcheck
from mlchecks_jupyter.render import seedcheck as rendering
from mlchecks_jupyter.render.printable import printable
from tests.render.html_page import Page
from tests.render.samples import HERE, advance, differed, everything, hash_order, replayed, run, seedcheck

Compare = Callable[[str, str], None]

#: Letters in place of what means something to HTML or to sentences with code: the same shape without the danger.
DISARMED = str.maketrans("<>&\"'/=!?-`", "lgaqpsezqmb")
TEXTS = st.text(st.sampled_from("<>&\"'/=!-? \n\tabscript#;x%")) | st.text(st.characters(exclude_characters="`"))

SEEDED = advance("value", value="0", by="numpy.random.seed", cell=run(3))
UNKNOWN = advance("unknown", title="PyTorch's global generator", seed="torch.manual_seed(0)")
EQUAL = replayed(equal=("a", "b", "c", "d", "e"))

SAMPLED = Blame(place="line 3", call="frame.sample(9)", instead="Pass `random_state=0` to `sample`.")

CHECKLIST = "See the whole checklist: `%checklist`."
PROVE = "Prove it: put `%%seedcheck --runs 2` on the first line."
SEED = "Seed it first: type `np.random.seed(0)` in a cell above."


@pytest.mark.parametrize(
    ("result", "tone", "headline", "step"),
    [
        (
            seedcheck(advance(blamed=(SAMPLED,)), replay=replayed(differences=(differed(),))),
            "attention",
            "Not repeatable: `X_test` differs in 1,203 of 1,437 rows",
            "Pass `random_state=0` to `sample`.",
        ),
        (
            seedcheck(replay=replayed(differences=(differed("a", kind="rounding"), differed("m", "in its `coef_`")))),
            "attention",
            "Not repeatable: `m` differs in its `coef_`",
            (
                "Look for what else changes between runs, such as the clock, files or threads; "
                "then prove it again with `%%seedcheck --runs 2`."
            ),
        ),
        (
            seedcheck(
                SEEDED, replay=replayed(differences=(differed("m", "in coef_: 2 of 3 values", kind="rounding"),))
            ),
            "good",
            "Repeatable up to rounding: `m` differs in coef_: 2 of 3 values",
            CHECKLIST,
        ),
        (
            seedcheck(SEEDED, replay=EQUAL),
            "good",
            "Repeatable: 2 runs gave the same 5 variables, bit for bit",
            CHECKLIST,
        ),
        (
            seedcheck(replay=replayed(equal=("a",))),
            "good",
            "Repeatable: 2 runs gave the same `a`, bit for bit",
            CHECKLIST,
        ),
        (
            seedcheck(hash_orders=(hash_order(),), replay=EQUAL),
            "attention",
            (
                "Repeatable in this kernel only: the order of `set(names)` on line 4 depends on PYTHONHASHSEED, "
                "so each new kernel gives another one"
            ),
            "Sort it: type `sorted(set(names))`.",
        ),
        (
            seedcheck(replay=replayed()),
            "unknown",
            "Nothing to compare: the cell made no variable and changed none",
            "Keep what the cell computes, as in `result = ...`, and run it again.",
        ),
        (
            seedcheck(replay=replayed(not_compared=(NotCompared(name="log", why="an open file."),))),
            "unknown",
            "Nothing could be compared: `log`: an open file",
            CHECKLIST,
        ),
        (
            seedcheck(SEEDED, replay=replayed(problem="The second run was stopped after 60 s")),
            "unknown",
            "Not proved: a run did not finish",
            "Try again: run the cell with `%%seedcheck --runs 2`.",
        ),
        (
            seedcheck(SEEDED, ok=False, replay=EQUAL),
            "unknown",
            "The cell ended in an error, so nothing is concluded",
            "Mend the error, then run the cell again.",
        ),
        (
            seedcheck(advance(), ok=False),
            "unknown",
            "The cell ended in an error, so nothing is concluded",
            "Mend the error, then run the cell again.",
        ),
        (
            seedcheck(SEEDED, UNKNOWN, advance()),
            "attention",
            "Not repeatable: NumPy's global generator was drawn from and nothing had seeded it",
            SEED,
        ),
        (
            seedcheck(advance(title="a Generator", name="rng", by="numpy.random.default_rng", cell=run(2), seed="")),
            "attention",
            "Not repeatable: a Generator `rng` was drawn from and `numpy.random.default_rng` in [2] was given no seed",
            "Give `rng` a seed where it is made, then prove it with `%%seedcheck --runs 2`.",
        ),
        (
            seedcheck(advance(name="rng", seed=""), replay=replayed(differences=(differed(),))),
            "attention",
            None,
            "Give `rng` a seed where it is made, then prove it with `%%seedcheck --runs 2`.",
        ),
        (
            seedcheck(SEEDED, hash_orders=(hash_order(why="addresses", expression="{thing for thing in …"),)),
            "attention",
            (
                "Not repeatable: the order of `{thing for thing in …` on line 4 depends on memory addresses, "
                "so each run may give another one"
            ),
            "Sort it: put `sorted(...)` around the set on line 4.",
        ),
        (
            seedcheck(SEEDED, UNKNOWN),
            "unknown",
            "Not known: PyTorch's global generator was drawn from, but had been made before anything was watched",
            "Seed it first: type `torch.manual_seed(0)` in a cell above.",
        ),
        (
            seedcheck(SEEDED, advance("state")),
            "good",
            "Seeded: every generator that the cell drew from had been seeded",
            PROVE,
        ),
        (seedcheck(SEEDED, why_not="This system cannot fork"), "good", None, CHECKLIST),
        (seedcheck(), "good", "Nothing random was seen", PROVE),
    ],
)
def test_the_verdict_leads_and_the_next_step_ends(
    result: Seedcheck, tone: str, headline: str | None, step: str
) -> None:
    shown = rendering.verdict(result)
    assert shown.tone == tone
    if headline is not None:
        assert shown.headline == headline
    lines = rendering.render_text(result).split("\n")
    assert lines[0] == f"{ {'good': '✓', 'attention': '!', 'unknown': '?'}[tone] } {shown.headline}."
    assert lines[-2:] == [f"Next: {step}", ""]
    words = Page(rendering.render_html(result)).text
    assert words.rstrip().endswith(f"Next {step.replace('`', '')}")
    assert words.index(shown.headline.replace("`", "")) < words.index(shown.detail.replace("`", ""))


def test_a_problem_is_said_with_what_is_known_without_it() -> None:
    result = seedcheck(advance(), replay=replayed(problem="It ran for 60 s"), why_not="There is no fork here")
    shown = rendering.render_text(result)
    assert (
        "  It ran for 60 s. Of your own run is known: not repeatable: NumPy's global generator was drawn from "
        "and nothing had seeded it.\n" in shown
    )
    assert "  There is no fork here.\n" in shown


def test_equal_results_of_an_unseeded_draw_say_that_it_was_drawn() -> None:
    result = seedcheck(advance(), replay=replayed(equal=("a",)))
    assert rendering.verdict(result).tone == "good"
    assert "A generator without a seed was drawn from, but no variable shows it" in rendering.verdict(result).detail
    assert rendering.render_text(result).endswith(f"Next: {SEED}\n")


def test_the_display_reads_well(matches_snapshot: Compare) -> None:
    matches_snapshot("seedcheck.txt", rendering.render_text(everything()))


def test_draws_in_helpers_are_told_from_those_in_the_cell() -> None:
    page = Page(rendering.render_html(everything()))
    assert "line 3 a, b = split(X)" in page.text
    assert "in helpers.py, line 12 frame.sample(frac=0.5)" in page.text
    assert "<b>split(X)</b>" in rendering.render_html(everything())


@pytest.mark.parametrize(
    ("source", "call", "marked"),
    [
        ('x = f("a") + 1', "f('a')", "f(&#34;a&#34;)"),
        ("x = f(1, 2, 3)", "f(1, 2…", "f(1, 2, 3)"),
        ("x = f( 1 )", "f(1)", ""),
    ],
)
def test_a_call_is_marked_in_its_statement(source: str, call: str, marked: str) -> None:
    result = seedcheck(advance(statements=((3, source),), blamed=(Blame(place="line 3", call=call),)))
    assert re.findall("<code>[^<]*<b>(.*?)</b>", rendering.render_html(result)) == ([marked] if marked else [])
    assert rendering.render_text(result).count("line 3") == (1 if marked else 2)


def test_evidence_alone_still_tells_where() -> None:
    draws = ("line 3: f({1: 2})", "helpers.py, line 12: numpy.random.permutation", "somewhere")
    shown = rendering.render_text(seedcheck(advance(draws=draws), advance(lines=(8,))))
    assert "      line 3: f({1: 2})\n" in shown
    assert "      somewhere\n" in shown
    assert "      in helpers.py, line 12: numpy.random.permutation\n" in shown
    assert "      line 8\n" in shown


@pytest.mark.parametrize(
    ("generator", "words"),
    [
        (advance(), "never seeded"),
        (advance(by="random.seed", cell=HERE), "without a seed by `random.seed` in this cell"),
        (SEEDED, "with `0` by `numpy.random.seed` in [3]"),
        (advance("value", by="f", cell=run(3)), "with a seed by `f` in [3]"),
        (advance("state", by="random.setstate", cell=run(1)), "from a saved state by `random.setstate` in [1]"),
        (UNKNOWN, "not known, made before anything was watched"),
        (advance(before=(run(4), run(5))), "never seeded, after draws in [4] and [5]"),
        (
            advance(before=tuple(map(run, range(1, 30)))),
            "never seeded, after draws in [1], [2], [3], [4] and 25 more",
        ),
    ],
)
def test_how_a_generator_was_seeded_is_said(generator: Advance, words: str) -> None:
    shown = rendering.render_text(seedcheck(generator))
    assert f": {words}\n" in shown


def test_draws_before_a_seeded_cell_are_pointed_out() -> None:
    detail = rendering.verdict(seedcheck(advance("value", value="0", before=(run(4), run(5))))).detail
    assert detail == "Its numbers also depend on draws before it, in [4] and [5]: keep that order"


def test_a_seed_without_a_draw_is_noted() -> None:
    seeding = Seeding(how="state", by="random.setstate", cell=HERE)
    result = seedcheck(seeded=(Seeded(cell=HERE, source="python", seeding=seeding),))
    assert "Seeded in this cell from a saved state by `random.setstate`" in rendering.render_text(result)


def test_differences_are_all_listed_up_to_twelve() -> None:
    def shown(count: int) -> str:
        found = tuple(differed(f"v{number}", "in 2 of 3 rows") for number in range(count))
        return rendering.render_text(seedcheck(replay=replayed(differences=found)))

    assert shown(1).count("2 of 3 rows") == 1
    assert "and 2 more variables" not in shown(1)
    assert "11 more variables differ" in shown(12)
    assert "  v11  in 2 of 3 rows\n" in shown(12)
    assert "  and 3 more\n" in shown(15)
    assert "v12" not in shown(15)


def test_a_crowd_stays_compact() -> None:
    blamed = tuple(Blame(place=f"line {line}", call="f()") for line in range(50))
    result = seedcheck(
        *(advance(blamed=blamed) for _ in range(50)),
        replay=replayed(
            equal=tuple(f"v{number}" for number in range(500)),
            not_compared=tuple(NotCompared(name=f"w{number}", why="a socket") for number in range(500)),
            effects=("It printed something.",) * 500,
        ),
    )
    assert rendering.render_text(result).count("\n") < 70
    assert "`v0`, `v1`, `v2`, `v3` and 496 more are the same" in rendering.render_text(result)


def test_a_long_line_keeps_the_call_in_sight() -> None:
    source = f"{'x' * 300} = f(1) + {'y' * 300}"
    result = seedcheck(advance(statements=((1, source),), blamed=(Blame(place="line 1", call="f(1)"),)))
    assert "<b>f(1)</b>" in rendering.render_html(result)
    assert max(map(len, rendering.render_text(result).split("\n"))) < 120


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_no_text_becomes_an_element_or_an_attribute(text: str) -> None:
    page = Page(rendering.render_html(everything(lambda harmless: f"{harmless}{text}")))
    plain = Page(rendering.render_html(everything(lambda harmless: f"{harmless}{text.translate(DISARMED)}")))
    assert page.elements == plain.elements
    assert page.values("class") == plain.values("class")
    assert page.others == []
    assert not page.open


def test_hostile_text_does_nothing(hostile: str) -> None:
    for fill in (lambda _: hostile, lambda harmless: harmless + hostile):
        result = everything(fill)
        shown = rendering.render_html(result)
        page = Page(shown)
        assert not page.open
        assert not {"script", "img", "iframe", "form", "h1"} & {tag for tag, _ in page.elements}
        assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "href", "style")]
        plain = rendering.render_text(result)
        for text in (shown, plain):
            assert text.encode("utf-8")
            assert printable(text) == text


def test_names_are_shown_as_they_are(hostile: str) -> None:
    page = Page(rendering.render_html(everything(lambda harmless: harmless + hostile[:40])))
    wanted = re.sub(r"\s+", " ", printable("score" + hostile[:40])).strip()
    assert wanted in page.text


def test_the_fragment_keeps_to_itself() -> None:
    for shown in (rendering.render_html(everything()), rendering.render_progress_html(13, 12)):
        page = Page(shown)
        assert all(name.startswith("mlchecks-") for value in page.values("class") for name in value.split())
        (style,) = re.findall(r"<style>(.*?)</style>", shown, re.DOTALL)
        rules = re.sub(r"@keyframes mlchecks-\w+ \{[^}]*\} *\}|@media [^{]*\{|/\*.*?\*/", "", style)
        selectors = re.findall(r"(?:^|[},])\s*([^{},]+?)\s*(?=[{,])", re.sub(r"\{[^}]*\}", "{}", rules))
        assert selectors
        assert all(selector.startswith((".mlchecks-summary", ".mlchecks-seedcheck")) for selector in selectors)


def test_marks_do_not_stand_alone_and_are_not_read_out() -> None:
    page = Page(rendering.render_html(everything()))
    marks = [tag for tag, names in page.elements if tag == "span" and "aria-hidden" in names]
    assert len(marks) == 4
    assert page.values("scope").count("col") == 3
    assert page.values("aria-label")[0] == "Seedcheck of this cell"


@pytest.mark.parametrize(
    ("seconds", "expected", "now", "words"),
    [
        (3, 12, "25", "Running the cell again: 3 s of about 12 s"),
        (0, 125, "0", "Running the cell again: 0 s of about 2 min 5 s"),
        (12, 12, "100", "Running the cell again: 12 s of about 12 s"),
        (3720, 60, None, "Running the cell again: 1 h 2 min, longer than the 1 min of the first run"),
        (2, 0, None, "Running the cell again: 2 s"),
        (math.nan, math.inf, None, "Running the cell again: some time"),
    ],
)
def test_progress_is_a_bar_with_words(seconds: float, expected: float, now: str | None, words: str) -> None:
    page = Page(rendering.render_progress_html(seconds, expected))
    assert ("div", "role", "progressbar") in page.attributes
    assert page.values("aria-valuenow") == ([] if now is None else [now])
    assert words in page.values("aria-label")
    assert words in page.text
    assert rendering.render_progress_text(seconds, expected).endswith(f"{words}\n")
    assert ("█" in rendering.render_progress_text(seconds, expected)) == (now not in (None, "0"))
