"""The Jupyter side: the IPython extension and its magics."""
