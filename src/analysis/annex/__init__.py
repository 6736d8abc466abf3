"""The annex: one contents model, made from cards, and the writers that print it."""
