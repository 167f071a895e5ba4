import numpy as np
import pytest
from tests.kernels.invented import OXIDE, SOLUTION, make_cell, on_mesh
from tests.naive import table as naive

from stratode.kernels.table import lookup


@pytest.mark.parametrize("x", [-3.0, 0.5, 0.500001, 0.83, 1.0, 1.4999999, 1.5, 2.2, 2.4999999, 2.5, 7.0])
def test_lookup_reads_pieces_as_one_by_one(x: float) -> None:
    pieces = np.random.default_rng(1).normal(size=(2, 4, 4))
    start, density = np.array([-9.0, 0.5]), np.array([1.0, 2.0])
    assert lookup(pieces, start, density, 1, x) == pytest.approx(naive.lookup(pieces[1], 0.5, 2.0, x), rel=1e-13)


def test_no_number_reads_the_first_piece_and_not_beyond_the_table() -> None:
    pieces = np.random.default_rng(2).normal(size=(1, 3, 4))
    assert lookup(pieces, np.zeros(1), np.ones(1), 0, np.nan) == (pieces[0, 0, 0], 0.0)


def test_tables_of_a_cell_hold_its_cubic_properties() -> None:
    m = on_mesh(make_cell(), 1, 1, 1).model
    temperature = 308.15
    for salt in np.linspace(0.0, 4000.0, 17):
        got = [lookup(m.table, m.table_start, m.table_density, k, salt)[0] for k in range(4)]
        t = SOLUTION.transference(salt, temperature)
        theta = m.thermal[0] * SOLUTION.thermodynamic_factor(salt, temperature) * (1.0 - t)
        want = [SOLUTION.diffusivity(salt, temperature), SOLUTION.conductivity(salt, temperature), t, theta]
        np.testing.assert_allclose(got, want, rtol=1e-10)
    assert OXIDE.entropy is not None
    for x in np.linspace(0.0, 1.0, 17):
        got_u = lookup(m.table, m.table_start, m.table_density, m.potential_table[0], x)[0]
        assert got_u == pytest.approx(float(OXIDE.potential(x, temperature) + 10.0 * OXIDE.entropy(x, temperature)), abs=1e-12)
