"""What an outsider can work out from what was published, and what may stand in no published byte."""
