"""A card is one figure, ready for use: picture, numbers, title, source line, alt text and status."""
