"""How sure a number is: Student's intervals, correlated neighbours, least squares, polynomials, smooth curves, profiles, resampling."""
