"""What checks of the notebook's source share: how one makes a finding of a place in it."""

from __future__ import annotations

from mlchecks_jupyter.core.check import Check
from mlchecks_jupyter.core.finding import JSON, Edit, Finding, Location, Severity
from mlchecks_jupyter.lineage.lineage import Lineage


class StaticCheck(Check, abstract=True):
    """A check that reads a notebook's lineage."""

    def finding(
        self,
        lineage: Lineage,
        where: Location,
        *,
        severity: Severity,
        message: str,
        remedy: str,
        facts: dict[str, JSON] | None = None,
        edit: Edit | None = None,
    ) -> Finding:
        """A finding of this check."""
        return Finding(
            check=self.name,
            item=self.item,
            severity=severity,
            message=message,
            cell_id=lineage.trees[where.cell].cell.id,
            where=where,
            remedy=remedy,
            facts=facts or {},
            edit=edit,
        )
