"""Layered packings: what was asked is met on the voxels, particles do not overlap, seeds decide all."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial import cKDTree
from tests.structure.generate.beds import UM, double, layer

from stratode.structure.generate.made import Generated
from stratode.structure.generate.make import generate
from stratode.structure.generate.sizes import Listed, Lognormal, OneSize
from stratode.structure.generate.statements import Binder, Layered, Population


@pytest.fixture(scope="module")
def made() -> Generated:
    return generate(double(), seed=1)


def deepest_overlap(made: Generated, width: float) -> float:
    """Of any two particles over the sum of their radii, by a tree with images, not by the packing's own pairs."""
    particles = made.particles
    assert particles is not None
    at = particles.centres.copy()
    at[:, 1:] %= width
    radii = particles.drawn_radii
    tall = 10.0 * at[:, 0].max()
    tree = cKDTree(at, boxsize=[tall, width, width])
    near = tree.query_pairs(2.0 * radii.max(), output_type="ndarray")
    apart = at[near[:, 0]] - at[near[:, 1]]
    apart[:, 1:] -= width * np.round(apart[:, 1:] / width)
    touch = radii[near[:, 0]] + radii[near[:, 1]]
    return float((1.0 - np.linalg.norm(apart, axis=1) / touch).max())


def test_each_layers_porosity_binder_and_thickness_are_met(made: Generated) -> None:
    labels, asked = made.volume.labels, double()
    assert made.volume.shape == (112, 80, 80)
    assert [(one.start, one.stop) for one in made.layers] == [(0, 64), (64, 112)]
    for stated, one in zip(asked.layers, made.layers, strict=True):
        slab = labels[one.start : one.stop]
        assert (slab == 0).mean() == pytest.approx(stated.porosity, abs=0.005)
        assert one.porosity == pytest.approx((slab == 0).mean(), abs=1e-12)
        assert (slab == 2).mean() == pytest.approx(0.06, abs=1e-4)
        assert one.top - one.bottom == pytest.approx(stated.thickness, rel=1e-9)
    assert made.volume.phases == {0: "pore", 1: "NMC83", 2: "carbon-binder"}


def test_particles_neither_overlap_nor_leave_the_box_nor_change_their_size(made: Generated) -> None:
    particles = made.particles
    assert particles is not None
    assert deepest_overlap(made, 40.0 * UM) < 1e-6
    assert (particles.centres[:, 0] - particles.drawn_radii).min() > -1e-3 * UM
    assert (particles.centres[:, 0] + particles.drawn_radii).max() < 56.001 * UM
    for k, diameter in enumerate((11.3, 4.5)):
        assert 2.0 * particles.radii[particles.layer == k] / UM == pytest.approx(diameter, rel=0.03)


def test_layers_keep_their_particles_apart_where_sharp_and_blend_where_mixed(made: Generated) -> None:
    """Large centres above the plane and small ones below it, farther than rounding: none where sharp, some within the width where mixed."""
    plane = 32.0

    def beyond(one: Generated) -> np.ndarray:
        particles = one.particles
        assert particles is not None
        height = particles.centres[:, 0] / UM - plane
        return np.where(particles.layer == 0, height, -height)

    mixed = beyond(generate(double(mixed_over=16.0), seed=1))
    assert beyond(made).max() < 1.5
    assert (mixed > 2.0).sum() >= 20
    assert mixed.max() < 8.0 + 1.5


def test_the_mixed_zone_goes_over_steadily() -> None:
    """Small particles' share falls with depth over the stated width, and is none or all outside it."""
    layers = (layer("one", 40.0, 0.5, 4.0, material="A"), layer("other", 40.0, 0.5, 4.0, 24.0, material="B"))
    one = generate(Layered(layers, 40.0 * UM, 0.5 * UM), seed=4)
    labels = one.volume.labels
    share = [(labels[a:b] == 2).sum() / (labels[a:b] > 0).sum() for a, b in pairwise(range(0, 161, 16))]
    assert share[:3] == pytest.approx([0.0] * 3, abs=0.02)
    assert share[-3:] == pytest.approx([1.0] * 3, abs=0.02)
    assert share[3:7] == pytest.approx([0.17, 0.38, 0.62, 0.83], abs=0.13)


def test_the_same_seed_makes_the_same_volume_and_another_one_another(made: Generated) -> None:
    np.testing.assert_array_equal(generate(double(), seed=1).volume.labels, made.volume.labels)
    other = generate(double(), seed=2).volume.labels
    assert (other != made.volume.labels).mean() > 0.2


def test_sides_are_periodic(made: Generated) -> None:
    """Across the seam as many voxels differ as between any two neighbouring planes."""
    labels = made.volume.labels
    for axis in (1, 2):
        inner = np.mean(np.diff((labels == 1).astype(np.int8), axis=axis) != 0)
        seam = np.mean((labels == 1).take(0, axis) != (labels == 1).take(-1, axis))
        assert seam == pytest.approx(inner, rel=0.35)


