"""The magic `%checklist`: the 13 items of this notebook, sign-offs and waivers."""

from __future__ import annotations

import argparse
import getpass
import inspect
import shutil
import subprocess
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from mlchecks_jupyter.core.evidence import Evidence
from mlchecks_jupyter.jupyter.arguments import MagicParser

if TYPE_CHECKING:
    from mlchecks_jupyter.core.checklist import ChecklistItem
    from mlchecks_jupyter.core.notebook import Notebook
    from mlchecks_jupyter.core.report import Report
    from mlchecks_jupyter.core.run import History
    from mlchecks_jupyter.jupyter.watching import Watching

#: Seconds to wait for another kernel's write: a person's word must not be lost.
_WAIT: Final = 5.0

_LONGEST_REASON: Final = 2_000
_LONGEST_NAME: Final = 200

_INSTEAD = 'type `%checklist`, `%checklist S3` or `%checklist sign S3 "reason" --by NAME`'


class _Judged(NamedTuple):
    notebook: Notebook
    report: Report
    notes: list[str]
    history: History


def run(watching: Watching, line: str) -> None:
    """The checklist of this notebook, from its source and from what was seen while it ran.

    %checklist                            the 13 items with their progress
    %checklist S3                         one of them, unfolded (an id or a name)
    %checklist sign S1 "reason" --by NAME    sign an item off
    %checklist waive CHECK "reason" --by NAME    accept what a check found
    %checklist undo S1                    take a sign-off back, or the waiver of a check

    The notebook is read as saved, never run: save it first. Sign-offs and waivers are kept with
    their time in the project's ledger and shown in the audit.
    """
    arguments = _parse(line)
    if arguments.help:
        print(inspect.cleandoc(run.__doc__ or ""))
        return
    words: list[str] = arguments.words
    if arguments.by is not None and not 0 < len(arguments.by) <= _LONGEST_NAME:
        _refuse(f"a name has 1 to {_LONGEST_NAME} characters, and this one {len(arguments.by):,}")
    if not words:
        _show(_judged(watching), None, [])
    elif words[0] in _SAYINGS:
        _SAYINGS[words[0]](watching, words[1:], arguments.by)
    elif len(words) == 1:
        _show(_judged(watching), _item(words[0]), [])
    else:
        from mlchecks_jupyter.core.checklist import find_item

        _refuse("one item is unfolded at a time" if find_item(words[0]) else f"`{words[0]}` is nothing that it does")


def _sign(watching: Watching, words: list[str], by: str | None) -> None:
    from mlchecks_jupyter.core.said import Signed
    from mlchecks_jupyter.core.sign_off import item_keys

    reason = _reason(words, "a sign-off names an item and a reason in quotes")
    item = _item(words[0])
    judged = _judged(watching)
    found = next(each for each in judged.report.items if each.item is item)
    who = by or _who()
    keys = item_keys(found, judged.notebook)
    signed = Signed(item=item.name, by=who, reason=reason, findings=keys)
    _say(
        watching,
        signed,
        item,
        f"{item.id} {item.title} is signed off by {who}. `%checklist undo {item.id}` takes it back.",
    )


def _waive(watching: Watching, words: list[str], by: str | None) -> None:
    from mlchecks_jupyter.core.said import Waived
    from mlchecks_jupyter.core.sign_off import finding_key

    reason = _reason(words, "a waiver names a check and a reason in quotes")
    judged = _judged(watching)
    result = next((each for each in judged.report.results if each.check == words[0]), None)
    if result is None:
        _refuse(f"there is no check `{words[0]}`: `%mlchecks explain` lists them all")
    if not result.findings:
        _refuse(f"`{words[0]}` has no open findings in this notebook, so there is nothing to waive")
    who, count = by or _who(), len(result.findings)
    keys = tuple(finding_key(finding, judged.notebook) for finding in result.findings)
    waived = Waived(check=result.check, by=who, reason=reason, findings=keys)
    what = "1 finding is" if count == 1 else f"{count} findings are"
    note = f"{what} accepted by {who}; one found later is not. `%checklist undo {result.check}` takes it back."
    _say(watching, waived, _item(result.items[0]), note)


