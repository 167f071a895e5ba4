"""Lines along a flux: straight where it is uniform, on circles where it turns, from seeds that share the flux evenly."""

import numpy as np
import pytest

from stratode.report.structure.streamlines import seeded_by_flux, streamlines


def test_a_uniform_flux_is_followed_straight_to_the_far_face() -> None:
    flux = np.zeros((3, 12, 8, 6))
    flux[0] = 2.0
    (line,) = streamlines(flux, np.array([[0.0, 3.0, 2.0]]))
    assert line[:, 1:] == pytest.approx(np.broadcast_to([3.0, 2.0], (len(line), 2)))
    assert np.all(np.diff(line[:, 0]) > 0.0)
    assert line[-1, 0] == pytest.approx(11.5, abs=0.5)


def test_a_flux_in_circles_keeps_its_distance_from_the_middle() -> None:
    n, radius = 41, 12.0
    y, x = np.mgrid[:n, :n] - 20.0
    (line,) = streamlines(np.stack([x, -y]), np.array([[20.0, 20.0 + radius]]))
    assert len(line) > 2 * np.pi * radius  # more than once around by half steps
    assert np.hypot(*(line - 20.0).T) == pytest.approx(radius, abs=0.2)


def test_a_line_ends_where_nothing_flows() -> None:
    flux = np.zeros((2, 20, 5))
    flux[0, :10] = 1.0
    (line,) = streamlines(flux, np.array([[0.0, 2.0]]))
    assert 9.0 <= line[-1, 0] <= 10.5
    assert streamlines(flux, np.array([[15.0, 2.0]])) == []


def test_seeds_lie_where_the_flux_is() -> None:
    through = np.zeros((4, 10))
    through[1, :5], through[3] = 3.0, 1.0
    through[2] = -9.0  # flows back
    seeds = seeded_by_flux(through, 25)
    assert {int(row) for row in seeds[:, 0]} == {1, 3}
    assert np.count_nonzero(seeds[:, 0] == 1) == 5
    assert np.count_nonzero(seeds[:, 0] == 3) == 10
    assert seeded_by_flux(np.zeros((3, 3)), 9).shape == (0, 2)
