"""A bar in the cell's output that shows how far a second run is."""

from __future__ import annotations


class Bar:
    """Drawn in the cell's output, where the result takes its place.

    Parameters
    ----------
    expected : float
        Seconds that it will take.
    """

    def __init__(self, expected: float) -> None:
        from IPython.display import display

        self._expected = expected
        self.handle = display(self._drawn(0.0), raw=True, display_id=True)

    def move(self, seconds: float) -> None:
        """Draw it anew after so many seconds."""
        if self.handle is not None:
            self.handle.update(self._drawn(seconds), raw=True)

    def _drawn(self, seconds: float) -> dict[str, str]:
        from mlchecks_jupyter.render import seedcheck

        return {
            "text/plain": seedcheck.render_progress_text(seconds, self._expected),
            "text/html": seedcheck.render_progress_html(seconds, self._expected),
        }
