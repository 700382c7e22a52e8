"""Ways to read one condition tree: three-valued truth, and a trace of one case."""
