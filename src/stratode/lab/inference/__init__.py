"""How sure a number is: Student's intervals, least squares, smooth curves and resampling that the analyses of this room share."""
