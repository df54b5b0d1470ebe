"""Follows data: which rows a value holds, what was learned from which rows, what was trained and judged on what."""
