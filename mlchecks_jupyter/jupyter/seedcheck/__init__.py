"""`%%seedcheck`: attends a cell from just before it runs until its result is shown."""
