"""Real kernels, in processes of their own: the present ipykernel and the release before."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from mlchecks_jupyter.core.reading import EVIDENCE_MIME

ROOT: Final = Path(__file__).resolve().parents[2]
_OLD: Final = ROOT / "build" / "ipykernel-6"

#: Name of each kernel that is there -> what its process's PYTHONPATH begins with. `make tests` installs the old one.
KERNELS: Final[dict[str, str]] = {
    "ipykernel-present": "",
    **({"ipykernel-6": str(_OLD)} if (_OLD / ".installed").exists() else {}),
}

_PATIENCE: Final = 120


@dataclass
class Output:
    """What one cell put out."""

    status: str = ""
    text: str = ""
    errors: str = ""
    error: tuple[str, str] | None = None
    traceback: str = ""
    displays: list[dict[str, Any]] = field(default_factory=list)
    result: str = ""

    @property
    def plain(self) -> str:
        """The text of all displays."""
        return "\n".join(display.get("text/plain", "") for display in self.displays)

    @property
    def html(self) -> str:
        """The HTML of all displays."""
        return "\n".join(display.get("text/html", "") for display in self.displays)

    @property
    def bundles(self) -> list[dict[str, Any]]:
        """The evidence that the displays keep."""
        return [display[EVIDENCE_MIME] for display in self.displays if EVIDENCE_MIME in display]


class Kernel:
    """A running kernel."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    @property
    def pid(self) -> int:
        """Of its process."""
        return int(self.manager.provisioner.process.pid)  # type: ignore[union-attr] # a local one

    def send(self, source: str, *, cell_id: str = "", **options: Any) -> str:
        """Ask for a cell to be run, as a front end does; the id of the request."""
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
            **options,
        }
        metadata = {"cellId": cell_id} if cell_id else {}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def collect(self, request: str) -> Output:
        """What a request put out, once it has ended."""
        output = Output()
        by_id: dict[str | None, dict[str, Any]] = {}
        while True:
            message = self.client.get_iopub_msg(timeout=_PATIENCE)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                break
            if kind == "stream" and content["name"] == "stdout":
                output.text += content["text"]
            elif kind == "stream":
                output.errors += content["text"]
            elif kind == "execute_result":
                output.result = content["data"]["text/plain"]
            elif kind == "error":
                output.error = (content["ename"], content["evalue"])
                output.traceback = "\n".join(content["traceback"])
            elif kind in ("display_data", "update_display_data"):
                identity = content.get("transient", {}).get("display_id")
                if kind == "update_display_data":
                    by_id[identity].clear()
                    by_id[identity].update(content["data"])
                else:
                    output.displays.append(content["data"])
                    by_id[identity] = content["data"]
        reply = self.client.get_shell_msg(timeout=_PATIENCE)
        while reply["parent_header"].get("msg_id") != request:
            reply = self.client.get_shell_msg(timeout=_PATIENCE)
        output.status = reply["content"]["status"]
        return output

    def run(self, source: str, *, cell_id: str = "", **options: Any) -> Output:
        """Run a cell to its end."""
        return self.collect(self.send(source, cell_id=cell_id, **options))

    def ok(self, source: str, *, cell_id: str = "") -> Output:
        """Run a cell that must not fail."""
        output = self.run(source, cell_id=cell_id)
        assert output.status == "ok", output.traceback
        return output


@contextmanager
def kernel(folder: Path, name: str = "ipykernel-present", **environment: str) -> Iterator[Kernel]:
    """A kernel that runs in a folder and keeps its files to itself."""
    before = KERNELS[name]
    paths = [path for path in (before, str(ROOT), os.environ.get("PYTHONPATH", "")) if path]
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], language="python"
    )
    manager.start_kernel(
        cwd=str(folder),
        env={
            **{key: value for key, value in os.environ.items() if key != "JPY_SESSION_NAME"},
            "PYTHONPATH": os.pathsep.join(paths),
            "IPYTHONDIR": str(folder / ".ipython"),
            **environment,
        },
    )
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=_PATIENCE)
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        if manager.is_alive():
            manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