def _reason(words: list[str], otherwise: str) -> str:
    if len(words) != 2 or not words[1].strip():
        _refuse(otherwise)
    reason = words[1].strip()
    if len(reason) > _LONGEST_REASON:
        _refuse(f"a reason has at most {_LONGEST_REASON:,} characters, and this one {len(reason):,}")
    return reason


def _undo(watching: Watching, words: list[str], by: str | None) -> None:
    from mlchecks_jupyter.core.checklist import find_item
    from mlchecks_jupyter.core.said import Withdrawn
    from mlchecks_jupyter.core.sign_off import waived_checks

    if len(words) != 1:
        _refuse("undo names an item or a check")
    judged = _judged(watching)
    item = find_item(words[0])
    signed = {each.item.name for each in judged.report.items if each.signature is not None}
    waived = waived_checks(judged.history)
    if item is not None and item.name in signed:
        what, note = (
            item.name,
            f"The sign-off of {item.id} {item.title} is taken back; the ledger keeps that it was made.",
        )
    elif words[0] in waived:
        result = next(each for each in judged.report.results if each.check == words[0])
        item = _item(result.items[0])
        what, note = words[0], f"The waiver of `{words[0]}` is taken back; the ledger keeps that it was made."
    else:
        ids = {each.item.id for each in judged.report.items if each.signature is not None}
        known = sorted(ids | waived)
        there = f"there is one of {', '.join(known)}" if known else "there is none at all"
        _refuse(f"there is no sign-off or waiver of `{words[0]}` to take back: {there}")
    _say(watching, Withdrawn(what=what, by=by or _who()), item, note)


_SAYINGS = {"sign": _sign, "waive": _waive, "undo": _undo}


def _say(watching: Watching, said: Evidence, item: ChecklistItem | None, note: str) -> None:
    """Keep what a person said, and only then show what it changed."""
    kept = watching.keeper.keep((said,), wait=_WAIT)
    notes = [note]
    if not kept:
        notes += [*watching.keeper.notices(), "It holds in this kernel alone, as the ledger cannot be written."]
    _show(_judged(watching), item, notes)


def _show(judged: _Judged, item: ChecklistItem | None, notes: list[str]) -> None:
    from mlchecks_jupyter.jupyter.output import show
    from mlchecks_jupyter.render import html, text

    notes = [*notes, *judged.notes]
    if item is not None:
        show(text.render_item(judged.report, item, colour=False), html.render_item(judged.report, item), notes=notes)
        return
    next_step = "Type `%checklist S1` to unfold an item, or `%audit -o audit.html` for the page to hand to a reviewer."
    plain = text.render_checklist(judged.report, colour=False)
    show(plain, html.render_summary(judged.report), notes=[*notes, next_step])


def _judged(watching: Watching) -> _Judged:
    from IPython.core.error import UsageError

    from mlchecks_jupyter import session
    from mlchecks_jupyter.core.reading import NotebookError
    from mlchecks_jupyter.jupyter.notebook_file import current_notebook

    try:
        notebook, note = current_notebook(watching.shell, watching.ran)
    except NotebookError as error:
        raise UsageError(f"%checklist: {error}") from None
    history, problems = watching.history(notebook)
    return _Judged(notebook, session.judge(notebook, history=history), [note, *problems], history)


def _item(word: str) -> ChecklistItem:
    from mlchecks_jupyter.core.checklist import CHECKLIST, find_item

    item = find_item(word)
    if item is None:
        ids = ", ".join(each.id for each in CHECKLIST)
        _refuse(f"`{word}` is no item of the checklist ({ids})")
    return item


def _who() -> str:
    """The name that git signs with here, else the account's."""
    try:
        return _git_name() or getpass.getuser()
    except (OSError, KeyError):
        _refuse("who signs is not known here: add `--by NAME`")


def _git_name() -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        done = subprocess.run([git, "config", "user.name"], capture_output=True, text=True, timeout=2, check=False)
    except subprocess.SubprocessError:
        return ""
    return done.stdout.strip()


def _refuse(why: str) -> NoReturn:
    from IPython.core.error import UsageError

    raise UsageError(f"%checklist: {why}; {_INSTEAD}.")


def _parse(line: str) -> argparse.Namespace:
    parser = MagicParser("%checklist", _INSTEAD)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--by", type=str.strip)
    return parser.parse_line(line)
