"""The types everything else is written in. Standard library only, nothing here does any I/O but `reading`."""
