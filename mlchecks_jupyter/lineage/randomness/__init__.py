"""Randomness: which generator each call draws from, and whether that one was seeded before."""
