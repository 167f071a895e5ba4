"""Block-tridiagonal elimination over the nodes: unknowns (salt, phi_e, phi_s), one or two right-hand sides.

Neighbours couple as [[a, b, 0], [c, d, 0], [0, 0, e]]; a row of `lower` and `upper` holds a, b, c, d, e. Pivots are 3x3 blocks,
inverted by cofactors (rows may have any scale).
"""

from stratode.kernels.compiler import kernel


@kernel
def _times(b, i00, i01, i02, i10, i11, i12, i20, i21, i22):
    """b = inverse times b."""
    x, y, z = b[0], b[1], b[2]
    b[0] = i00 * x + i01 * y + i02 * z
    b[1] = i10 * x + i11 * y + i12 * z
    b[2] = i20 * x + i21 * y + i22 * z


@kernel
def _subtract(lo, v, b):
    """b -= lower block times v."""
    b[0] -= lo[0] * v[0] + lo[1] * v[1]
    b[1] -= lo[2] * v[0] + lo[3] * v[1]
    b[2] -= lo[4] * v[2]


@kernel
def _back(w, v, b):
    """b -= w (3x3) times v."""
    x, y, z = v[0], v[1], v[2]
    b[0] -= w[0] * x + w[1] * y + w[2] * z
    b[1] -= w[3] * x + w[4] * y + w[5] * z
    b[2] -= w[6] * x + w[7] * y + w[8] * z


@kernel
def solve(lower, diagonal, upper, right, border, bordered):
    """Solve in place: `right` (N, 3), and `border` (N, 3) where `bordered`, become solutions; `diagonal` (N, 9) is destroyed.

    Returns False where a pivot block is singular or not finite.
    """
    n = right.shape[0]
    for i in range(n):
        d = diagonal[i]
        if i > 0:
            lo = lower[i]
            w = diagonal[i - 1]  # now holds inverse times upper
            for k in range(3):
                d[k] -= lo[0] * w[k] + lo[1] * w[3 + k]
                d[3 + k] -= lo[2] * w[k] + lo[3] * w[3 + k]
                d[6 + k] -= lo[4] * w[6 + k]
            _subtract(lo, right[i - 1], right[i])
            if bordered:
                _subtract(lo, border[i - 1], border[i])
        c00 = d[4] * d[8] - d[5] * d[7]
        c01 = d[5] * d[6] - d[3] * d[8]
        c02 = d[3] * d[7] - d[4] * d[6]
        r = 1.0 / (d[0] * c00 + d[1] * c01 + d[2] * c02)
        if not abs(r) < 1e300:
            return False
        i00, i10, i20 = c00 * r, c01 * r, c02 * r
        i01, i11, i21 = (d[2] * d[7] - d[1] * d[8]) * r, (d[0] * d[8] - d[2] * d[6]) * r, (d[1] * d[6] - d[0] * d[7]) * r
        i02, i12, i22 = (d[1] * d[5] - d[2] * d[4]) * r, (d[2] * d[3] - d[0] * d[5]) * r, (d[0] * d[4] - d[1] * d[3]) * r
        _times(right[i], i00, i01, i02, i10, i11, i12, i20, i21, i22)
        if bordered:
            _times(border[i], i00, i01, i02, i10, i11, i12, i20, i21, i22)
        u = upper[i]
        d[0], d[1], d[2] = i00 * u[0] + i01 * u[2], i00 * u[1] + i01 * u[3], i02 * u[4]
        d[3], d[4], d[5] = i10 * u[0] + i11 * u[2], i10 * u[1] + i11 * u[3], i12 * u[4]
        d[6], d[7], d[8] = i20 * u[0] + i21 * u[2], i20 * u[1] + i21 * u[3], i22 * u[4]
    for i in range(n - 2, -1, -1):
        _back(diagonal[i], right[i + 1], right[i])
        if bordered:
            _back(diagonal[i], border[i + 1], border[i])
    return True
