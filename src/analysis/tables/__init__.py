"""Tables: the fixed check table of a notebook, and the tables of the annex."""
