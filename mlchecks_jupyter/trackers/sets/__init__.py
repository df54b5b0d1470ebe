"""Sets in live variables: what the order of their elements depends on, and where a cell made it count."""
