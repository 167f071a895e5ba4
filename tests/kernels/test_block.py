import numpy as np
import pytest
from tests.naive.block import dense

from stratode.kernels.block import solve


def _blocks(nodes: int, spread: float) -> tuple[np.ndarray, ...]:
    """Random blocks that dominate on the diagonal, each of their rows multiplied by 10**(up to +-spread)."""
    rng = np.random.default_rng(nodes)
    lower, upper = rng.normal(size=(2, nodes, 5))
    diagonal = rng.normal(size=(nodes, 9))
    diagonal[:, [0, 4, 8]] += 6.0
    right, border = rng.normal(size=(2, nodes, 3))
    rows = 10.0 ** rng.uniform(-spread, spread, size=(nodes, 3))
    for blocks in (lower, upper):
        blocks *= rows[:, [0, 0, 1, 1, 2]]
    diagonal *= np.repeat(rows, 3, axis=1)
    return lower, diagonal, upper, right * rows, border * rows


@pytest.mark.parametrize("bordered", [False, True])
@pytest.mark.parametrize(("nodes", "spread"), [(1, 0.0), (2, 0.0), (9, 0.0), (9, 8.0)])
def test_elimination_solves_the_whole_matrix(nodes: int, spread: float, bordered: bool) -> None:
    lower, diagonal, upper, right, border = _blocks(nodes, spread)
    rows = np.abs(dense(lower, diagonal, upper)).max(axis=1)
    matrix = dense(lower, diagonal, upper) / rows[:, None]
    want = np.linalg.solve(matrix, np.column_stack([right.ravel(), border.ravel()]) / rows[:, None])
    untouched = border.copy()
    assert solve(lower, diagonal, upper, right, border, bordered)
    np.testing.assert_allclose(right.ravel(), want[:, 0], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(border.ravel(), want[:, 1] if bordered else untouched.ravel(), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("broken", [0.0, np.nan, np.inf])
def test_a_pivot_that_cannot_be_inverted_is_told(broken: float) -> None:
    lower, diagonal, upper, right, border = _blocks(3, 0.0)
    lower[:] = 0.0
    diagonal[1] = broken
    with np.errstate(all="ignore"):
        assert not solve(lower, diagonal, upper, right, border, True)
