"""Everything at once: each part that is asked for is there, right on volumes whose answers are known, and absent where it was not asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.structure import volumes

from stratode.structure.analysis import Analysis, analyse, middle, tiny
from stratode.structure.asked import Request, axes_of, conducting_of, error_of, names_of, rule_of
from stratode.structure.segment.thresholds import Otsu, Stated
from stratode.structure.transport.parts import Conducting
from stratode.structure.transport.resolution import resolved
from stratode.structure.volume import Volume

EDGE = (1e-6, 1e-6, 1e-6)


def volume(labels: np.ndarray) -> Volume:
    return Volume(labels, EDGE, "made", "made for a test")


def asked(labels: np.ndarray, **what: object) -> Analysis:
    request = replace(Request(geometry=False), **what)  # type: ignore[arg-type]
    return analyse(volume(labels), request, lambda share, doing: None)


@pytest.fixture(scope="module")
def slabs() -> np.ndarray:
    """Slits of four voxels along x between solid: straight channels along z and y, each with two walls."""
    labels = np.ones((24, 24, 24), np.uint8)
    labels[:, :, 2:6] = labels[:, :, 10:14] = labels[:, :, 18:22] = 0
    return labels


@pytest.mark.parametrize("phases", [{0: 1.0}, {1: 1.0}, {0: 1.0, 2: 0.05}])
def test_what_is_solved_to_compile_takes_every_kind_of_step(phases: dict[int, float]) -> None:
    found = resolved(tiny(tuple(phases)), Conducting(phases), "z")
    assert found.coarse is not None
    assert min(found.plain.iterations, found.smoothed.iterations, found.coarse.iterations) > 0


def test_nothing_is_there_that_was_not_asked(slabs: np.ndarray) -> None:
    found = asked(slabs, axes=("z",))
    assert (found.shapes, found.tau_profile, found.flow, found.scatter, found.tensor) == (None,) * 5
    assert not found.electrode
    assert found.anisotropy is None


def test_straight_channels_have_no_tortuosity_in_any_answer(slabs: np.ndarray) -> None:
    found = asked(slabs, axes=("z", "x"), pictures=True, fields=True, tensor=True)
    assert found.along["z"].plain.tau == pytest.approx(1.0, abs=1e-6)
    assert found.along["x"].plain.d_eff == 0.0
    assert found.tau_profile is not None
    assert found.tau_profile.tau == pytest.approx(1.0, abs=1e-4)
    assert found.flow is not None
    assert found.flow.fields.axis == "z"
    assert found.flow.fields.flux[0][slabs == 0] == pytest.approx(1.0, abs=1e-3)
    assert found.tensor is not None
    assert np.diag(found.tensor) == pytest.approx([0.5, 0.5, 0.0], abs=0.01)


def test_ions_that_stop_at_the_walls_of_straight_channels_have_no_tortuosity_either(slabs: np.ndarray) -> None:
    assert asked(slabs, axes=("z", "y"), electrode=True).electrode == {
        "z": pytest.approx(1.0, abs=0.01),
        "y": pytest.approx(1.0, abs=0.01),
    }


def test_anisotropy_is_the_flux_through_the_thickness_over_that_in_the_plane_less_one(slabs: np.ndarray) -> None:
    assert asked(slabs).anisotropy == pytest.approx(1.0, abs=1e-3)  # half of the volume along z and y, nothing along x
    assert asked(np.ascontiguousarray(slabs.transpose(2, 1, 0))).anisotropy == pytest.approx(-1.0)


def test_parts_scatter_about_the_whole() -> None:
    labels = volumes.blobs((32, 32, 32), 0.5, 2.0, 3)
    found = asked(labels, axes=("y",), representative=True).scatter
    assert found is not None
    assert found.axis == "y"
    assert found.fraction.value == pytest.approx(float(np.mean(labels == 0)))
    assert found.d_eff.value == pytest.approx(asked(labels, axes=("y",)).along["y"].plain.d_eff, rel=0.02)
    assert found.d_eff.parts.tolist() == [8, 27, 64]
    assert found.d_eff.deviations[0] < found.d_eff.deviations[-1]


def test_surfaces_and_sizes_of_spheres() -> None:
    place = np.mgrid[:40, :40, :40] - 19.5
    labels = (np.sum(place**2, axis=0) < 10.0**2).astype(np.uint8)
    found = asked(labels, geometry=True, axes=("z",)).shapes
    assert found is not None
    assert found.surfaces[1].area == pytest.approx(4.0 * np.pi * (10e-6) ** 2, rel=0.02)
    assert found.grains[1].count == 1
    assert found.grains[1].by_volume.d50 == pytest.approx(20e-6, rel=0.02)
    assert set(found.openings) == {0}
    assert not found.interfaces
    assert {(chords.phase, chords.axis) for chords in found.chords} == {(0, "z"), (1, "z")}


def test_of_many_phases_only_what_conducts_is_measured() -> None:
    labels = np.zeros((12, 12, 12), np.uint8)
    for i in range(8):
        labels[1 + i, 2:5, 2:5] = i + 1
    found = asked(labels, geometry=True, axes=("z",)).shapes
    assert found is not None
    assert set(found.surfaces) == {0}
    assert not found.grains


def test_where_three_phases_meet_each_shares_the_surface_of_the_pores() -> None:
    labels = np.zeros((24, 20, 20), np.uint8)
    labels[8:12], labels[12:16, :10] = 1, 2
    found = asked(labels, geometry=True, axes=("z",)).shapes
    assert found is not None
    each = [found.interfaces[0, other].area for other in (1, 2)]
    assert each == pytest.approx([(400 + 200) * 1e-12, (200 + 80) * 1e-12], rel=0.1)


def test_one_phase_alone_has_no_surfaces() -> None:
    found = asked(np.zeros((10, 10, 10), np.uint8), geometry=True)
    assert found.shapes is not None
    assert not found.shapes.surfaces
    assert found.along["x"].smoothed.tau == pytest.approx(1.0, abs=1e-6)


def test_the_middle_of_what_is_too_large_to_draw() -> None:
    labels = np.arange(20 * 10 * 10, dtype=np.int64).reshape(20, 10, 10).astype(np.uint8)
    part = middle(volume(labels), 250)
    assert part.shape == (10, 5, 5)
    assert np.array_equal(part.labels, labels[5:15, 2:7, 2:7])
    whole = volume(labels)
    assert middle(whole, labels.size) is whole


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"electrode": True, "conducting": conducting_of("0,1")}, "electrode: must be asked of one conducting phase; received '0,1'"),
        ({"axes": ()}, "axes: must be z, y or x"),
        ({"error": 0.5}, "error: must lie between 1e-06 and 0.1; received 0.5"),
    ],
)
def test_what_cannot_be_asked_is_refused(what: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(Request(), **what)  # type: ignore[arg-type]


def test_scatter_needs_parts_worth_measuring() -> None:
    with pytest.raises(ValueError, match="representative: must be asked of at least 24 voxels along every axis; received '30 x 20 x 30'"):
        asked(np.zeros((30, 20, 30), np.uint8), representative=True)


def test_pores_without_walls_have_no_electrode_tortuosity_and_stop_before_anything_is_solved() -> None:
    told: list[str] = []
    with pytest.raises(ValueError, match="electrode: must be asked of pores that have walls"):
        analyse(volume(np.zeros((8, 8, 8), np.uint8)), Request(electrode=True), lambda share, doing: told.append(doing))
    assert told == ["fractions"]


def test_texts_of_the_doors() -> None:
    assert conducting_of("0:1, 2:1e-3").phases == {0: 1.0, 2: 1e-3}
    assert conducting_of(3).phases == conducting_of(np.uint8(3)).phases == {3: 1.0}  # type: ignore[arg-type]
    assert conducting_of({1: 2.0}).phases == {1: 2.0}
    assert axes_of("z, x") == ("z", "x")
    assert (error_of("0.05 %"), error_of(1e-4)) == (pytest.approx(5e-4), 1e-4)
    assert rule_of("Otsu") == Otsu(2)
    assert rule_of("3") == Otsu(3)
    assert rule_of("90,160") == Stated((90.0, 160.0))
    assert rule_of("120,") == Stated((120.0,))
    assert names_of("0=pores, 2=a=b") == {0: "pores", 2: "a=b"}


def test_axes_at_once_say_what_axes_in_turn_say() -> None:
    labels = (np.random.default_rng(3).random((16, 18, 20)) < 0.4).astype(np.uint8)
    told: list[float] = []
    one, three = (
        analyse(volume(labels), Request(threads=n, geometry=False, pictures=False), lambda share, doing: told.append(share)) for n in (1, 3)
    )
    assert list(three.along) == list(one.along) == ["z", "y", "x"]
    for axis, found in three.along.items():
        assert (found.plain.d_eff, found.smoothed.d_eff) == (one.along[axis].plain.d_eff, one.along[axis].smoothed.d_eff)
        assert 0.0 < found.plain.cpu_s < three.cpu_s + 0.1
    assert all(share <= 1.0 for share in told)
