"""Everything that a build reads, held against each other in its first second, before anything is written or started."""
