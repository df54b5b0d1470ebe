"""Follows data: which rows a value holds, what was learned from which rows, what was trained and judged on what.

rows, data, columns        what is known of a value: its rows, what it has learned, its columns
flow, facets               the interpreter's side: every value is given its data
selecting, subsets         rows and columns taken, by index, operator or method
tables, figures, storing   joins; statistics, fills and groups; tables changed in place
splits, partings           rows parted into those to train and those to judge on
estimators, judging        what is fitted on which rows, what is judged on which
leaks, reuse               what follows from all that, for the checks
words                      what libraries call things
"""
