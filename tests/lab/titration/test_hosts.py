"""The exact answers of a sphere and a slab to a constant flux, against limits and a finite-volume twin."""

import numpy as np
import pytest
from scipy.linalg import solve_banded

from stratode.lab.titration.hosts import EARLY, Slab, Sphere, pulse_shape


def volumes(power: int, ends: float, cells: int = 400, steps: int = 4000) -> float:
    """Surface rise at theta = `ends` by finite volumes: a slab (power 0) or a sphere (power 2) of length 1, D = 1, flux 1."""
    faces = np.linspace(0.0, 1.0, cells + 1)
    area, volume = faces**power, np.diff(faces ** (power + 1)) / (power + 1)
    dx, dt = 1.0 / cells, ends / steps
    c, between = np.zeros(cells), area[1:-1] / dx
    lower, upper = np.append(between, 0.0), np.insert(between, 0, 0.0)
    diagonal = volume / dt + np.append(between, 0.0) + np.insert(between, 0, 0.0)
    bands = np.array([-upper, diagonal, -lower])
    for _ in range(steps):
        right = volume / dt * c
        right[-1] += 1.0
        c = solve_banded((1, 1), bands, right)
    return float(c[-1] + 0.5 * dx)


@pytest.mark.parametrize(("host", "power"), [(Sphere(1.0), 2), (Slab(1.0), 0)])
@pytest.mark.parametrize("theta", [0.02, 0.2])
def test_series_agree_with_finite_volumes(host, power, theta):
    assert float(host.surface(np.array(theta))) == pytest.approx(volumes(power, theta), rel=2e-3)


@pytest.mark.parametrize("host", [Sphere(2e-6), Slab(80e-6)])
def test_the_surface_begins_as_a_half_space_and_ends_as_the_mean_with_a_profile(host):
    early = np.array([1e-8, 1e-7])
    np.testing.assert_allclose(host.surface(early), 2.0 * np.sqrt(early / np.pi), rtol=1e-3)
    profile = 0.2 if isinstance(host, Sphere) else 1.0 / 3.0
    assert float(host.surface(np.array(3.0)) - host.mean(np.array(3.0))) == pytest.approx(profile, abs=1e-9)


@pytest.mark.parametrize("host", [Sphere(1.0), Slab(1.0)])
def test_early_and_late_forms_meet(host):
    below, above = host.surface(np.array([EARLY * (1 - 1e-12), EARLY]))
    assert above == pytest.approx(below, rel=1e-8)


def test_a_pulse_adds_one_to_the_mean_and_relaxes_there():
    t = np.array([-5.0, 0.0, 1e9])
    np.testing.assert_allclose(pulse_shape(Sphere(5e-6), 1e-14, t, 600.0), [0.0, 0.0, 1.0], atol=1e-9)
