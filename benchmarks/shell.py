"""A notebook in this process: IPython's shell with the extension loaded, what it displays caught."""

from __future__ import annotations

from collections.abc import Sequence

from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from mlchecks_jupyter.core.run import Run
from mlchecks_jupyter.jupyter.extension import watching_of


class Notebook:
    """A shell in which the extension is loaded and NumPy imported.

    Parameters
    ----------
    sources : sequence of str
        Cells that count as run.
    """

    def __init__(self, sources: Sequence[str] = ()) -> None:
        self._shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
        self._publisher = CapturingDisplayPublisher()
        self._shell.display_pub = self._publisher
        self.run("%load_ext mlchecks_jupyter")
        self.run("import numpy as np")
        history = self._shell.history_manager
        assert history is not None
        self._history = history
        history.input_hist_raw.extend(sources)
        self._length = len(history.input_hist_raw)

    def run(self, source: str) -> None:
        """Run a cell that must not fail."""
        if source:
            self._shell.run_cell(source, store_history=True).raise_error()

    def forget(self) -> None:
        """Take the cells that have been measured out of the history, and what they displayed."""
        del self._history.input_hist_raw[self._length :]
        self._publisher.outputs.clear()

    @property
    def shown(self) -> str:
        """What has been displayed since."""
        return "\n".join(str(output["data"].get("text/plain")) for output in self._publisher.outputs)

    @property
    def evidence(self) -> Run:
        """What was seen of the cells."""
        watching = watching_of(self._shell)
        assert watching is not None
        return watching.run
