"""Distribution of relaxation times: a spectrum as a sum of resistances over time constants, regularised and non-negative."""
