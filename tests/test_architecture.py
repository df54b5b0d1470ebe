"""The shape of the package: what it imports, how long its files are, where its checks lie."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import mlchecks_jupyter
from mlchecks_jupyter.core.checklist import ITEM_NAMES

PACKAGE = Path(mlchecks_jupyter.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
CHECKS = sorted(path for path in (PACKAGE / "checks").glob("*/*.py") if not path.name.startswith("_"))
LONGEST_FILE = 450
LONGEST_FUNCTION = 40

#: The one part below `session` that a third party (sqlglot) is imported by, and it is imported with the first query.
SQL = "mlchecks_jupyter.lineage.queries.sql"

#: Imports a package's modules in a fresh interpreter, those under a prefix left out, and prints what came with them.
PROBE = """
import importlib, json, pkgutil, sys
before = set(sys.modules)
package, left_out = sys.argv[1:]
module = importlib.import_module(package)
for found in pkgutil.walk_packages(getattr(module, "__path__", ()), package + "."):
    if not (left_out and found.name.startswith(left_out)):
        importlib.import_module(found.name)
added = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps(sorted(added - set(sys.stdlib_module_names))))
"""


def third_parties(package: str, left_out: str = "") -> set[str]:
    """The third-party packages that a fresh interpreter loads with this package and all below it."""
    # -S: what the .pth files of an environment load is not this package's doing.
    path = [str(PACKAGE.parent), *(entry for entry in sys.path if entry)]
    program = f"import sys; sys.path[:0] = {path!r}\n{PROBE}"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, package, left_out], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout)) - {"mlchecks_jupyter"}


@pytest.mark.parametrize("layer", ["core", "lineage", "checks", "generators", "trackers", "replay"])
def test_a_lower_layer_is_the_standard_library_alone(layer: str) -> None:
    assert third_parties(f"mlchecks_jupyter.{layer}", left_out=SQL) == set()


def test_the_probe_sees_third_parties() -> None:
    assert "markupsafe" in third_parties("markupsafe")


def test_only_the_reader_of_sql_imports_a_third_party() -> None:
    assert third_parties(SQL) - {"mypy_extensions"} == {"sqlglot"}  # sqlglot brings the other one with it


def test_importing_the_package_imports_no_third_party() -> None:
    program = f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); before = set(sys.modules)\n"
    program += "import mlchecks_jupyter, json; print(json.dumps(sorted(set(sys.modules) - before)))"
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert loaded - set(sys.stdlib_module_names) == {"mlchecks_jupyter"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_documented_and_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree), f"{path.name} has no docstring"
    assert source.count("\n") <= LONGEST_FILE, f"{path.name} is longer than {LONGEST_FILE} lines: split it by idea"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert body_lines(node) <= LONGEST_FUNCTION, f"{path.name}: {node.name} is longer than {LONGEST_FUNCTION}"


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function, its docstring not counted."""
    first = node.body[1] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_lies_where_its_name_and_item_say(path: Path) -> None:
    from mlchecks_jupyter.checks import discover

    names = {check.name.replace("-", "_"): check for check in discover()}
    assert path.stem in names, f"{path.name} defines no check of that name"
    check = names[path.stem]
    assert check.item == path.parent.name
    assert type(check).__module__ == f"mlchecks_jupyter.checks.{path.parent.name}.{path.stem}"


def test_every_folder_of_checks_is_an_item() -> None:
    folders = {path.parent.name for path in CHECKS}
    assert folders, "no checks were found"
    assert folders <= ITEM_NAMES
