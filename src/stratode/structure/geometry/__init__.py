"""What a labelled volume is: fractions, percolation, surface, sizes, chords, and how far a smaller piece stands for it."""
