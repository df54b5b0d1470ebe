"""What a check is: one class that states a fault, explains it, shows samples of it and finds it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from mlchecks_jupyter.core.checklist import ITEM_NAMES
from mlchecks_jupyter.core.finding import SEVERITIES, Finding, Severity

#: The evidence a check can ask for, by parameter name.
EVIDENCE_NAMES: Final = frozenset({"notebook", "lineage", "run", "history"})


class NotApplicable(Exception):
    """Raised by a check that finds nothing to judge; the message says why.

    Parameters
    ----------
    supply : str
        What to type in the notebook to get the evidence that is missing, such as
        ``%%seedcheck --runs 2``; empty where there is nothing to be had.
    """

    def __init__(self, why: str, *, supply: str = "") -> None:
        super().__init__(why)
        self.supply = supply


class CheckDefinitionError(TypeError):
    """A check class that does not say everything a check must say."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A small notebook, one string a code cell: the test and the documentation of a check.

    Attributes
    ----------
    order : tuple of int or None
        The cells, counted from 1, in the order in which a kernel runs them; None where the sample is
        judged as text alone.
    """

    cells: tuple[str, ...]
    order: tuple[int, ...] | None = None

    @property
    def how_it_ran(self) -> str:
        """In which order its cells ran, in words; empty where nobody ran them, or one after the other."""
        if self.order is None or self.order == tuple(range(1, len(self.cells) + 1)):
            return ""
        return f"run in the order {', '.join(map(str, self.order))}"


def code(*cells: str) -> Sample:
    """A sample notebook with these code cells, which nobody ran."""
    return Sample(cells)


def ran(*cells: str, order: tuple[int, ...] = ()) -> Sample:
    """A sample notebook whose cells ran in a kernel: from top to bottom, or in an order (counted from 1)."""
    return Sample(cells, order or tuple(range(1, len(cells) + 1)))


class Check:
    """A fault that can be found in a notebook.

    A concrete check sets the class attributes and defines ``check``, whose parameter names are the
    evidence it asks for (`EVIDENCE_NAMES`). It yields a finding for each fault and raises
    `NotApplicable` where there is nothing to judge, so that no item is green by silence.

    Attributes
    ----------
    name : str
        The fault in kebab-case, to be read as "allow <name>"; the module has the same name.
    item : str
        The checklist item that it judges (`ChecklistItem.name`); its folder has the same name.
    also : tuple of str
        Further items that the same fault touches.
    severity : {'error', 'warning', 'advice'}
        The most severe finding that it makes.
    good, bad : tuple of Sample
        Samples without and with the fault.
    """

    name: ClassVar[str]
    item: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()
    severity: ClassVar[Severity]
    good: ClassVar[tuple[Sample, ...]]
    bad: ClassVar[tuple[Sample, ...]]
    needs: ClassVar[frozenset[str]]

    check: Callable[..., Iterable[Finding]]

    def __init_subclass__(cls, *, abstract: bool = False, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        if not abstract:
            _validate(cls)
            cls.needs = _parameters(cls)

    @property
    def items(self) -> tuple[str, ...]:
        """Every checklist item the check judges, the main one first."""
        return (self.item, *self.also)

    @property
    def title(self) -> str:
        """The first line of the class's docstring."""
        return inspect.cleandoc(self.__doc__ or "").split("\n", 1)[0]


def _parameters(cls: type[Check]) -> frozenset[str]:
    code_object = cls.check.__code__
    return frozenset(code_object.co_varnames[1 : code_object.co_argcount + code_object.co_kwonlyargcount])


def _validate(cls: type[Check]) -> None:
    """Tell the author of a check what is missing, when the class is made."""
    where = f"{cls.__module__}.{cls.__name__}"
    for attribute in ("name", "item", "severity", "good", "bad", "check"):
        if not hasattr(cls, attribute):
            raise CheckDefinitionError(f"{where} has no `{attribute}`; every check states one.")
    if cls.name != _kebab(cls.__name__):
        raise CheckDefinitionError(
            f"{where} is named `{cls.name}`; a class and its check share a name, here `{_kebab(cls.__name__)}`."
        )
    for item in (cls.item, *cls.also):
        if item not in ITEM_NAMES:
            raise CheckDefinitionError(
                f"{where} judges `{item}`, which is no checklist item; choose from {', '.join(sorted(ITEM_NAMES))}."
            )
    if cls.severity not in SEVERITIES:
        raise CheckDefinitionError(f"{where} has severity `{cls.severity}`; choose from {', '.join(SEVERITIES)}.")
    if not cls.good or not cls.bad:
        raise CheckDefinitionError(f"{where} needs at least one good and one bad sample.")
    if not cls.__doc__:
        raise CheckDefinitionError(f"{where} has no docstring; it is the check's page.")
    unknown = _parameters(cls) - EVIDENCE_NAMES
    if unknown:
        raise CheckDefinitionError(
            f"{where}.check asks for {', '.join(sorted(unknown))}; the evidence there is: {', '.join(sorted(EVIDENCE_NAMES))}."
        )


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
