"""
Kinds of chart: numbers in a DataFrame in, matplotlib Axes out.

A table is that of the contract (`analysis.model.tidy`), most often with the names of `table.named` beside the codes.
No chart knows a release, a catalogue or a card.
"""
