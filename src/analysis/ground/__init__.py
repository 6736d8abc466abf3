"""What everybody may use: errors, paths, Dutch, codes, colours, files of text, yaml and spreadsheets."""
