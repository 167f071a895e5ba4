"""Calendering keeps the solids, thins the bed, and says when it cannot go on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.structure.generate.beds import UM, double

from stratode.structure.generate.made import Generated
from stratode.structure.generate.make import generate
from stratode.structure.generate.statements import Calendered, Coating

COATING = Coating("LLZO", 0.3, 0.8 * UM, 3.0 * UM)


@pytest.fixture(scope="module")
def before() -> Generated:
    return generate(double(0.5, coating=COATING), seed=1)


@pytest.fixture(scope="module")
def after() -> Generated:
    return generate(Calendered(double(0.5, coating=COATING), porosity=0.32), seed=1)


def test_every_solid_phase_keeps_its_volume(before: Generated, after: Generated) -> None:
    """Voxels of particles, coating and binder, before and after."""
    one, other = (np.bincount(made.volume.labels.ravel(), minlength=4)[1:] for made in (before, after))
    assert other == pytest.approx(one, rel=1e-3)
    assert before.particles is not None
    assert after.particles is not None
    np.testing.assert_allclose(after.particles.radii, before.particles.radii)


def test_thickness_falls_as_pore_is_lost(before: Generated, after: Generated) -> None:
    labels = after.volume.labels
    assert (labels == 0).mean() == pytest.approx(0.32, abs=0.005)
    assert labels.shape[0] == pytest.approx(before.volume.shape[0] * 0.5 / 0.68, abs=1.0)
    assert labels.shape[1:] == before.volume.shape[1:]
    assert after.layers[-1].top == pytest.approx(labels.shape[0] * 0.5 * UM)
    assert after.layers[0].top == after.layers[1].bottom < before.layers[0].top


def test_particles_rearrange_rather_than_move_alike(before: Generated, after: Generated) -> None:
    """Sideways too, by a good part of a small radius, which an even compression would not."""
    assert before.particles is not None
    assert after.particles is not None
    way = after.particles.centres - before.particles.centres
    way[:, 1:] -= 40.0 * UM * np.round(way[:, 1:] / (40.0 * UM))
    assert np.sqrt((way[:, 1:] ** 2).sum(axis=1).mean()) > 0.2 * UM
    assert after.particles.overlap < 1e-6


def test_a_stated_thickness_is_met() -> None:
    made = generate(Calendered(double(0.5), thickness=44.0 * UM), seed=1)
    assert made.volume.shape[0] == 88
    assert next(m for m in made.met if m.what == "thickness after calendering").got == pytest.approx(44.0 * UM)


def test_deformable_particles_go_where_stiff_ones_do_not() -> None:
    """Equal spheres jam at a solid fraction of 0.64 (random close packing); with 6 % of binder that is a porosity near 0.3."""
    soft = generate(Calendered(double(0.45), porosity=0.22, overlap=0.15), seed=1)
    assert soft.particles is not None
    assert 0.01 < soft.particles.overlap <= 0.15
    with pytest.raises(ValueError, match=r"calendered: must be attainable.*Attainable is a porosity of about 0\.(29|30|31|32)"):
        generate(Calendered(double(0.45), porosity=0.22, overlap=0.002), seed=1)


def test_the_same_seed_makes_the_same_volume() -> None:
    asked = Calendered(double(0.5), porosity=0.4)
    np.testing.assert_array_equal(generate(asked, 7).volume.labels, generate(asked, 7).volume.labels)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Calendered(double()), "must state exactly one of porosity and thickness"),
        (lambda: Calendered(double(), 0.3, 40e-6), "must state exactly one of porosity and thickness"),
        (lambda: Calendered(double(0.45), 0.5), "must be lower than before, 0.45; received 0.5"),
        (lambda: Calendered(double(), thickness=60e-6), "must be less than before, 56 um"),
        (lambda: Calendered(double(), 0.3, overlap=0.4), "overlap: must lie between 0 and 0.2"),
        (lambda: generate(Calendered(replace(double(), binder=None), thickness=20e-6), 1), "must leave room for the solids"),
    ],
)
def test_impossible_calendering_is_refused(make, words) -> None:
    with pytest.raises(ValueError, match=words):
        make()
