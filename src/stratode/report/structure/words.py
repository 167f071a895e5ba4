"""What a volume answered, in words."""

from __future__ import annotations

from collections.abc import Mapping

from stratode.recipe.volumes import COARSE
from stratode.report.lab_units import PERCENT, number
from stratode.report.structure.extent import listed, percent, size_and_shares
from stratode.report.structure.sample import Sample
from stratode.structure.analysis import Analysis
from stratode.structure.transport.resolution import Resolved

UNRESOLVED = 0.10  # above which neither way to treat faces is told without the other
CUT_OFF = 0.01  # share of the conducting phases without a way through that is worth a word
ALIKE = 0.02  # relative difference of effective diffusivities below which two directions count as alike


def paragraphs(sample: Sample) -> tuple[str, ...]:
    """What one volume answered: what it is, how it conducts, how far to trust that."""
    one = sample.analysis
    said = (size_and_shares(one.volume, one.fractions), _transport(one), _directions(one), _trust(one), _scatter(one), _segmented(sample))
    return tuple(paragraph for paragraph in said if paragraph)


def conducting(one: Analysis) -> str:
    """The phases that conduct, by name."""
    return " and ".join(one.volume.named(phase) for phase in one.request.phases)


def _transport(one: Analysis) -> str:
    flowing = {axis: found for axis, found in one.along.items() if found.smoothed.d_eff > 0.0}
    closed = {axis: found for axis, found in one.along.items() if axis not in flowing}
    said = [_flowing(one, flowing)] if flowing else []
    return " ".join([*said, *(_closed(one, axis, found) for axis, found in closed.items())])


def _flowing(one: Analysis, along: Mapping[str, Resolved]) -> str:
    sure = {axis: found for axis, found in along.items() if found.resolution_error <= UNRESOLVED}
    said = [_told(one, sure)] if sure else []
    said += [_between(one, axis, found) for axis, found in along.items() if axis not in sure]
    if len(sure) < len(along):
        advice = "take a finer image, or, where its shapes are made of voxels with sharp edges, the voxels as they are"
        said.append(f"Shapes of few voxels across are not resolved: {advice}.")
    lost = [f"{percent(1.0 - found.plain.percolating_fraction, 2)} along {axis}" for axis, found in along.items() if _cut_off(found)]
    return " ".join([*said, *([f"Without a way through: {listed(lost)} of the conducting volume."] if lost else [])])


def _told(one: Analysis, along: Mapping[str, Resolved]) -> str:
    """The smoothed answer, beside the plain one, where the two say about the same."""
    tau = listed([number(found.smoothed.tau) for found in along.values()])
    plain = listed([number(found.plain.tau) for found in along.values()])
    reached = listed([number(found.smoothed.d_eff * PERCENT) for found in along.values()])
    macmullin = listed([number(found.smoothed.macmullin) for found in along.values()])
    best = f"tau is {tau} along {listed(list(along))} with smoothed faces ({plain} of the voxels as they are)"
    means = f"the effective diffusivity is {reached} % of that of {conducting(one)} alone, the MacMullin number {macmullin}"
    return f"{best}: {means}."


def _between(one: Analysis, axis: str, found: Resolved) -> str:
    """Both answers as a range, where they lie far apart."""
    plain, smoothed = found.plain, found.smoothed
    tau = f"tau lies between {number(plain.tau)} (voxels as they are) and {number(smoothed.tau)} (smoothed faces)"
    reached = f"between {number(plain.d_eff * PERCENT)} and {number(smoothed.d_eff * PERCENT)} % of that of {conducting(one)} alone"
    return f"Along {axis} {tau}: the effective diffusivity is {reached}."


def _closed(one: Analysis, axis: str, found: Resolved) -> str:
    if found.plain.d_eff > 0.0:
        fragile = "smoothing closes every path, so that the answer hangs on single voxels"
        return f"Along {axis}, tau of the voxels as they are is {number(found.plain.tau)}, but {fragile}."
    why = f"no path through {conducting(one)} leads from one face to the other"
    return f"Along {axis} it does not percolate: {why}, so nothing flows and tau does not exist."


def _cut_off(found: Resolved) -> bool:
    return 1.0 - found.plain.percolating_fraction > CUT_OFF


def _directions(one: Analysis) -> str:
    ratio = one.anisotropy
    if ratio is None:
        return ""
    if abs(ratio) <= ALIKE:
        return "Through the thickness (z) as much flows as in the plane, within 2 %."
    sense = "more" if ratio > 0.0 else "less"
    flows = f"{percent(abs(ratio), 2)} {sense} flows than in the plane (mean of y and x)"
    return f"Through the thickness (z) {flows}, under the same difference over the same length."


def _trust(one: Analysis) -> str:
    flowing = {axis: found for axis, found in one.along.items() if found.plain.d_eff > 0.0}
    if not flowing:
        return ""
    solver = max(found.plain.solver_error for found in flowing.values())
    worst = max(flowing, key=lambda axis: flowing[axis].resolution_error)
    grid = flowing[worst].resolution_error
    said = (
        f"Two errors are told apart. Solver error: the equations on this grid are solved to {percent(solver, 2)}. Resolution error: "
        "the grid is not the material; from plain beside smoothed faces and from a grid twice as coarse, that of the smoothed answer "
        f"is put at {percent(grid, 2)} along {worst}"
    )
    if grid > COARSE:
        return f"{said}. That is large: quote the range, or take a finer image; a smaller solver error would not help."
    return f"{said}, {'the larger of the two' if grid > solver else 'no more than the solver error'}."


def _scatter(one: Analysis) -> str:
    if one.scatter is None:
        return ""
    found = one.scatter.d_eff
    relative = f" ({percent(found.error / found.value, 2)})" if found.value > 0.0 else ""
    error = f"a standard error of {number(found.error, 2)}{relative}"
    said = f"Volumes as large as this one scatter in D_eff/D along {one.scatter.axis} by {error}."
    if found.graded:
        axes = listed(list(found.graded))
        return f"{said} But the structure changes along {axes}, of which that error knows nothing: measure its layers apart."
    return said


def _segmented(sample: Sample) -> str:
    found = sample.segmentation
    if found is None:
        return ""
    at = " and ".join(number(threshold, 4) for threshold in found.thresholds)
    worst = int(found.sensitivity.spread.argmax())
    moved = f"{number(found.sensitivity.spread[worst] * PERCENT, 2)} points"
    band = number(found.sensitivity.band, 2)
    shift = f"shifting by ±{band} grey levels moves the fraction of {found.volume.named(worst)} by {moved}"
    said = f"Segmented from grey values at {at} after a median filter; {shift}."
    return " ".join([said, *(f"{note[:1].upper()}{note[1:]}." for note in found.notes)])
