"""The check `unseeded-sampling`."""

from __future__ import annotations

from collections.abc import Iterator

from mlchecks_jupyter.checks.sql_words import locate_in_query, sql_remedy
from mlchecks_jupyter.checks.unseeded import UnseededDraw
from mlchecks_jupyter.core.check import NotApplicable, code
from mlchecks_jupyter.core.finding import Finding
from mlchecks_jupyter.lineage.lineage import Lineage
from mlchecks_jupyter.lineage.queries.observer import Query
from mlchecks_jupyter.lineage.queries.sql import QueryVerdict, judge


class UnseededSampling(UnseededDraw):
    """Rows or values drawn, resampled or shuffled without a seed.

    ## Why is this bad?
    Every run trains on other rows, or on the same rows in another order, so no later stage can
    be repeated: features, split, model and score all inherit the draw.

    ## Use instead
    Pass the seed in the call: `df.sample(frac=0.1, random_state=0)`,
    `resample(X, random_state=0)`, `SMOTE(random_state=0)`, `df.sample(0.1, seed=0)` in Spark.
    Where the function takes none, draw from a generator of your own:
    `rng = np.random.default_rng(0); rng.permutation(n)`. In SQL, `TABLESAMPLE ... REPEATABLE (0)`
    where the database knows it, else a hash of the key: `WHERE hash(id) % 10 = 0`.

    ## References
    S. Chandran, "Machine Learning Model Deployment: A Simple Checklist", scenario 2.
    """

    name = "unseeded-sampling"
    item = "features"
    severity = "error"
    kind = "sampling"
    subject = "random sampling"
    consequence = "every run works on other rows or another order"
    good = (
        code("import pandas as pd", "df = pd.read_csv('a.csv')", "df.sample(frac=0.1, random_state=0)"),
        code("import numpy as np", "rng = np.random.default_rng(0)", "rows = rng.permutation(100)"),
    )
    bad = (
        code("import pandas as pd", "df = pd.read_csv('a.csv')", "small = df[df.x > 0].sample(frac=0.1)"),
        code("from sklearn.utils import resample", "up = resample(minority, replace=True, n_samples=100)"),
        code("import random", "rows = list(range(10))", "random.shuffle(rows)"),
        code("%%sql\nSELECT * FROM flights ORDER BY random() LIMIT 1000"),
    )

    def check(self, lineage: Lineage) -> Iterator[Finding]:
        """A finding for each draw of rows in Python, and for each that a query makes."""
        sampled = [
            (query, verdict)
            for query in lineage.queries
            for verdict in judge(query.text, dialect=query.dialect)
            if verdict.kind in ("random_order", "random_sample")
        ]
        for query, verdict in sampled:
            yield self._query_finding(query, verdict, lineage)
        try:
            yield from super().check(lineage)
        except NotApplicable:
            if not sampled:
                raise

    def _query_finding(self, query: Query, verdict: QueryVerdict, lineage: Lineage) -> Finding:
        detail = verdict.detail[:1].upper() + verdict.detail[1:]
        return self.finding(
            lineage,
            locate_in_query(query, verdict, lineage),
            severity="error",
            message=f"{detail}: the database draws other rows on every run.",
            remedy=sql_remedy("Use", verdict) or "Sample by a hash of the key instead.",
            facts={"kind": verdict.kind, "tables": list(verdict.tables), "dialect": query.dialect},
        )
