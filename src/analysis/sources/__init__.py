"""Where numbers come from: embedded tables, and later the network and the municipality's own files."""
