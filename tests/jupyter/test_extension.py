"""Loading and unloading: what was there before is there again afterwards."""

from __future__ import annotations

import builtins
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

NAME = "mlchecks_jupyter"
LINE_MAGICS = frozenset({"audit", "checklist", "mlchecks"})
CELL_MAGICS = frozenset({"seedcheck"})

#: What loading must not bring: each costs more than the extension may.
HEAVY = frozenset(
    "click duckdb jinja2 jsonschema matplotlib nbclient nbformat numpy pandas pydantic scipy sklearn sqlalchemy sqlglot".split()
)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A fresh shell that keeps its files to itself."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    InteractiveShell.clear_instance()
    fresh = InteractiveShell.instance()
    yield fresh
    fresh.run_cell(f"%unload_ext {NAME}")
    InteractiveShell.clear_instance()


def run(shell: InteractiveShell, source: str) -> str:
    """What a cell prints; it must not fail."""
    with capture_output() as captured:
        shell.run_cell(source, store_history=True).raise_error()
    return str(captured.stdout) + str(captured.stderr)


def state(shell: InteractiveShell) -> dict[str, object]:
    """All that an extension could leave behind in a shell and its interpreter."""
    magics = shell.magics_manager
    formatter = shell.display_formatter
    extensions = shell.extension_manager
    assert formatter is not None
    assert extensions is not None
    return {
        "line magics": dict(magics.magics["line"]),
        "cell magics": dict(magics.magics["cell"]),
        "registry": dict(magics.registry),
        "formatter": formatter,
        "active types": list(formatter.active_types),
        "ipython_display": formatter.ipython_display_formatter,
        "printers": {
            name: (each, dict(each.type_printers), dict(each.deferred_printers), dict(each.singleton_printers))
            for name, each in formatter.formatters.items()
        },
        "events": {name: list(callbacks) for name, callbacks in shell.events.callbacks.items()},
        "random": {name: (value, getattr(value, "__code__", None)) for name, value in vars(random).items()},
        "stdout": (sys.stdout, dict(getattr(sys.stdout, "__dict__", {}))),
        "transformers": (
            list(shell.ast_transformers),
            list(shell.input_transformers_cleanup),
            list(shell.input_transformers_post),
        ),
        "traceback": (shell.custom_exceptions, shell.CustomTB, sys.excepthook),
        "display hooks": (sys.displayhook, shell.display_pub),
        "names": set(shell.user_ns),
        "hidden names": dict(shell.user_ns_hidden),
        "loaded": set(extensions.loaded),
        "meta_path": list(sys.meta_path),
        "path_hooks": list(sys.path_hooks),
        "path": list(sys.path),
        "builtins": dict(vars(builtins)),
    }


def assert_same(before: dict[str, object], after: dict[str, object]) -> None:
    assert before.keys() == after.keys()
    for name, value in before.items():
        assert value == after[name], name


def manager_calls(shell: InteractiveShell) -> tuple[Callable[[], object], Callable[[], object], Callable[[], object]]:
    """Load, unload and reload, without a cell of their own."""
    manager = shell.extension_manager
    assert manager is not None
    return (
        lambda: manager.load_extension(NAME),
        lambda: manager.unload_extension(NAME),
        lambda: manager.reload_extension(NAME),
    )


def test_unloading_restores_everything(shell: InteractiveShell) -> None:
    load, unload, _ = manager_calls(shell)
    before = state(shell)
    load()
    assert state(shell) != before
    unload()
    assert_same(before, state(shell))


def test_loading_adds_magics_two_events_one_transformer_and_what_it_watches(shell: InteractiveShell) -> None:
    load, _, _ = manager_calls(shell)
    before = state(shell)
    cleanup = len(shell.input_transformers_cleanup)
    functions = {name: value for name, value in vars(random).items() if callable(value)}
    load()
    after = state(shell)
    magics = shell.magics_manager.magics
    assert set(magics["line"]) - set(before.pop("line magics")) == LINE_MAGICS  # type: ignore[call-overload] # a dict
    assert set(magics["cell"]) - set(before.pop("cell magics")) == CELL_MAGICS  # type: ignore[call-overload] # a dict
    added = {
        event: len(callbacks) - len(before["events"][event])  # type: ignore[index] # a dict
        for event, callbacks in shell.events.callbacks.items()
    }
    assert {event for event, count in added.items() if count} == {"pre_run_cell", "post_run_cell"}
    assert set(added.values()) == {0, 1}
    before.pop("transformers")
    assert len(shell.input_transformers_cleanup) == cleanup + 1
    assert (shell.ast_transformers, shell.input_transformers_post) == ([], [])
    changed = {name for name, value in functions.items() if vars(random)[name] is not value}
    assert changed <= {"seed", "setstate"}
    for expected in ("events", "random", "loaded", "meta_path"):  # it waits for NumPy and others to be imported
        before.pop(expected)
    assert_same(before, {name: after[name] for name in before})


