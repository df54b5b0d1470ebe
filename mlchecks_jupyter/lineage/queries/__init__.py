"""Queries: the SQL that a notebook sends, and what becomes of the rows."""
