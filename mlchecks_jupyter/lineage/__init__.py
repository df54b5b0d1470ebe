"""What a notebook's values come from, found by reading it: an abstract interpreter over its cells.

Standard library only, and nothing is ever executed.
"""
