"""What a notebook's values come from, found by reading it; nothing is ever executed.

syntax, magics     cells as syntax trees, IPython's magics turned into Python, places in the source
interpreter/       abstract values of expressions and statements, shown call by call to observers
randomness/        the observer that follows generators: what draws from which, seeded or not
queries/           the observer that follows SQL, and the judgement of its text (sql/)
dataflow/          the flow of rows: what was learned from which, what was trained and judged on which
mending/           edits that take a leak out
libraries/         what is known of libraries: one module each
lineage            all of it for one notebook
parsed, collector  what makes reading again quick
uses, best_kept    what is done with a result; where the best of several is kept
edits              changes of a call that are safe to make by text

Standard library only; sqlglot is loaded when there is a query to parse.
"""
