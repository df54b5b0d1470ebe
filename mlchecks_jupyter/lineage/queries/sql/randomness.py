"""Random numbers in a query: functions that draw them, and samples that a table is asked for."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

#: Where the argument of RAND or RANDOM is a seed. Elsewhere it is a bound (Trino) or has no effect (ClickHouse).
_SEEDED_BY_ARGUMENT: Final = frozenset(
    {"", "mysql", "spark", "spark2", "databricks", "hive", "snowflake", "singlestore"}
)
_RANDOM_NAMES: Final = frozenset(
    "newid newsequentialid random_uuid uuid_generate_v4 uuid_generate_v1 uuidv4 uuidv7 generateuuidv4 generateuuidv7 "
    "rand rand32 rand64 random randn randcanonical randuniform randomblob randstr random_bytes gen_random_bytes "
    "gen_random_uuid uuid uuid_string generate_uuid sys_guid randomfixedstring randomstring".split()
)
_NO_SEED: Final = frozenset({"bigquery", "trino", "presto", "athena"})
_ROWS_ARE_A_LIMIT: Final = frozenset({"spark", "spark2", "databricks", "hive"})


def unseeded_random(node: exp.Expr, dialect: str, random_names: frozenset[str] = frozenset()) -> bool:
    """Whether an expression draws from an unseeded generator, itself or through a column named in `random_names`.

    What a window or a subquery inside it draws is that one's own affair.
    """
    parts = node.walk(prune=lambda n: isinstance(n, exp.Query | exp.Window))
    return any(_draws(part, dialect, random_names) for part in parts)


def is_seeded_random(node: exp.Expr, dialect: str) -> bool:
    """Whether an expression is a random number with a seed."""
    return isinstance(node, exp.Rand | exp.Randn) and not unseeded_random(node, dialect)


def random_columns(tree: exp.Expr, dialect: str) -> frozenset[str]:
    """Lower-case aliases under which a statement's SELECTs give out unseeded random numbers."""
    return frozenset(alias.alias.lower() for alias in tree.find_all(exp.Alias) if unseeded_random(alias.this, dialect))


def is_unseeded_sample(sample: exp.TableSample, dialect: str) -> bool:
    """Whether a TABLESAMPLE (SAMPLE, USING SAMPLE) draws other rows on every run."""
    args = sample.args
    if args.get("seed") is not None or dialect == "clickhouse" or is_limit_sample(sample, dialect):
        return False
    if args.get("bucket_numerator") is not None:
        field = args.get("bucket_field")
        return isinstance(field, exp.Expr) and unseeded_random(field, dialect)
    percent = args.get("percent")
    return not (isinstance(percent, exp.Literal) and percent.name in ("100", "0"))


def is_limit_sample(sample: exp.TableSample, dialect: str) -> bool:
    """Whether a TABLESAMPLE takes the first rows, as ``TABLESAMPLE (10 ROWS)`` does in Spark and Hive."""
    return dialect in _ROWS_ARE_A_LIMIT and (sample.args.get("size") or sample.args.get("rows")) is not None


def seed_clause(dialect: str) -> str:
    """What to write behind a sample so that it is the same on every run; empty where the engine takes no seed."""
    if dialect in _NO_SEED:
        return ""
    return "SEED (0)" if dialect in ("oracle", "snowflake") else "REPEATABLE (0)"


def is_hash(node: exp.Expr) -> bool:
    """Whether an expression is a hash, which separates what its argument separates."""
    name = node.name if isinstance(node, exp.Anonymous) else type(node).__name__
    return isinstance(node, exp.Func) and any(
        mark in name.lower() for mark in ("md5", "sha", "hash", "fingerprint", "crc32", "checksum")
    )


def _draws(node: exp.Expr, dialect: str, random_names: frozenset[str]) -> bool:
    if isinstance(node, exp.Rand | exp.Randn):
        seed = node.args.get("this")
        return seed is None or isinstance(seed, exp.Null) or dialect not in _SEEDED_BY_ARGUMENT
    if isinstance(node, exp.Uuid):
        return node.args.get("this") is None
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in _RANDOM_NAMES
    if isinstance(node, exp.Identifier):
        return node.name.lower() == "dbms_random"
    return isinstance(node, exp.Column) and node.name.lower() in random_names
