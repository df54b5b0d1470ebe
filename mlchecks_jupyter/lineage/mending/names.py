"""The names that a statement reads, binds and changes: rather one too many, for an edit must miss none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

#: Methods that change what they are called on.
_CHANGING: Final = frozenset(
    """pop insert update append extend sort fill clear remove setdefault add discard put itemset resize reverse popitem
    partial_fit set_params eval""".split()
)
#: Functions that change what they are given, and those that may bind or change anything.
_SHUFFLES: Final = frozenset(("shuffle", "put", "place", "copyto", "fill_diagonal", "heappush", "setattr"))
_OPAQUE: Final = frozenset(("exec", "eval", "globals", "locals", "vars", "execfile", "run_cell_magic"))
#: Line magics that bind no name of the notebook.
_QUIET_MAGICS: Final = frozenset(
    "matplotlib config pip conda load_ext reload_ext autoreload cd pwd ls env set_env precision who whos".split()
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Uses(NamedTuple):
    """Names by what happens to them; `opaque` where it cannot be told."""

    reads: frozenset[str]
    binds: frozenset[str]
    changes: frozenset[str]
    opaque: bool

    @property
    def all(self) -> frozenset[str]:
        """Every name."""
        return self.reads | self.binds | self.changes


def uses(statement: ast.AST, functions: frozenset[str] = frozenset()) -> Uses:
    """What a statement does; `functions` are the notebook's own, which may change what they are given."""
    found = _Finder(functions)
    found.visit(statement)
    return Uses(frozenset(found.reads), frozenset(found.binds), frozenset(found.changes), found.opaque)


def root(node: ast.AST) -> str:
    """The name at the head of ``a.b['c'].d(e)``, empty where there is none."""
    while True:
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else ""


def last(call: ast.Call) -> str:
    """The name of a called function or method."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else root(call.func)


def loads(node: ast.AST) -> Iterator[ast.Name]:
    """The names within an expression."""
    return (each for each in ast.walk(node) if isinstance(each, ast.Name))


class _Finder(ast.NodeVisitor):
    def __init__(self, functions: frozenset[str]) -> None:
        self.functions = functions
        self.reads: set[str] = set()
        self.binds: set[str] = set()
        self.changes: set[str] = set()
        self.opaque = False

    def visit_Name(self, node: ast.Name) -> None:
        (self.reads if isinstance(node.ctx, ast.Load) else self.binds).add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.reads.add(node.target.id)
            self.changes.add(node.target.id)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._stored(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._stored(node)

    def _stored(self, node: ast.Subscript | ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.changes.add(root(node))
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        self.opaque |= node.name == "*"
        self.binds.add(node.asname or node.name.partition(".")[0])

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.binds.add(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._captured(node, node.name)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._captured(node, node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._captured(node, node.rest)

    def _captured(self, node: ast.pattern, name: str | None) -> None:
        if name:
            self.binds.add(name)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = last(node)
        if isinstance(node.func, ast.Attribute):
            in_place = any(each.arg in ("inplace", "out") and not _is_false(each.value) for each in node.keywords)
            if name in _CHANGING or in_place:
                self.changes.add(root(node.func))
        if name in _SHUFFLES or name in self.functions:
            self.changes.update(each.id for argument in _arguments(node) for each in loads(argument))
        self.opaque |= name in _OPAQUE or (name == "run_line_magic" and not _is_quiet(node))
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.binds.add(node.name)
        for each in (*node.decorator_list, *_defaults(node)):
            self.visit(each)
        self._inner(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)  # type: ignore[arg-type]  # the same fields

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for each in _defaults(node):
            self.visit(each)
        self._inner(node)

    def _inner(self, node: _Function) -> None:
        inner = _Finder(self.functions)
        for each in node.body if isinstance(node.body, list) else [node.body]:
            inner.visit(each)
        declared = {
            name for each in ast.walk(node) if isinstance(each, ast.Global | ast.Nonlocal) for name in each.names
        }
        own = ({each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)} | inner.binds) - declared
        self.reads |= inner.reads - own
        self.changes |= (inner.changes | (inner.binds & declared)) - own
        self.opaque |= inner.opaque

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node)

    def _comprehension(self, node: _Comprehension) -> None:
        inner = _Finder(self.functions)
        inner.generic_visit(node)
        own = {each.id for part in node.generators for each in loads(part.target)}
        self.reads |= inner.reads - own
        self.binds |= inner.binds - own
        self.changes |= inner.changes
        self.opaque |= inner.opaque

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.binds.add(node.name)
        for each in (*node.decorator_list, *node.bases, *node.keywords, *node.body):
            inner = uses(each, self.functions)
            self.reads |= inner.reads
            self.changes |= inner.changes


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(each.value for each in call.keywords)]


def _defaults(node: ast.FunctionDef | ast.Lambda) -> list[ast.expr]:
    return [each for each in (*node.args.defaults, *node.args.kw_defaults) if each is not None]


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _is_quiet(call: ast.Call) -> bool:
    name = call.args[0] if call.args else None
    return isinstance(name, ast.Constant) and name.value in _QUIET_MAGICS
