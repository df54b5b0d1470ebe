"""Which column names are taken for keys: columns in which no two rows of a table are equal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_OWN: Final = frozenset(
    "id _id uuid guid pk key rowid row_id rid _rowid_ ctid oid hash row_hash row_number rownum row_num rn "
    "record_id record_key uid index idx primary_key unique_id unique_key objectid object_id "
    "file_row_number __index_level_0__".split()
)
_SUFFIX: Final = re.compile(r"(?:^|_)(?:id|uuid|guid|key|pk|uid|hash|rowid)$|^(?:id|sk_id)_\w+$", re.IGNORECASE)
_CAMEL: Final = re.compile(r"[a-z0-9](?:Id|ID|Uuid|UUID|Guid|GUID|Key|Pk|PK)$")
# Lower-case compounds cannot be told from words (paid, valid, monkey) except by their stem.
_STEMS: Final = (
    "user customer client order product item account session transaction trans passenger patient employee "
    "member visit visitor event device record sample loan case row subject store invoice listing movie book "
    "player game match team student policy claim ticket message article post image file job request person"
)
_FLAT: Final = re.compile(rf"(?:{_STEMS.replace(' ', '|')})id", re.IGNORECASE)
_TIME: Final = re.compile(
    r"(?:^|_)(?:date|day|week|month|quarter|year|hour|minute|time|timestamp|ts|dt|period|at|on)(?:$|_)", re.IGNORECASE
)
_STEM_OF: Final = re.compile(r"_?(?:id|uuid|guid|key|pk|uid)$", re.IGNORECASE)


def is_key_name(name: str) -> bool:
    """Whether a column's name says that it identifies rows."""
    return name.lower() in _OWN or any(p.search(name) for p in (_SUFFIX, _CAMEL)) or bool(_FLAT.fullmatch(name))


def is_row_number_name(name: str) -> bool:
    """Whether a column's name says that the query itself numbers the rows, so that it cannot sort them."""
    return name.lower() in ("rownum", "row_num", "row_number", "rn")


def is_time_name(name: str) -> bool:
    """Whether a column's name says that it holds a time."""
    return _TIME.search(name) is not None


def is_own_key(name: str, tables: Iterable[str]) -> bool:
    """Whether a column's name says that it identifies the rows of one of these tables, not of another's.

    `id` is any table's own key, `customer_id` that of ``customers`` or ``dim_customer``.
    """
    if name.lower() in _OWN:
        return True
    stem = _STEM_OF.sub("", name).lower()
    if not is_key_name(name) or not stem:
        return False
    return any(_singular(table).endswith(_singular(stem)) for table in tables)


def _singular(name: str) -> str:
    plain = name.rpartition(".")[2].strip('"`[]').lower()
    if plain.endswith("ies"):
        return plain[:-3] + "y"
    return plain.removesuffix("s")
