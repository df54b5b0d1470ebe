"""Loads an extension in a fresh kernel and prints the seconds and the modules it brought.

Run as `python load_in_kernel.py EXTENSION`; prints one line of JSON.
"""

from __future__ import annotations

import sys
from typing import Final

from jupyter_client.manager import start_new_kernel

_CODE: Final = """
import sys, time, json
before = set(sys.modules)
wall, cpu = time.perf_counter(), time.process_time()
get_ipython().run_line_magic("load_ext", {extension!r})
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
new = sorted(new - {{name.partition(".")[0] for name in before}})
print(json.dumps([wall, cpu, new]))
"""


def main() -> None:
    """Start a kernel, load the extension, print what the kernel measured."""
    manager, client = start_new_kernel()
    printed: list[str] = []

    def collect(message: dict[str, dict[str, str]]) -> None:
        printed.append(message["content"].get("text", ""))

    try:
        client.execute_interactive(_CODE.format(extension=sys.argv[1]), output_hook=collect, timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print("".join(printed).strip().rpartition("\n")[2])


if __name__ == "__main__":
    main()
