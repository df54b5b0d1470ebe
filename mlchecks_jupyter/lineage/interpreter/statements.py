"""Statements: bindings, branches, loops and definitions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

from mlchecks_jupyter.lineage.interpreter import python_builtins
from mlchecks_jupyter.lineage.interpreter.expressions import Expressions
from mlchecks_jupyter.lineage.interpreter.machine import MOST_TURNS, Flow, Observer
from mlchecks_jupyter.lineage.interpreter.scope import Scope, join
from mlchecks_jupyter.lineage.interpreter.targets import loop_options
from mlchecks_jupyter.lineage.interpreter.values import (
    MOST_OPTIONS,
    UNKNOWN,
    Class,
    Constant,
    Element,
    Function,
    Mapping,
    Method,
    Object,
    Parameter,
    Sequence,
    Value,
)


class Statements(Expressions):
    """Executes statements."""

    def __init__(self, observers: tuple[Observer, ...], flow: Flow | None = None) -> None:
        super().__init__(observers, flow)
        self.returned: list[Value] = []
        #: The states at each return of the present function, and at each break of the present loop.
        self.exits: list[list[object]] = []
        self.leaves: list[list[object]] = []

    def execute(self, body: list[ast.stmt]) -> bool:
        """Run statements; True if they end by return, raise, break or continue."""
        for statement in body:
            handler = _HANDLERS.get(statement.__class__)
            if handler is not None and handler(self, statement):
                return True
        return False

    # Bindings -------------------------------------------------------------------------------

    def _expression(self, node: ast.Expr) -> None:
        outer, self.statement = self.statement, node.value
        self.evaluate(node.value)
        self.statement = outer

    def _assign(self, node: ast.Assign) -> None:
        value = self.evaluate(node.value)
        if self.in_parameters:
            value = Parameter(value)
        for target in node.targets:
            self.assign(target, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            value = self.evaluate(node.value)
            self.assign(node.target, Parameter(value) if self.in_parameters else value)

    def _augmented(self, node: ast.AugAssign) -> None:
        operation = ast.copy_location(ast.BinOp(left=node.target, op=node.op, right=node.value), node)
        self.assign(node.target, self.evaluate(operation))

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.imported.add(alias.name.split(".", 1)[0])
            if alias.asname:
                self.scope.bind(alias.asname, self.named(alias.name))
            else:
                root = alias.name.split(".", 1)[0]
                self.scope.bind(root, self.named(root))

    def _import_from(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        if not node.level:
            self.imported.add(module.split(".", 1)[0])
        for alias in node.names:
            if alias.name == "*":
                self.star_imports = [module, *(known for known in self.star_imports if known != module)]
            else:
                self.scope.bind(alias.asname or alias.name, self.named(f"{module}.{alias.name}"))

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scope.names.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                owner, index = self.evaluate(target.value), self.evaluate(target.slice)
                if isinstance(owner, Mapping) and isinstance(index, Constant):
                    owner.items.pop(index.value, None)
                elif isinstance(owner, Sequence):
                    owner.complete = False
                self.flow.deleted(owner, index)

    def _global(self, node: ast.Global) -> None:
        self.scope.outer.update(dict.fromkeys(node.names, self.scope.module))

    def _nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.outer.update({name: self.scope.home(name) for name in node.names})

    # Definitions ----------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = [(self.evaluate(decorator), decorator) for decorator in node.decorator_list]
        function: Value = self.define(node)
        for value, decorator in reversed(decorators):
            if isinstance(value, Function):  # one of the notebook's own; others are taken to change nothing here
                function = self.call_function(value, self.plain_call(decorator, function))
        self.scope.bind(node.name, function)

    def _class(self, node: ast.ClassDef) -> None:
        bases = tuple(self.evaluate(base) for base in node.bases)
        for decorator in node.decorator_list:
            self.evaluate(decorator)
        outer = self.scope
        self.scope = Scope(outer, of_class=True)
        self.execute(node.body)
        attributes = self.scope.names
        self.scope = outer
        fields = tuple(
            statement.target.id
            for statement in node.body
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        )
        kind = Class(node.name, attributes, bases, fields)
        for value in attributes.values():
            if isinstance(value, Function):
                value.home = kind
        self.scope.bind(node.name, kind)

    # Branches -------------------------------------------------------------------------------

    def _if(self, node: ast.If) -> bool:
        truth = python_builtins.truth(self.decide(node.test))
        if truth is not None:
            return self.execute(node.body if truth else node.orelse)
        return self._alternatives([node.body, node.orelse])

    def _alternatives(self, bodies: list[list[ast.stmt]]) -> bool:
        """Run each body from the same state and join what they leave; True if all of them end."""
        before = dict(self.scope.names)
        states = [observer.snapshot() for observer in self.observers]
        left: dict[str, Value] | None = None
        left_states: list[object] = []
        for body in bodies:
            self.scope.names = dict(before)
            for observer, state in zip(self.observers, states, strict=True):
                observer.restore(state)
            self.flow.entered(body)
            ended = self.execute(body)
            self.flow.left()
            if ended:
                continue
            if left is None:
                left = self.scope.names
            else:
                left = join(left, self.scope.names)
                for observer, other in zip(self.observers, left_states, strict=True):
                    observer.merge(other)
            left_states = [observer.snapshot() for observer in self.observers]
        if left is None:
            return True
        self.scope.names = left
        for observer, state in zip(self.observers, left_states, strict=True):
            observer.restore(state)
        return False

    def _match(self, node: ast.Match) -> bool:
        self.evaluate(node.subject)
        bodies = [case.body for case in node.cases]
        return self._alternatives(bodies if _catches_all(node.cases[-1]) else [*bodies, []])

    def _try(self, node: ast.Try | ast.TryStar) -> bool:
        # The body is taken to succeed: what a handler binds counts only where the body did not.
        ended = self.execute(node.body)
        if not ended:
            ended = self.execute(node.orelse)
        names = dict(self.scope.names)
        states = [observer.snapshot() for observer in self.observers]
        caught = [self._handle(handler) for handler in node.handlers]
        names = {**self.scope.names, **names}
        if ended and not all(caught):
            ended = False  # what the body raises, a handler catches
        self.scope.names = names
        for observer, state in zip(self.observers, states, strict=True):
            observer.restore(state)
        return self.execute(node.finalbody) or ended

    def _handle(self, handler: ast.ExceptHandler) -> bool:
        if handler.name:
            self.scope.bind(handler.name, UNKNOWN)
        return self.execute(handler.body)

    def _with(self, node: ast.With | ast.AsyncWith) -> bool:
        for item in node.items:
            value = self.evaluate(item.context_expr)
            if isinstance(value, Object):
                value = self._enter_context(value, item.context_expr)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value)
        return self.execute(node.body)

    def _enter_context(self, context: Object, node: ast.expr) -> Value:
        method = context.kind.find("__enter__")
        return (
            self.call_function(Method(method, context), self.plain_call(node))
            if isinstance(method, Function)
            else UNKNOWN
        )

    # Loops ----------------------------------------------------------------------------------

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        outer = self.loops
        iterable = self.evaluate(node.iter)
        if not (isinstance(iterable, Sequence) and iterable.complete and not iterable.items):
            turns = loop_options(iterable)[:MOST_OPTIONS]
            known = isinstance(iterable, Sequence) and iterable.complete
            if (
                (len(turns) > 1 or (turns and known))
                and self.turns * len(turns) <= MOST_TURNS
                and self.flow.unfolds(turns, node)
            ):
                self.loops, self.turns = (*self.loops, node), self.turns * len(turns)
                for turn in turns:
                    self.assign(node.target, turn)
                    self._run_loop(node.body)
                self.turns //= len(turns)
            else:
                self.bind_element(node.target, iterable, node)
                self._run_loop(node.body)
        self.loops = outer
        self.execute(node.orelse)

    def _while(self, node: ast.While) -> None:
        for statement in node.body:
            if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
                counted = self.scope.names.get(statement.target.id)
                if isinstance(counted, Constant):  # another number on each turn
                    self.scope.bind(statement.target.id, Element((counted,), node))
        outer = self.loops
        self.loops = (*outer, node)
        if python_builtins.truth(self.decide(node.test)) is not False:
            self._run_loop(node.body)
        self.loops = outer
        self.execute(node.orelse)

    def _run_loop(self, body: list[ast.stmt]) -> None:
        outer, self.leaves = self.leaves, []
        self.execute(body)
        for states in self.leaves:
            for observer, state in zip(self.observers, states, strict=True):
                observer.merge(state)
        self.leaves = outer

    # Ends -----------------------------------------------------------------------------------

    def _return(self, node: ast.Return) -> bool:
        self.returned.append(self.evaluate(node.value) if node.value is not None else UNKNOWN)
        self.exits.append([observer.snapshot() for observer in self.observers])
        return True

    def _raise(self, node: ast.Raise) -> bool:
        if node.exc is not None:
            self.evaluate(node.exc)
        return True

    def _leave_loop(self, node: ast.Break | ast.Continue) -> bool:
        self.leaves.append([observer.snapshot() for observer in self.observers])
        return True

    def _assert(self, node: ast.Assert) -> None:
        self.evaluate(node.test)


def _catches_all(case: ast.match_case) -> bool:
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


#: Unbound, as those of expressions.
_HANDLERS: Final[dict[type[ast.AST], Callable[[Statements, Any], bool | None]]] = {
    ast.Expr: Statements._expression,
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augmented,
    ast.Import: Statements._import,
    ast.ImportFrom: Statements._import_from,
    ast.FunctionDef: Statements._function,
    ast.AsyncFunctionDef: Statements._function,
    ast.ClassDef: Statements._class,
    ast.If: Statements._if,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.While: Statements._while,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
    ast.Try: Statements._try,
    ast.TryStar: Statements._try,
    ast.Match: Statements._match,
    ast.Delete: Statements._delete,
    ast.Return: Statements._return,
    ast.Raise: Statements._raise,
    ast.Global: Statements._global,
    ast.Nonlocal: Statements._nonlocal,
    ast.Assert: Statements._assert,
    ast.Break: Statements._leave_loop,
    ast.Continue: Statements._leave_loop,
}
