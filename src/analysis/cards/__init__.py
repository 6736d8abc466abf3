"""
A card is one figure, ready for use: picture, numbers, title, source line, alt text and status.

`make_card` makes it of a chart, `save` writes it, `read_card` reads what was written.
"""
