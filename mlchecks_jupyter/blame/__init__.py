"""Which calls draw from a generator that advanced: those in the cell, and those in the helpers it calls.

The kernel knows that a generator advanced during a statement; reading the source of what the
statement calls says where.
"""
