"""
Statistics: arrays and tables in, arrays and tables out; pure, with the method and its source named in each docstring.

Unless a docstring says otherwise: numbers are scalars, sequences, arrays or Series, which broadcast and count by
position; a scalar in gives a float out; missing in any form is NaN. `confidence` is the share of intervals that hold
the truth, above 0. What cannot be, such as a count below 0, raises `ValueError`, with how many and the first.
"""
