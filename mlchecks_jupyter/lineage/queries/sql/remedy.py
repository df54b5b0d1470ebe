"""What to write instead: an order that settles the rows, and samples by a hash of their key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Stands for a key that the text of the query does not tell; the second where it has an `id` that is none.
_ANY_KEYS: Final = ("id", "row_id")

#: For a key, something that scatters rows and can be sorted by. SQLite and some others have no such function.
_SCATTERED: Final = {
    "athena": "xxhash64(to_utf8(CAST({} AS varchar)))",
    "bigquery": "FARM_FINGERPRINT(CAST({} AS STRING))",
    "clickhouse": "cityHash64({})",
    "databricks": "hash({})",
    "duckdb": "hash({})",
    "hive": "hash({})",
    "mysql": "MD5({})",
    "oracle": "ORA_HASH({})",
    "postgres": "md5({}::text)",
    "presto": "xxhash64(to_utf8(CAST({} AS varchar)))",
    "redshift": "FNV_HASH({})",
    "snowflake": "HASH({})",
    "spark": "hash({})",
    "spark2": "hash({})",
    "trino": "xxhash64(to_utf8(CAST({} AS varchar)))",
    "tsql": "HASHBYTES('SHA2_256', CAST({} AS varchar(36)))",
}
#: For a key, a number from 0 to 99, where it is more than the remainder of the above.
_PERCENT: Final = {
    "bigquery": "MOD(ABS({}), 100)",
    "clickhouse": "{} % 100",
    "duckdb": "{} % 100",
    "redshift": "MOD(ABS({}), 100)",
    "snowflake": "MOD(ABS({}), 100)",
    "tsql": "ABS(CAST(CHECKSUM({}) AS bigint)) % 100",
    "athena": "abs(from_big_endian_64({}) % 100)",
    "presto": "abs(from_big_endian_64({}) % 100)",
    "trino": "abs(from_big_endian_64({}) % 100)",
    "mysql": "CRC32({key}) % 100",
    "oracle": "ORA_HASH({key}, 99)",
    "postgres": "('x' || substr({}, 1, 7))::bit(28)::int % 100",
    **dict.fromkeys(("databricks", "hive", "spark", "spark2"), "pmod({}, 100)"),
}
_NO_HASH: Final = (
    "SQLite has no hash function: read the rows sorted by a key and sample them in pandas with a seed, "
    "or store a random number in a column once."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A clause to write, which may be empty, and the sentences that belong to it, which may be too."""

    code: str
    hint: str = ""

    def also(self, sentence: str) -> Remedy:
        """The same with one more sentence."""
        return Remedy(code=self.code, hint=f"{self.hint} {sentence}".strip())


def ordered_by(written: list[str], missing: list[str]) -> Remedy:
    """An ORDER BY of what is written and of what is missing, or of an unnamed key where that is not known."""
    if missing:
        return Remedy(code="ORDER BY " + ", ".join([*written, *missing]))
    names = [part.lower().removesuffix(" desc").rpartition(".")[2] for part in written]
    key = _ANY_KEYS["id" in names]
    return Remedy(code="ORDER BY " + ", ".join([*written, key]), hint=_stands_for(key))


def scattered_by(key: str | None, dialect: str) -> Remedy:
    """An order that scatters rows as random numbers would, and is the same on every run."""
    if dialect == "sqlite":
        return Remedy(code="", hint=_NO_HASH)
    form = _SCATTERED.get(dialect)
    if form is None:
        return Remedy(code="", hint=f"Sort by a hash of {_named(key)} instead.")
    code = "ORDER BY " + form.format(key or _ANY_KEYS[0])
    return Remedy(code=code, hint="" if key else _stands_for(_ANY_KEYS[0]))


def kept_by(key: str | None, dialect: str) -> Remedy:
    """How to keep a share of the rows that is the same on every run. The share is the author's to name."""
    if dialect == "sqlite":
        return Remedy(code="", hint=_NO_HASH)
    form = _SCATTERED.get(dialect)
    if form is None:
        return Remedy(code="", hint=f"Keep the rows whose hash of {_named(key)} is below the wanted share.")
    column = key or _ANY_KEYS[0]
    number = _PERCENT[dialect].format(form.format(column), key=column)
    hint = f"Keep the rows whose hash of the key is below the wanted share: `{number}` is a number below 100."
    return Remedy(code="", hint=hint if key else f"{hint} {_stands_for(column)}")


def _named(key: str | None) -> str:
    return f"`{key}`" if key else "the key"


def _stands_for(key: str) -> str:
    return f"Here `{key}` stands for a column in which no two rows are equal."
