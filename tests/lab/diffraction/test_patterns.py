"""Diffraction: Bragg's law, fitted peaks, the cell of a layered oxide, shifts told apart; each check on data that break it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tests.lab.diffraction.made import CU, layered, pattern

from stratode.lab.diffraction.analysis import Diffraction, Wish, diffraction
from stratode.lab.diffraction.lattice import Position, spacing
from stratode.lab.diffraction.pattern import pattern_of
from stratode.lab.diffraction.profile import height_of, pseudo_voigt
from stratode.lab.diffraction.radiation import Radiation, radiation
from stratode.lab.diffraction.shift import Shift, shift_of
from stratode.lab.estimate import found
from stratode.lab.reading.xrdml import is_xrdml, read_xrdml
from stratode.lab.record import Origin, Record

LAYERED = Wish(source=CU, layered=True)


def evaluated(record: Record, wish: Wish = LAYERED) -> Diffraction:
    return diffraction(pattern_of(record), wish)


def names(result: Diffraction | Shift) -> set[str]:
    return {c.name for c in result.cautions} | {c.name for e in result.estimates for c in e.cautions}


def test_silicon_reflects_where_its_lattice_says() -> None:
    """NIST SRM 640: a 5.4312 angstrom; (111), (220), (311) of Cu K-alpha1 at 28.443, 47.303, 56.123 degrees."""
    d = 5.4312e-10 / np.sqrt([3.0, 8.0, 11.0])
    assert CU.angle(d) == pytest.approx([28.441, 47.300, 56.120], abs=5e-3)
    assert CU.spacing(28.441) == pytest.approx(d[0], rel=1e-4)


def test_a_pseudo_voigt_has_unit_area_its_width_and_its_height() -> None:
    x = np.linspace(-400.0, 400.0, 800001)
    for mixing in (0.0, 0.4, 1.0):
        y = pseudo_voigt(x, 0.0, 0.5, mixing)
        assert np.trapezoid(y, x) == pytest.approx(1.0, abs=2e-3)
        assert y.max() == pytest.approx(height_of(1.0, 0.5, mixing))
        assert np.interp(0.25, x, y) == pytest.approx(0.5 * y.max(), rel=1e-4)


def test_the_hexagonal_spacing_of_basal_planes_is_c_over_l() -> None:
    assert float(spacing("003", 2.87e-10, 14.2e-10)) == pytest.approx(14.2e-10 / 3.0)
    assert float(spacing("110", 2.87e-10, 14.2e-10)) == pytest.approx(2.87e-10 / 2.0)


def test_the_cell_ratio_and_splittings_of_a_layered_oxide_come_back_without_noise() -> None:
    got = evaluated(layered(None, displaced=0.05))
    assert found(got.estimates, "a").value == pytest.approx(2.872e-10, rel=2e-5)
    assert found(got.estimates, "c").value == pytest.approx(14.215e-10, rel=2e-5)
    assert found(got.estimates, "d2theta_0").value == pytest.approx(0.05, abs=1e-3)
    assert found(got.estimates, "I003/I104").value == pytest.approx(1.3, rel=5e-3)
    for first, second in (("006", "102"), ("108", "110")):
        apart = float(CU.angle(spacing(second, 2.872e-10, 14.215e-10)) - CU.angle(spacing(first, 2.872e-10, 14.215e-10)))
        assert found(got.estimates, f"split_{first}_{second}").value == pytest.approx(apart, abs=8e-3)


def covered(seeds: range) -> dict[str, float]:
    truth = {"a": 2.872e-10, "c": 14.215e-10, "d2theta_0": 0.05, "I003/I104": 1.3}
    angle = float(CU.angle(spacing("003", 2.872e-10, 14.215e-10)))
    truth["2theta_003"] = angle + 0.05 * math.cos(math.radians(angle / 2.0))
    truth["A_003"] = 520.0
    hits: dict[str, list[bool]] = {symbol: [] for symbol in truth}
    for seed in seeds:
        got = evaluated(layered(seed, displaced=0.05))
        for symbol, value in truth.items():
            one = found(got.estimates, symbol)
            hits[symbol].append(one.low <= value <= one.high)
    return {symbol: float(np.mean(held)) for symbol, held in hits.items()}


def test_intervals_hold_the_truth() -> None:
    shares = covered(range(2))
    assert all(share >= 0.5 for share in shares.values()), shares


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_rate() -> None:
    shares = covered(range(200))
    assert all(0.90 <= share <= 0.99 for share in shares.values()), shares


def test_spacings_that_shrink_are_told_from_a_sample_that_moved() -> None:
    """gao2025: (003) and (104) move to higher angles; here all spacings shrink by a thousandth, or the sample lies higher."""
    first = evaluated(layered(None)).peaks
    shrunk = shift_of(first, evaluated(layered(None, a=2.872e-10 * 0.999, c=14.215e-10 * 0.999)).peaks)
    assert found(shrunk.estimates, "dd/d").value == pytest.approx(-1e-3, rel=0.02)
    assert found(shrunk.estimates, "d2theta_disp").value == pytest.approx(0.0, abs=2e-3)
    moved = shift_of(first, evaluated(layered(None, displaced=0.03)).peaks)
    assert found(moved.estimates, "dd/d").value == pytest.approx(0.0, abs=3e-5)
    assert found(moved.estimates, "d2theta_disp").value == pytest.approx(0.03, abs=2e-3)


def test_an_internal_reference_takes_the_displacement_off() -> None:
    foil = (38.47, 0.12, 500.0, 0.5)
    angle = float(CU.angle(spacing("003", 2.872e-10, 14.2e-10)))

    def scan(moved: float, factor: float) -> tuple:  # type: ignore[type-arg]
        oxide = float(CU.angle(spacing("003", 2.872e-10, 14.2e-10) * factor))
        peaks = [(p + moved * math.cos(math.radians(p / 2.0)), w, area, m) for p, w, area, m in ((oxide, 0.12, 500.0, 0.5), foil)]
        return evaluated(pattern(peaks, seed=None), Wish(source=CU)).peaks

    got = shift_of(scan(0.0, 1.0), scan(0.05, 0.999), reference=38.47)
    change = next(e for e in got.estimates if e.symbol.startswith("dd/d_"))
    assert change.value == pytest.approx(-1e-3, rel=0.02)
    assert angle == pytest.approx(18.73, abs=0.01)
    alone = shift_of(scan(0.0, 1.0), scan(0.05, 0.999))
    assert "displacement_unknown" in names(alone)


def test_each_check_fires_on_data_that_break_it() -> None:
    assert not names(evaluated(layered()))
    assert "texture" in names(evaluated(layered(ratio=3.0)))
    assert "position_not_checked" in names(evaluated(layered(only=("003", "101", "104"))))
    assert "cell_not_determined" in names(evaluated(layered(only=("003",))))
    one = (30.0, 0.12, 500.0, 0.5)
    assert "few_points_per_peak" in names(evaluated(pattern([one], step=0.05), Wish(source=CU)))
    close = [(30.0, 0.3, 4000.0, 0.5), (30.29, 0.3, 4000.0, 0.5)]
    assert "peaks_overlap" in names(
        evaluated(pattern(close, source=Radiation("one", 1.5406e-10)), Wish(source=Radiation("one", 1.5406e-10)))
    )
    single = pattern([(70.0, 0.12, 900.0, 0.5), (40.0, 0.12, 900.0, 0.5)], source=Radiation("Cu", CU.wavelength))
    assert "doublet_not_seen" in names(evaluated(single, Wish(source=CU)))
    raw = pattern([one])
    scaled = Record({**raw.columns, "Counts / 1": raw.columns["Counts / 1"] * 20.0}, raw.origin)
    assert "scatter_not_of_counting" in names(evaluated(scaled, Wish(source=CU)))
    moved = list(layered(None).columns["Counts / 1"]), layered(None, a=2.88e-10, c=14.1e-10)
    assert "shift_not_uniform" in names(shift_of(evaluated(layered(1)).peaks, evaluated(moved[1]).peaks))


def test_one_wrong_reflection_is_told_and_widens_the_cell() -> None:
    angle = float(CU.angle(spacing("110", 2.872e-10, 14.215e-10)))
    record = layered(only=("003", "101", "104", "105", "107", "113"))
    stray = pattern([(angle + 0.2, 0.12, 80.0, 0.5)], seed=None)
    both = Record({**record.columns, "Counts / 1": record.columns["Counts / 1"] + stray.columns["Counts / 1"] - 60.0}, record.origin)
    got = evaluated(both, Wish(source=CU, layered=True, position=Position.NONE))
    assert "cell_does_not_fit" in names(got)


def test_bad_patterns_are_refused_with_the_way_out() -> None:
    x = np.linspace(10.0, 80.0, 200)
    origin = Origin("bad.xy", "table")
    with pytest.raises(ValueError, match="two theta must lie between 0 and 180"):
        pattern_of(Record({"Two Theta / deg": x * 10.0, "Counts / 1": x}, origin))
    with pytest.raises(ValueError, match="counts must not be negative"):
        pattern_of(Record({"Two Theta / deg": x, "Counts / 1": x - 50.0}, origin))
    with pytest.raises(ValueError, match="each angle must stand once"):
        pattern_of(Record({"Two Theta / deg": np.round(x, 0), "Counts / 1": x}, origin))
    with pytest.raises(ValueError, match="no peak stands"):
        evaluated(Record({"Two Theta / deg": x, "Counts / 1": x}, origin))
    with pytest.raises(ValueError, match="--source: must be one of Cr, Fe"):
        radiation("Xx", None, False)


def test_an_xrdml_file_is_read_as_its_two_columns(tmp_path: Path) -> None:
    record = layered(3)
    x, y = record.columns["Two Theta / deg"], record.columns["Counts / 1"]
    counts = " ".join(f"{v:.0f}" for v in y)
    text = (
        '<?xml version="1.0"?><xrdMeasurements xmlns="http://www.xrdml.com/XRDMeasurement/1.5"><xrdMeasurement><scan><dataPoints>'
        f'<positions axis="2Theta" unit="deg"><startPosition>{x[0]}</startPosition><endPosition>{x[-1]}</endPosition></positions>'
        f'<positions axis="Omega" unit="deg"><startPosition>1</startPosition><endPosition>2</endPosition></positions>'
        f'<intensities unit="counts">{counts}</intensities></dataPoints></scan></xrdMeasurement></xrdMeasurements>'
    )
    path = tmp_path / "scan.xrdml"
    path.write_text(text, encoding="utf-8")
    assert is_xrdml(path)
    got = read_xrdml(path)
    assert got.columns["Two Theta / deg"] == pytest.approx(x)
    assert got.columns["Counts / 1"] == pytest.approx(y)
    path.write_text(text[:-200], encoding="utf-8")
    with pytest.raises(ValueError, match="is no whole XML file"):
        read_xrdml(path)
    path.write_text(text.replace("<?xml", '<!DOCTYPE a [<!ENTITY b "c">]><?xml'), encoding="utf-8")
    with pytest.raises(ValueError, match="entities in XML are not read"):
        read_xrdml(path)


def test_a_cell_that_leaves_the_strongest_peak_out_is_told() -> None:
    """A cell can be had from a few peaks of something else that happen to lie right."""
    assert "strongest_not_indexed" not in names(evaluated(layered()))
    (angle, counts), extra = layered(None).columns.items(), pattern([(26.5, 0.1, 3000.0, 0.5)], seed=None).columns["Counts / 1"]
    mixed = evaluated(Record({angle[0]: angle[1], counts[0]: counts[1] + extra}, Origin("mixed.xy", "table")))
    assert mixed.cell is not None
    assert "strongest_not_indexed" in names(mixed)
