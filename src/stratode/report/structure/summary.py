"""`summary.json` of a volume: every number under a name that carries its unit; null where there is none, with the reason."""

from __future__ import annotations

from typing import cast

import numpy as np

from stratode.report.document import version
from stratode.report.lab_units import MICROMETRE
from stratode.report.strict_json import Json, strict
from stratode.report.structure.extent import tidy
from stratode.report.structure.sample import Sample
from stratode.report.structure.words import paragraphs
from stratode.structure.analysis import Analysis, Scatter
from stratode.structure.geometry.distances import Distribution
from stratode.structure.geometry.representative import Representative
from stratode.structure.geometry.surface import Surface
from stratode.structure.transport.profile import TauProfile
from stratode.structure.transport.resolution import Resolved

BASES = {
    "z, y, x": "axes 0, 1, 2 of the array; z is through the thickness, from the collector on",
    "tau": "tortuosity factor, conducting volume fraction over d_eff, of the voxels as they are",
    "tau_smoothed": "the same with faces that conduct by their open fraction, from a smoothed image of the phase",
    "d_eff": "effective over intrinsic diffusivity or conductivity (transport efficiency), of the voxels as they are",
    "macmullin": "1 / d_eff",
    "solver_error": "relative, of d_eff, estimated against the exact answer on the same grid",
    "resolution_error": "relative, of d_eff_smoothed, estimated from plain beside smoothed faces and from a volume twice as coarse",
    "percolating_fraction": "share of the conducting phases in clusters that reach from face to face",
    "cpu_s": "CPU time over all threads, s",
}


def summary(sample: Sample) -> dict[str, Json]:
    """What one volume answered as plain JSON types, strict: no NaN or Infinity, `nulls` says why a value is null."""
    reasons: dict[str, str] = {}
    one = sample.analysis
    volume, request = one.volume, one.request
    whole = {
        "software": {"name": "stratode", "version": version()},
        "volume": volume.name,
        "source": volume.source,
        "bases": BASES,
        "shape": dict(zip("zyx", volume.shape, strict=True)),
        "voxel_um": {axis: tidy(edge * MICROMETRE) for axis, edge in zip("zyx", volume.voxel, strict=True)},
        "phases": {label: volume.named(label) for label in one.fractions},
        "conducting": request.conducting.phases,
        "periodic_sides": request.periodic_sides,
        "fractions": one.fractions,
        "axes": {axis: _axis(found) for axis, found in one.along.items()},
        "flux_anisotropy": one.anisotropy,
        "words": paragraphs(sample),
        "tau_profile": _profile(one.tau_profile),
        "electrode_tortuosity": one.electrode or None,
        "tensor": one.tensor,
        "scatter": _scatter(one.scatter),
        "surfaces": _surfaces(one),
        "sizes": _sizes(one),
        "chords": _chords(one),
        "segmentation": _segmentation(sample),
        "cpu_s": one.cpu_s,
    }
    plain = cast(dict[str, Json], strict(whole, reasons))
    plain["nulls"] = [{"field": field, "reason": _why(field, why)} for field, why in reasons.items()]
    return plain


def _axis(found: Resolved) -> dict[str, object]:
    plain, smoothed = found.plain, found.smoothed
    return {
        "tau": plain.tau,
        "tau_smoothed": smoothed.tau,
        "d_eff": plain.d_eff,
        "d_eff_smoothed": smoothed.d_eff,
        "macmullin": plain.macmullin,
        "macmullin_smoothed": smoothed.macmullin,
        "solver_error": plain.solver_error,
        "solver_error_smoothed": smoothed.solver_error,
        "resolution_error": found.resolution_error if plain.d_eff > 0.0 else None,
        "iterations": plain.iterations,
        "percolating_fraction": plain.percolating_fraction,
        "cpu_s": plain.cpu_s + smoothed.cpu_s,
    }


def _surfaces(one: Analysis) -> list[dict[str, object]] | None:
    if one.shapes is None:
        return None
    whole: list[tuple[int, int | None, Surface]] = [(phase, None, found) for phase, found in one.shapes.surfaces.items()]
    whole += [(phase, other, found) for (phase, other), found in one.shapes.interfaces.items()]
    return [
        {
            "phase": phase,
            "towards": "all others" if other is None else other,
            "per_volume_1_m": found.per_volume,
            "relative_error": found.error / found.area if found.area > 0.0 else 0.0,
        }
        for phase, other, found in whole
    ]


def _scatter(found: Scatter | None) -> dict[str, object] | None:
    if found is None:
        return None
    each = {"fraction": found.fraction, "d_eff": found.d_eff}
    return {"axis": found.axis, **{name: _representative(quantity) for name, quantity in each.items()}}


def _representative(found: Representative) -> dict[str, object]:
    return {
        "value": found.value,
        "standard_error": found.error,
        "parts": found.parts,
        "edge_um": [tidy(edge * MICROMETRE) for edge in np.cbrt(found.volumes).tolist()],
        "mean": found.means,
        "standard_deviation": found.deviations,
        "graded_along": list(found.graded),
    }


def _sizes(one: Analysis) -> list[dict[str, object]] | None:
    if one.shapes is None:
        return None
    openings = [{"phase": phase, "of": "inscribed balls", **_deciles(found)} for phase, found in one.shapes.openings.items()]
    grains = [
        {"phase": phase, "of": "particles", **_deciles(found.by_volume), "count": found.count, "cut": found.cut}
        for phase, found in one.shapes.grains.items()
    ]
    return [*openings, *grains]


def _deciles(found: Distribution) -> dict[str, object]:
    quantiles = {"d10_um": found.d10, "d50_um": found.d50, "d90_um": found.d90}
    return {name: tidy(value * MICROMETRE) if found.diameters.size else None for name, value in quantiles.items()}


def _profile(found: TauProfile | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "axis": found.axis,
        "depth_um": [tidy(depth * MICROMETRE) for depth in found.depth.tolist()],
        "fraction": found.fraction,
        "tau": found.tau,
        "share_of_resistance": found.share,
    }


def _chords(one: Analysis) -> list[dict[str, object]] | None:
    if one.shapes is None:
        return None
    return [
        {"phase": found.phase, "axis": found.axis, "mean_um": tidy(found.mean * MICROMETRE), "cut": found.cut}
        for found in one.shapes.chords
    ]


def _segmentation(sample: Sample) -> dict[str, object] | None:
    found = sample.segmentation
    if found is None:
        return None
    return {
        "thresholds_grey": found.thresholds,
        "separability": found.separability,
        "band_grey": found.sensitivity.band,
        "fraction_change_over_band": dict(enumerate(found.sensitivity.spread)),
        "drift": found.drift.relative,
        "notes": found.notes,
    }


def _why(field: str, why: str) -> str:
    if field.startswith("axes."):
        return "not percolating: no path leads from face to face"
    if field.startswith("electrode"):
        return "ions reach no pore from the last plane"
    return "no boundary is crossed" if field.startswith("chords") else why
