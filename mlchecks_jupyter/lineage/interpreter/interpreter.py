"""The interpreter: cells in order, and calls of the notebook's own functions and classes."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.machine import DEEPEST_CALL, MOST_CALLS, MOST_RUNS, UNCALLED, Flow, Observer
from mlchecks_jupyter.lineage.interpreter.scope import Scope
from mlchecks_jupyter.lineage.interpreter.statements import Statements
from mlchecks_jupyter.lineage.interpreter.values import (
    NONE,
    UNKNOWN,
    Class,
    Function,
    Mapping,
    Method,
    Named,
    Object,
    Sequence,
    Value,
    either,
)
from mlchecks_jupyter.lineage.syntax import Tree

_PARAMETER_TAGS = frozenset({"parameters", "injected-parameters"})


class Interpreter(Statements):
    """Runs the cells of a notebook abstractly.

    Parameters
    ----------
    observers : iterable of Observer
        Shown every call of something that is not the notebook's own.
    fallback : dict of str to Value
        What a name stands for where no cell before has bound it.
    flow : Flow or None
        Follows data from value to value.
    """

    def __init__(
        self,
        observers: Iterable[Observer],
        fallback: dict[str, Value] | None = None,
        flow: Flow | None = None,
    ) -> None:
        super().__init__(tuple(observers), flow)
        self.fallback = fallback or {}

    def run(self, trees: Iterable[Tree]) -> list[str]:
        """Run every cell, then the functions that nothing called; sentences for what was too deep."""
        problems = []
        for tree in trees:
            self.cell = tree.cell.index
            self.in_parameters = bool(tree.cell.tags & _PARAMETER_TAGS)
            try:
                self.execute(tree.body)
            except RecursionError:
                problems.append(
                    f"{tree.cell.at(1).capitalize()}: the cell is nested too deeply to be followed to its end."
                )
                self._reset()
        self.in_parameters = False
        self._run_uncalled()
        return problems

    def release(self) -> None:
        """Cut functions off from the scopes that hold them, so that both go without the garbage collector."""
        for function in self.functions:
            function.scope = Scope()

    def _reset(self) -> None:
        self.scope = self.scope.module
        self.callers, self.loops, self.returned, self.function, self.statement = (), (), [], None, None

    def _run_uncalled(self) -> None:
        """Functions that no cell calls still show what they would draw, each as if it alone were called."""
        states = [observer.snapshot() for observer in self.observers]
        for function in self.functions:
            if function.runs:
                continue
            call = Call(ast.Call(func=ast.Name(id="?"), args=[], keywords=[]), function.cell)
            call.open = call.starred = True
            self.cell, self.loops, self.callers = function.cell, (), ()
            try:
                self._run_function(function, call, None, UNCALLED)
            except RecursionError:
                self._reset()
            for observer, state in zip(self.observers, states, strict=True):
                observer.restore(state)

    def call_function(self, function: Value, call: Call) -> Value:
        """Run a function, method or class of the notebook with the arguments of `call`."""
        if isinstance(function, Class):
            return self._instantiate(function, call)
        if isinstance(function, Method):
            return self._run_function(function.function, call, function.owner)
        assert isinstance(function, Function)
        return self._run_function(function, call, None)

    def _instantiate(self, kind: Class, call: Call) -> Value:
        made = Object(kind)
        made.attributes.update(zip(kind.fields, call.args, strict=False))
        made.attributes.update((name, value) for name, value in call.keywords.items() if name in kind.fields)
        initialiser = kind.find("__init__")
        if isinstance(initialiser, Function):
            self._run_function(initialiser, call, made)
        elif any(isinstance(base, Named) for base in kind.bases):
            for base in kind.bases:
                if isinstance(base, Named):
                    self.apply(base, call.copy())
        else:  # a dataclass, a named tuple, a settings class
            after = kind.find("__post_init__")
            if isinstance(after, Function):
                self._run_function(after, self.plain_call(call.node), made)
        return made

    def _run_function(
        self, function: Function, call: Call, owner: Value | None, entered: tuple[int, int] | None = None
    ) -> Value:
        if len(self.callers) >= DEEPEST_CALL or function.runs >= MOST_RUNS or self.order > MOST_CALLS:
            if function.generalised or self.order > MOST_CALLS:
                return UNKNOWN
            function.generalised = True
            call = Call(call.node, call.cell, call.order, call.callers, call.loops)
            call.open = call.starred = True
        function.runs += 1
        saved = (self.scope, self.cell, self.callers, self.loops, self.returned, self.exits, self.in_parameters)
        outer = (self.function, self.statement, self.yielded)
        self.function, self.statement, self.yielded = function, None, []
        self.scope = Scope(function.scope)
        self.callers = (*self.callers, entered or (self.cell, call.node.lineno))
        self.loops, self.cell, self.in_parameters = call.loops, function.cell, False
        self.returned, self.exits = [], []
        self._bind(function, call, owner)
        try:
            if isinstance(function.node, ast.Lambda):
                return self.evaluate(function.node.body)
            self._leave_by_every_exit(self.execute(function.node.body))
            return self._result()
        finally:
            self.scope, self.cell, self.callers, self.loops, self.returned, self.exits, self.in_parameters = saved
            self.function, self.statement, self.yielded = outer

    def _leave_by_every_exit(self, ended: bool) -> None:
        """Join the states at each return with that at the end of the body."""
        if ended and self.exits:
            for observer, state in zip(self.observers, self.exits.pop(), strict=True):
                observer.restore(state)
        for states in self.exits:
            for observer, state in zip(self.observers, states, strict=True):
                observer.merge(state)

    def _result(self) -> Value:
        if self.yielded:
            return Sequence(tuple(self.yielded), complete=False)
        result: Value = self.returned[0] if self.returned else NONE
        for value in self.returned[1:]:
            result = either(result, value)
        return result

    def _bind(self, function: Function, call: Call, owner: Value | None) -> None:
        """Bind the parameters; one that the caller may set unseen is unknown, whatever its default."""
        arguments = function.node.args
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
        given = ([owner] if owner is not None else []) + call.args
        scope = self.scope.names
        for parameter in (*names, *(argument.arg for argument in arguments.kwonlyargs)):
            default = None if call.open or call.starred else function.defaults.get(parameter)
            scope[parameter] = self.flow.unknown(parameter) if default is None else default
        scope.update(zip(names, given, strict=False))
        known = set(scope)
        scope.update({name: value for name, value in call.keywords.items() if name in known})
        if arguments.vararg is not None:
            scope[arguments.vararg.arg] = Sequence(tuple(given[len(names) :]), complete=not call.starred)
        if arguments.kwarg is not None:
            rest: dict[object, Value] = {name: value for name, value in call.keywords.items() if name not in known}
            scope[arguments.kwarg.arg] = Mapping(rest, complete=not call.open)
        if owner is None and call.starred and names[:1] == ["self"]:
            scope["self"] = Named("?")
