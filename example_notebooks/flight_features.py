"""Features of flights, as a team shares them between notebooks: one of its helpers draws rows."""

from __future__ import annotations

import pandas as pd

#: Flights that the typical delays are taken from: enough for a median, and quick.
SAMPLED = 3_000


def features(flights: pd.DataFrame, *, seed: int | None = None) -> pd.DataFrame:
    """What is known of each flight before it takes off.

    Parameters
    ----------
    flights : DataFrame of shape (n_flights, ...)
        With the columns ``carrier``, ``dest``, ``hour``, ``distance`` and ``dep_delay`` (minutes).
    seed : int or None
        For the rows that typical delays are taken from.

    Returns
    -------
    DataFrame of shape (n_flights, 4), float64
        ``hour``, ``distance`` (miles), and how late flights of that carrier and to that place usually
        leave (minutes).
    """
    table = flights[["hour", "distance"]].astype("float64")
    for column in ("carrier", "dest"):
        table[f"{column}_delay"] = flights[column].map(_typical_delay(flights, column, seed)).fillna(0.0)
    return table


def _typical_delay(flights: pd.DataFrame, column: str, seed: int | None) -> pd.Series:
    rows = flights.sample(SAMPLED, random_state=seed)
    return rows.groupby(column)["dep_delay"].mean()
