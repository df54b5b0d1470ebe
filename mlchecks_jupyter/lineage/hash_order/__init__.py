"""Where the order of a set reaches a result: it depends on PYTHONHASHSEED, or on addresses in memory."""
