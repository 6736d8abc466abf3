"""From params files to editions: which ones, each one whole, one after another or many at a time."""
