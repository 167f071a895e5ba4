"""huang2021's pair: closed forms against their limits, the imitated tomograph, and which way the generated pair differs."""

from __future__ import annotations

from dataclasses import replace
from math import cos, inf, log, radians, sin

import numpy as np
import pytest
from examples import huang2021_structure as study

from stratode.structure.segment.histogram import Histogram
from stratode.structure.segment.thresholds import otsu

SMALL = study.Size(thickness=35e-6)


@pytest.fixture(scope="module")
def pillars() -> study.Volume:
    return study.rendered(study.Pair(study.composition(0.29)), SMALL, 1)


def test_a_slender_spheroid_hardly_depolarises() -> None:
    assert study.depolarisation(100.0) == pytest.approx((log(200.0) - 1.0) / 100.0**2, rel=1e-3)
    assert study.depolarisation(1.01) == pytest.approx(1.0 / 3.0, abs=5e-3)
    assert study.depolarisation(1.01) < study.depolarisation(1.0)


@pytest.mark.parametrize("factor", [1.0 / 3.0, 0.5, 0.02])
def test_few_obstacles_cost_the_same_by_every_estimate(factor: float) -> None:
    few = 1e-5
    costs = [(tau - 1.0) / few for tau in study.spread(1.0 - few, factor)]
    assert costs == pytest.approx([factor / (1.0 - factor)] * 3, rel=1e-3)


def test_few_spheres_cost_half_their_share_and_cylinders_all_of_it() -> None:
    assert study.maxwell(0.99, 1.0 / 3.0) == pytest.approx(1.005)
    assert study.maxwell(0.99, 0.5) == pytest.approx(1.01)
    assert study.maxwell(0.5, 0.0) == 1.0


@pytest.mark.parametrize("eps", [0.2, 0.32, 0.4, 0.9])
def test_obstacles_alike_in_shape_cost_most(eps: float) -> None:
    least, middle, most = study.spread(eps, 1.0 / 3.0)
    assert least < middle < most
    assert (most == inf) == (eps <= 1.0 / 3.0)


def test_bounds_keep_kellers_relation_in_the_plane() -> None:
    # Keller, J. Math. Phys. 5 (1964) 548: D of a plane times that with both phases exchanged is the product of their conductivities
    for eps in (0.2, 0.5, 0.8):
        upper, lower = study.bounds(eps, 0.125, 2)
        exchanged = [0.125 * bound for bound in study.bounds(1.0 - eps, 8.0, 2)]  # the same plane, the columns taken as 1
        assert sorted(exchanged) == pytest.approx(sorted((upper, lower)))
        other_upper, other_lower = study.bounds(1.0 - eps, 0.125, 2)
        assert upper * other_lower == pytest.approx(0.125)
        assert lower * other_upper == pytest.approx(0.125)


def test_shares_add_up_to_the_active_material() -> None:
    shares = study.composition(0.62, 0.6)
    solid = shares.large + (1.0 - study.ELECTROLYTE_IN_PILLARS) * shares.pillars
    assert solid == pytest.approx(0.62)
    assert shares.all_electrolyte == pytest.approx(0.38)


@pytest.mark.parametrize("nmc", [0.2, 0.29, 0.45, 0.55, 0.62])
def test_where_one_threshold_falls_between_three_sharp_levels(nmc: float) -> None:
    shares = study.composition(nmc)
    counts = np.rint(1e6 * np.array([[shares.electrolyte, shares.pillars, shares.large]])).astype(np.int64)
    threshold = otsu(Histogram(np.array([-0.5, 0.5, 1.5, 2.5]), counts, 0))
    assert (threshold > 1.0) == study.joins_pillars(shares)


def test_the_tilt_that_two_numbers_ask_for_gives_them_back() -> None:
    tilt, across = radians(25.0), 3.0
    along_z = cos(tilt) ** 2 + sin(tilt) ** 2 / across
    plane = 0.5 * (1.0 + 2.0 / across - along_z)
    sin2, found = study.tilt_for(1.0 / along_z, along_z / plane - 1.0)
    assert sin2 == pytest.approx(sin(tilt) ** 2)
    assert found == pytest.approx(across)


def test_the_shares_that_a_tau_asks_for_give_it_back() -> None:
    differential, symmetric = study.needed_for(5.6)
    assert study.bruggeman(differential, 1.0 / 3.0) == pytest.approx(5.6)
    assert study.self_consistent(symmetric, 1.0 / 3.0) == pytest.approx(5.6)


def test_the_volume_holds_what_was_stated(pillars: study.Volume) -> None:
    shares = study.composition(0.29)
    held = [study.share_of(pillars, label) for label in (study.ELECTROLYTE, study.PILLARS, study.PARTICLES)]
    assert held == pytest.approx([shares.electrolyte, shares.pillars, shares.large], abs=0.005)


def test_leaning_moves_planes_and_nothing_else(pillars: study.Volume) -> None:
    leaning = study.rendered(study.Pair(study.composition(0.29), tilt=45.0), SMALL, 1)
    z = pillars.shape[0] - 1
    assert np.array_equal(leaning.labels[0], pillars.labels[0])
    assert np.array_equal(np.roll(leaning.labels[z], -z, axis=1), pillars.labels[z])


def test_denser_is_brighter_and_noise_is_as_stated(pillars: study.Volume) -> None:
    true = study.coarser(pillars, SMALL.finer)
    quiet, noisy = (study.scanned(pillars, SMALL.finer, 1, 0.0, noise) for noise in (0.0, 0.25))
    means = [float(quiet.values[true.labels == label].mean()) for label in range(3)]
    assert means[1] - means[0] == pytest.approx(means[2] - means[1], rel=0.2)
    assert means[1] > means[0]
    step = np.ptp(quiet.values) / 2.0
    assert np.std(noisy.values - quiet.values.astype(float)) == pytest.approx(0.25 * step, rel=0.01)
    assert quiet.voxel == pytest.approx((study.VOXEL,) * 3)


def test_pillars_conduct_best_along_z_and_their_twin_has_no_direction(pillars: study.Volume) -> None:
    twin = study.rendered(study.Pair(study.composition(0.29)).twin, SMALL, 1)
    along, none = (study.alone(study.coarser(volume, SMALL.finer), axes="zx") for volume in (pillars, twin))
    assert along.tau("z") < 1.1 < along.tau("x")
    assert along.more > 2.0 * abs(none.more)
    assert along.tau("z") < none.tau("z")


def test_what_is_closed_is_said_so() -> None:
    assert study.told([inf, inf]) == "closed"
    assert study.told([1.5, inf]) == "1.50 1/2 closed"
    assert study.told([1.0, 2.0]) == "1.50±0.71"


def test_a_closed_plane_has_no_finite_flux_ratio(pillars: study.Volume) -> None:
    walls = pillars.labels.copy()
    walls[:, :, : SMALL.finer] = study.PARTICLES
    shut = study.alone(study.coarser(replace(pillars, labels=walls), SMALL.finer), axes="zx")
    assert shut.tau("z") < inf
    assert shut.more == inf
