"""Tabulated properties: uniform cubic pieces, held at the ends of their range."""

from stratode.kernels.compiler import kernel


@kernel
def lookup(table, start, density, k, x):
    """Value and slope of table k at x."""
    last = table.shape[1] - 1
    u = (x - start[k]) * density[k]
    if not u > 0.0:
        return table[k, 0, 0], 0.0
    i = int(min(u, last + 0.5))
    f = u - i
    if u >= last + 1.0:
        return ((table[k, last, 3] + table[k, last, 2]) + table[k, last, 1]) + table[k, last, 0], 0.0
    a, b, c, d = table[k, i, 0], table[k, i, 1], table[k, i, 2], table[k, i, 3]
    return ((d * f + c) * f + b) * f + a, ((3.0 * d * f + 2.0 * c) * f + b) * density[k]
