"""
Everything that a build reads, read once in its first second and held against each other.

A params file names a gemeente, areas, themes and notebooks; those name indicators, nodes and kernen, which
other files define. Whether all of that fits is asked here, of all files at once, before anything is
written or started. What each file may hold by itself is asked where it is read.
"""
