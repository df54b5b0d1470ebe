"""The interpreter: abstract values of expressions and statements, and the calls made on the way."""
