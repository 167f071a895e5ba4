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
        a = table[k, last]
        return ((a[3] + a[2]) + a[1]) + a[0], 0.0
    a = table[k, i]
    return ((a[3] * f + a[2]) * f + a[1]) * f + a[0], ((3.0 * a[3] * f + 2.0 * a[2]) * f + a[1]) * density[k]
