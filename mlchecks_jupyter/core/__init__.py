"""The types everything else is written in, and their reading from files. Standard library only."""
