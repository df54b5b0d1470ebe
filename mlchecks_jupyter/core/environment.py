"""Where an audit was made: the interpreter, the platform and the packages the notebook imports."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlchecks_jupyter.core.finding import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A summary of one environment.

    Attributes
    ----------
    packages : dict of str to (str or None)
        The distributions that provide the modules the notebook imports, with their installed
        version; None where a module is imported but nothing installed provides it.
    hash_seed : str
        The value of PYTHONHASHSEED, or ``random``.
    """

    python: str
    implementation: str
    platform: str
    hash_seed: str
    packages: dict[str, str | None] = field(default_factory=dict)

    def to_json(self) -> dict[str, JSON]:
        """The environment as plain JSON."""
        return {
            "python": self.python,
            "implementation": self.implementation,
            "platform": self.platform,
            "hash_seed": self.hash_seed,
            "packages": dict(self.packages),
        }
