"""Replay: a cell runs again from the same starting state, and what the two runs left is compared."""
