"""Block-tridiagonal elimination over the nodes: unknowns (salt, phi_e, phi_s), one or two right-hand sides.

Neighbours couple as [[a, b, 0], [c, d, 0], [0, 0, e]]; a row of `lower` and `upper` holds a, b, c, d, e. Pivots are 3x3 blocks,
inverted by cofactors (rows may have any scale). Elements are indexed one by one: views of rows cost more than the arithmetic.
"""

from stratode.kernels.compiler import kernel


@kernel
def _forward(lower, d, right, i):
    """Subtract the lower block of row i times the eliminated row above: its coupling from the pivot, its value from `right`."""
    a, b, c, e, g = lower[i, 0], lower[i, 1], lower[i, 2], lower[i, 3], lower[i, 4]
    k = i - 1
    d[i, 0] -= a * d[k, 0] + b * d[k, 3]
    d[i, 1] -= a * d[k, 1] + b * d[k, 4]
    d[i, 2] -= a * d[k, 2] + b * d[k, 5]
    d[i, 3] -= c * d[k, 0] + e * d[k, 3]
    d[i, 4] -= c * d[k, 1] + e * d[k, 4]
    d[i, 5] -= c * d[k, 2] + e * d[k, 5]
    d[i, 6] -= g * d[k, 6]
    d[i, 7] -= g * d[k, 7]
    d[i, 8] -= g * d[k, 8]
    _forward_value(lower, right, i)


@kernel
def _forward_value(lower, right, i):
    k = i - 1
    right[i, 0] -= lower[i, 0] * right[k, 0] + lower[i, 1] * right[k, 1]
    right[i, 1] -= lower[i, 2] * right[k, 0] + lower[i, 3] * right[k, 1]
    right[i, 2] -= lower[i, 4] * right[k, 2]


@kernel
def _apply(i00, i01, i02, i10, i11, i12, i20, i21, i22, b, i):
    """Row i of b = inverse pivot times it."""
    x, y, z = b[i, 0], b[i, 1], b[i, 2]
    b[i, 0] = i00 * x + i01 * y + i02 * z
    b[i, 1] = i10 * x + i11 * y + i12 * z
    b[i, 2] = i20 * x + i21 * y + i22 * z


@kernel
def _back(d, b, i):
    """Substitute back: row i of b loses its coupling times the row below."""
    x, y, z = b[i + 1, 0], b[i + 1, 1], b[i + 1, 2]
    b[i, 0] -= d[i, 0] * x + d[i, 1] * y + d[i, 2] * z
    b[i, 1] -= d[i, 3] * x + d[i, 4] * y + d[i, 5] * z
    b[i, 2] -= d[i, 6] * x + d[i, 7] * y + d[i, 8] * z


@kernel
def solve(lower, diagonal, upper, right, border, bordered):
    """Solve in place: `right` (N, 3), and `border` (N, 3) where `bordered`, become solutions; `diagonal` (N, 9) is destroyed.

    Returns False where a pivot block is singular or not finite.
    """
    n = right.shape[0]
    d = diagonal  # row i becomes inverse pivot times upper block
    for i in range(n):
        if i > 0:
            _forward(lower, d, right, i)
            if bordered:
                _forward_value(lower, border, i)
        a, b, c, e, f, g, h, j, k = d[i, 0], d[i, 1], d[i, 2], d[i, 3], d[i, 4], d[i, 5], d[i, 6], d[i, 7], d[i, 8]
        c0, c1, c2 = f * k - g * j, g * h - e * k, e * j - f * h
        r = 1.0 / (a * c0 + b * c1 + c * c2)
        if not abs(r) < 1e300:
            return False
        i00, i10, i20 = c0 * r, c1 * r, c2 * r
        i01, i11, i21 = (c * j - b * k) * r, (a * k - c * h) * r, (b * h - a * j) * r
        i02, i12, i22 = (b * g - c * f) * r, (c * e - a * g) * r, (a * f - b * e) * r
        _apply(i00, i01, i02, i10, i11, i12, i20, i21, i22, right, i)
        if bordered:
            _apply(i00, i01, i02, i10, i11, i12, i20, i21, i22, border, i)
        u0, u1, u2, u3, u4 = upper[i, 0], upper[i, 1], upper[i, 2], upper[i, 3], upper[i, 4]
        d[i, 0], d[i, 1], d[i, 2] = i00 * u0 + i01 * u2, i00 * u1 + i01 * u3, i02 * u4
        d[i, 3], d[i, 4], d[i, 5] = i10 * u0 + i11 * u2, i10 * u1 + i11 * u3, i12 * u4
        d[i, 6], d[i, 7], d[i, 8] = i20 * u0 + i21 * u2, i20 * u1 + i21 * u3, i22 * u4
    for i in range(n - 2, -1, -1):
        _back(d, right, i)
        if bordered:
            _back(d, border, i)
    return True
