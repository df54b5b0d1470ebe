"""Whether a callable is random with the arguments it is given."""

from __future__ import annotations

from mlchecks_jupyter.lineage.interpreter.call import Call
from mlchecks_jupyter.lineage.interpreter.values import Constant, Element, Parameter, Value
from mlchecks_jupyter.lineage.libraries.random_call import RandomCall, Where


def is_random(entry: RandomCall, call: Call) -> bool | None:
    """True or False where that is certain, None where it depends on what cannot be seen."""
    if not entry.when:
        return True
    answers = [_all(alternative, call) for alternative in entry.when]
    if True in answers:
        return True
    return None if None in answers else False


def _all(conditions: tuple[Where, ...], call: Call) -> bool | None:
    answers = [_holds(condition, call) for condition in conditions]
    if False in answers:
        return False
    return None if None in answers else True


def _holds(condition: Where, call: Call) -> bool | None:
    given = call.argument(condition.parameter, condition.position)
    if given is None:
        hidden = call.open or (call.starred and condition.position is not None)
        return None if hidden else _admits(condition, condition.default)
    if isinstance(given, Parameter):
        given = given.default
    if isinstance(given, Element):
        answers = {_holds_value(condition, option) for option in given.options}
        return True if True in answers else answers.pop() if len(answers) == 1 else None
    return _holds_value(condition, given)


def _holds_value(condition: Where, value: Value) -> bool | None:
    return _admits(condition, value.value) if isinstance(value, Constant) else None


def _admits(condition: Where, value: object) -> bool:
    """Membership by value and type, as `True` is no `1` and `1.0` no `True`."""
    if condition.among:
        return any(
            value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in condition.among
        )
    return not any(
        value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in condition.unless
    )
