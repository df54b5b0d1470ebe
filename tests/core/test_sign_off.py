"""Sign-offs and waivers: what they cover, and when they no longer hold."""

from __future__ import annotations

from mlchecks_jupyter import session
from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.core.notebook import Notebook
from mlchecks_jupyter.core.reading import from_sources
from mlchecks_jupyter.core.report import ItemReport, Report
from mlchecks_jupyter.core.run import History, Record, Run
from mlchecks_jupyter.core.said import Signed, Waived, Withdrawn
from mlchecks_jupyter.core.sign_off import finding_key, item_keys, waived_checks

IMPORTS = "import numpy as np\nfrom sklearn.model_selection import train_test_split"
SPLIT = "a, b = train_test_split(X)"
NOISE = "noise = np.random.normal(size=3)"


def history(*said: Evidence, runs: int = 1) -> History:
    """What people said, a millisecond apart, in the runs in turn."""
    kept: list[list[Record]] = [[] for _ in range(runs)]
    for number, each in enumerate(said):
        time = f"2026-11-22T01:00:00.{number:03}Z"
        kept[number % runs].append(Record(number=number + 1, time=time, evidence=each))
    return History(
        runs=tuple(
            Run(id=str(index), notebook="", started=str(index), python="", tool_version="", records=tuple(records))
            for index, records in enumerate(kept)
        )
    )


def judge(*sources: str, said: History | None = None) -> Report:
    return session.judge(from_sources(sources), history=said or history())


def item(report: Report, name: str) -> ItemReport:
    return next(each for each in report.items if each.item.name == name)


def signed(*sources: str, name: str = "split", by: str = "Ann") -> Signed:
    report = judge(*sources)
    return Signed(item=name, by=by, reason="seen", findings=item_keys(item(report, name), report.notebook))


def waived(*sources: str, check: str = "unseeded-split", by: str = "Ann") -> Waived:
    report = judge(*sources)
    keys = tuple(finding_key(each, report.notebook) for each in report.findings if each.check == check)
    assert keys
    return Waived(check=check, by=by, reason="fine", findings=keys)


def is_signed(*sources: str, said: History) -> bool:
    return item(judge(*sources, said=said), "split").status == "signed"


def is_open(*sources: str, said: History) -> int:
    return sum(each.check == "unseeded-split" for each in judge(*sources, said=said).findings)


def test_a_sign_off_holds_while_nothing_new_is_found() -> None:
    said = history(signed(IMPORTS, SPLIT))
    assert is_signed(IMPORTS, SPLIT, said=said)
    assert is_signed("# moved", IMPORTS, "x = 1", f"    \n{SPLIT}", said=said)
    assert is_signed(IMPORTS, "a, b = train_test_split(X, random_state=0)", said=said)  # mended


def test_a_sign_off_asks_to_be_made_again_when_something_new_is_found() -> None:
    said = history(signed(IMPORTS, SPLIT))
    report = judge(IMPORTS, SPLIT, "c, d = train_test_split(Y)", said=said)
    signature = item(report, "split").signature
    assert signature is not None
    assert signature.stale
    assert signature.by == "Ann"
    assert item(report, "split").status == "attention"
    twice = judge(IMPORTS, SPLIT, SPLIT, said=said)  # the same fault in another place is another fault
    assert item(twice, "split").status == "attention"


def test_a_sign_off_of_one_item_is_of_no_other() -> None:
    report = judge(IMPORTS, SPLIT, NOISE, said=history(signed(IMPORTS, SPLIT)))
    assert item(report, "split").status == "signed"
    assert item(report, "features").status == "attention"


def test_the_latest_word_counts_in_whichever_run_it_was_said() -> None:
    withdrawn = Withdrawn(what="split", by="Bob")
    for runs in (1, 2, 3):
        first, second = signed(IMPORTS, SPLIT), signed(IMPORTS, SPLIT, by="Cem")
        assert not is_signed(IMPORTS, SPLIT, said=history(first, withdrawn, runs=runs))
        assert is_signed(IMPORTS, SPLIT, said=history(first, withdrawn, second, runs=runs))
        assert is_signed(IMPORTS, SPLIT, said=history(withdrawn, first, runs=runs))
        report = judge(IMPORTS, SPLIT, said=history(first, second, runs=runs))
        signature = item(report, "split").signature
        assert signature is not None
        assert signature.by == "Cem"


def test_a_waiver_accepts_what_was_found_then() -> None:
    said = history(waived(IMPORTS, SPLIT))
    report = judge("# moved", IMPORTS, SPLIT, said=said)
    assert report.findings == ()
    (accepted,) = report.accepted
    assert (accepted.by, accepted.reason, accepted.time) == ("Ann", "fine", "2026-11-22T01:00:00.000Z")
    assert next(each for each in report.results if each.check == "unseeded-split").outcome == "ignored"


def test_a_waiver_does_not_accept_what_comes_later() -> None:
    said = history(waived(IMPORTS, SPLIT))
    assert is_open(IMPORTS, SPLIT, "c, d = train_test_split(Y)", said=said) == 1
    assert is_open(IMPORTS, SPLIT, SPLIT, said=said) == 1
    assert is_open(IMPORTS, "a, b = train_test_split(Z)", said=said) == 1
    both = history(waived(IMPORTS, SPLIT), waived(IMPORTS, "c, d = train_test_split(Y)"), runs=2)
    assert is_open(IMPORTS, SPLIT, "c, d = train_test_split(Y)", said=both) == 0


def test_a_waiver_that_was_taken_back_accepts_nothing() -> None:
    first = waived(IMPORTS, SPLIT)
    undone = Withdrawn(what="unseeded-split", by="Bob")
    assert is_open(IMPORTS, SPLIT, said=history(first, undone)) == 1
    assert is_open(IMPORTS, SPLIT, said=history(first, undone, first)) == 0
    assert is_open(IMPORTS, SPLIT, said=history(first, Withdrawn(what="unseeded-rng", by="Bob"))) == 0


def test_a_waiver_of_one_check_is_of_no_other() -> None:
    keys = waived(IMPORTS, SPLIT).findings
    said = history(Waived(check="unseeded-rng", by="Ann", reason="fine", findings=keys))
    assert is_open(IMPORTS, SPLIT, said=said) == 1


def test_words_about_what_is_not_there_change_nothing() -> None:
    said = history(
        Signed(item="no-such-item", by="", reason="", findings=()),
        Waived(check="no-such-check", by="", reason="", findings=("", "x")),
        Withdrawn(what="", by=""),
    )
    assert judge(IMPORTS, SPLIT, said=said).to_json() == judge(IMPORTS, SPLIT).to_json()


def test_keys_are_of_the_check_and_its_lines_alone() -> None:
    def keys(*sources: str) -> list[str]:
        book: Notebook = from_sources(sources)
        return [finding_key(each, book) for each in session.judge(book, history=history()).findings]

    assert keys(IMPORTS, SPLIT) == keys("y = 2", IMPORTS, "", f"x = 1\n{SPLIT}")
    assert keys(IMPORTS, SPLIT) != keys(IMPORTS, SPLIT.replace("X", "Z"))
    assert all(len(key) == 16 for key in keys(IMPORTS, SPLIT))


def test_a_waiver_can_be_taken_back_also_where_its_line_was_edited_since() -> None:
    word = Waived(check="unseeded-split", by="Ann", reason="fine", findings=("of a line edited since",))
    assert waived_checks(history(word)) == {"unseeded-split"}
    assert waived_checks(history(word, Withdrawn(what="unseeded-split", by="Ann"))) == frozenset()
