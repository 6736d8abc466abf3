"""Files that somebody delivered: read as text, converted by the definition of their source, checked whole."""
