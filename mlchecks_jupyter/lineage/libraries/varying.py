"""Callables whose result is another one on every run, so that it is no seed.

They draw no random numbers themselves; `randomness` reads `VARYING` where a seed is given.
"""

from __future__ import annotations

from typing import Final

_CLOCK: Final = "the clock"
_PROCESS: Final = "the process"
_SYSTEM: Final = "the operating system's randomness"

#: Dotted name -> what the value is taken from.
VARYING: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("time.time", "time.time_ns", "time.perf_counter", "time.perf_counter_ns", "time.monotonic"), _CLOCK
    ),
    **dict.fromkeys(
        ("time.process_time", "time.monotonic_ns", "time.ctime", "time.localtime", "time.strftime"), _CLOCK
    ),
    **dict.fromkeys(("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"), _CLOCK),
    **dict.fromkeys(("datetime.date.today", "pandas.Timestamp.now", "pandas.Timestamp.utcnow"), _CLOCK),
    **dict.fromkeys(("os.getpid", "os.getppid", "threading.get_ident"), _PROCESS),
    **dict.fromkeys(("os.urandom", "os.getrandom", "uuid.uuid1", "uuid.uuid4"), _SYSTEM),
    **dict.fromkeys(("secrets.randbits", "secrets.randbelow", "secrets.token_bytes", "secrets.choice"), _SYSTEM),
    **dict.fromkeys(("random.SystemRandom", "numpy.random.SeedSequence().entropy"), _SYSTEM),
}
