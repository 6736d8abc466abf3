"""Cards: `make_card` makes one of a chart, `save` writes it, `read_card` reads what was written."""