def test_using_the_magics_leaves_nothing_behind_in_the_shell(
    shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    load, unload, _ = manager_calls(shell)
    before = state(shell)
    load()
    with capture_output():
        shell.run_line_magic("audit", "")
        shell.run_line_magic("audit", "-o audit.html")
        shell.run_line_magic("checklist", "")
        shell.run_line_magic("mlchecks", "status")
        shell.run_cell_magic("seedcheck", "", "pass")
        shell.run_line_magic("mlchecks", "off")
        shell.run_line_magic("mlchecks", "on")
    assert (tmp_path / "audit.html").is_file()
    unload()
    assert_same(before, state(shell))


@pytest.mark.parametrize(
    ("kind", "name"), [("line", "audit"), ("cell", "audit"), ("line", "checklist"), ("cell", "seedcheck")]
)
def test_a_magic_of_another_comes_back(shell: InteractiveShell, kind: str, name: str) -> None:
    def theirs(line: str, cell: str = "") -> str:
        return f"theirs {line}{cell}"

    ours = LINE_MAGICS if kind == "line" else CELL_MAGICS
    shell.magics_manager.register_function(theirs, magic_kind=kind, magic_name=name)
    registered = shell.magics_manager.magics[kind][name]
    load, unload, _ = manager_calls(shell)
    load()
    assert (shell.magics_manager.magics[kind][name] is registered) == (name not in ours)
    unload()
    assert shell.magics_manager.magics[kind][name] is registered
    assert (name in shell.magics_manager.magics["line"]) == (kind == "line")


def test_a_magic_that_took_the_name_after_loading_keeps_it(shell: InteractiveShell) -> None:
    load, unload, _ = manager_calls(shell)
    load()
    shell.magics_manager.register_function(lambda line: "theirs", magic_kind="line", magic_name="audit")
    theirs = shell.magics_manager.magics["line"]["audit"]
    unload()
    assert shell.magics_manager.magics["line"]["audit"] is theirs


def test_loading_and_unloading_twice(shell: InteractiveShell) -> None:
    from mlchecks_jupyter import load_ipython_extension, unload_ipython_extension

    before = state(shell)
    load_ipython_extension(shell)
    once = shell.magics_manager.magics["line"]["audit"]
    load_ipython_extension(shell)
    assert shell.magics_manager.magics["line"]["audit"] is once
    unload_ipython_extension(shell)
    unload_ipython_extension(shell)
    assert_same(before, state(shell))


def test_the_line_magics_say_what_they_did(shell: InteractiveShell) -> None:
    assert run(shell, f"%load_ext {NAME}") == ""
    assert "already loaded" in run(shell, f"%load_ext {NAME}")
    assert run(shell, f"%reload_ext {NAME}") == ""
    assert run(shell, f"%unload_ext {NAME}") == ""
    assert "not loaded" in run(shell, f"%unload_ext {NAME}")
    with pytest.raises(UsageError, match="not found"):
        run(shell, "%audit")


def test_reloading_leaves_one_registration(shell: InteractiveShell) -> None:
    load, unload, reload = manager_calls(shell)
    before = state(shell)
    load()
    reload()
    assert "audit" in shell.magics_manager.magics["line"]
    unload()
    assert_same(before, state(shell))


def test_two_shells_are_apart(shell: InteractiveShell) -> None:
    other = InteractiveShell()
    load, unload, _ = manager_calls(shell)
    load_other, unload_other, _ = manager_calls(other)
    load()
    assert "audit" not in other.magics_manager.magics["line"]
    load_other()
    unload()
    assert "audit" in other.magics_manager.magics["line"]
    unload_other()
    assert "audit" not in other.magics_manager.magics["line"]


def test_loading_imports_nothing_heavy() -> None:
    script = f"""
import json, sys
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
import ipykernel.kernelapp
shell = InteractiveShell.instance()
before = set(sys.modules)
shell.run_line_magic("load_ext", "{NAME}")
loaded = set(sys.modules)
shell.run_line_magic("unload_ext", "{NAME}")
print(json.dumps([sorted(loaded - before), sorted(set(sys.modules) - loaded)]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    new, after = json.loads(done.stdout.strip().rpartition("\n")[2])
    assert f"{NAME}.jupyter.extension" in new
    # What only a magic, a finding or a second run needs comes with it.
    late = ("session", "replay", "lineage", "render", "blame", "checks", "ledger.opened", "history")
    ours = {module.removeprefix(f"{NAME}.") for module in new if module.startswith(f"{NAME}.")}
    assert {module for module in ours if module.startswith(late)} <= {"history"}
    assert {name.partition(".")[0] for name in new} & HEAVY == set()
    foreign = {name for name in new if name.partition(".")[0] not in {NAME, *sys.stdlib_module_names}}
    # What IPython itself imports late, at the first magic.
    assert {name for name in foreign if not name.startswith("IPython.")} == set()
    assert after == []
