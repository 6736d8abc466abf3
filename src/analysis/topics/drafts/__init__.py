"""
The sentences of a draft held against the published numbers; see `check`.

From text to sentences, to quantities, to the readings that a sentence allows, to one word. What is not understood, or
can be read in two ways, is said to be so and never called wrong.
"""