def test_a_mixed_layer_holds_its_populations_at_their_shares() -> None:
    populations = (Population("L", OneSize(10e-6), 0.6), Population("S", Lognormal(4.5e-6, 1.2), 0.4))
    one = replace(layer("mix", 40.0, 0.35, 4.5), populations=populations)
    made = generate(Layered((one,), 40.0 * UM, 0.5 * UM, Binder(0.05)), seed=3)
    labels = made.volume.labels
    assert (labels == 0).mean() == pytest.approx(0.35, abs=0.005)
    solid = ((labels == 1) | (labels == 2)).sum()
    assert (labels == 1).sum() / solid == pytest.approx(0.6, abs=0.005)
    assert [p.material for p in made.layers[0].populations] == ["L", "S"]
    assert made.layers[0].populations[0].radius == pytest.approx(5e-6, rel=0.03)


def test_a_base_too_small_for_whole_particles_is_refused() -> None:
    populations = (Population("L", OneSize(9.7e-6), 0.4), Population("S", OneSize(4e-6), 0.6))
    one = replace(layer("mix", 10.0, 0.6, 4.0), populations=populations)
    with pytest.raises(ValueError, match="mix: L: must have room for whole particles of its sizes"):
        generate(Layered((one,), 21.0 * UM, 0.5 * UM), 1)


def test_three_layers_are_met_each() -> None:
    layers = (layer("a", 20.0, 0.4, 6.0), layer("b", 20.0, 0.55, 5.0), layer("c", 20.0, 0.45, 4.0))
    made = generate(Layered(layers, 36.0 * UM, 0.6 * UM), seed=5)
    for stated, one in zip(layers, made.layers, strict=True):
        assert one.porosity == pytest.approx(stated.porosity, abs=0.005)


def test_spheres_pressed_into_each_other_keep_their_volume() -> None:
    """Beyond random close packing contacts flatten: what they take is given back, the particles' volume stays as stated."""
    asked = Layered((layer("dense", 30.0, 0.22, 5.0),), 30.0 * UM, 0.4 * UM, overlap=0.2)
    made = generate(asked, seed=1)
    particles = made.particles
    assert particles is not None
    assert 0.05 < particles.overlap <= 0.2
    assert particles.overlap == pytest.approx(deepest_overlap(made, 30.0 * UM), abs=1e-9)
    assert (made.volume.labels == 0).mean() == pytest.approx(0.22, abs=0.005)
    assert 2.0 * particles.radii / UM == pytest.approx(5.0, rel=0.005)
    assert (particles.drawn_radii / particles.radii).min() > 1.005


def test_what_does_not_pack_is_refused_with_what_does() -> None:
    asked = Layered((layer("dense", 30.0, 0.2, 5.0),), 30.0 * UM, 0.5 * UM, overlap=0.01)
    with pytest.raises(ValueError, match=r"porosity: must be attainable.*Attainable porosities, layer by layer, are about 0\.3[4-9]"):
        generate(asked, seed=1)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: replace(double(), width=20.0 * UM), "width: must be at least 2.05 times the largest diameter, 23.16 um"),
        (lambda: replace(double(), voxel=2.0 * UM), "voxel: must fit 4 times into the smallest particle, 4.5 um"),
        (lambda: replace(double(), voxel=-1.0), "voxel: must be a positive number"),
        (lambda: replace(double(), layers=()), "layers: must be at least one"),
        (lambda: replace(double(), overlap=0.5), "overlap: must lie between 0 and 0.2"),
        (lambda: replace(double(), binder=Binder(0.6)), "must leave at least 5 % for particles"),
        (lambda: replace(double(), layers=double(mixed_over=5.0).layers[::-1]), "must be 0 for the layer on the collector"),
        (lambda: Layered((layer("thin", 8.0, 0.4, 9.0),), 40 * UM, 0.5 * UM), "thin: must be thicker than its largest particle, 9 um"),
        (
            lambda: Layered((layer("a", 12, 0.4, 5), layer("b", 40, 0.4, 5, 20.0)), 40 * UM, UM),
            "more than the thickness of the layer below, 12 um",
        ),
        (lambda: layer("x", 30.0, 1.2, 5.0), "porosity: must lie between 0 and 1"),
        (lambda: layer("x", 30.0, 0.4, 5.0, 31.0), "mixed_over: must be less than the layer's thickness"),
        (lambda: replace(layer("x", 30.0, 0.4, 5.0), populations=()), "x: must hold at least one population"),
        (lambda: replace(layer("x", 9.0, 0.4, 5.0), populations=(Population("A", Listed((5e-6,), (1.0,)), 0.4),)), "must add up to 1"),
        (lambda: generate(double(), seed=-1), "seed: must be a whole number from 0 on"),
    ],
)
def test_impossible_statements_are_refused(make, words) -> None:
    with pytest.raises(ValueError, match=words):
        make()
