"""Builds a layer that a volume stands for: its porosity, shares, transport and surface are measured there, and noted as measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from stratode.recipe import closing, parts
from stratode.recipe.bench import Bench
from stratode.recipe.errors import refused
from stratode.recipe.schema_layer import Layer, Transport
from stratode.recipe.units import Quantity
from stratode.recipe.volumes import COARSE, ROUGH, FaceRule, VolumeNumbers, VolumeStatement

POROSITY_AGREES_WITHIN = 0.005  # of one, where no larger uncertainty is stated
SOLVER_ERROR = 1e-3
STRAIGHT = 1.0 + 1e-6  # an efficiency may exceed the porosity by rounding


@dataclass(frozen=True, slots=True)
class Imaged:
    """What a volume says of one layer, and how it is noted.

    Args:
        numbers: as measured.
        porosity: with the pores of the carbon-binder domain, where one is stated.
        solids: (volume fraction of the active labels, of the binder labels without their pores); None: no binder label is stated.
        note: takes (field under the layer, value in words, caution or "").
    """

    numbers: VolumeNumbers
    porosity: float
    solids: tuple[float, float] | None
    note: Callable[[str, str, str], None]

    @property
    def origin(self) -> str:
        """In the words of a message."""
        return f"measured on {self.numbers.name}"


def imaged(layer: Layer, bench: Bench, field: str) -> Imaged | None:
    """What the volume of a layer says; None where none is stated.

    Args:
        layer: as stated.
        bench: measures, and takes the notes.
        field: path of the layer.

    Raises:
        RecipeError: the volume cannot be read or used; its porosity is not the stated one.
    """
    stated = layer.transport
    if stated is None or stated.volume is None:
        return None
    numbers = bench.measure(_statement(stated, bench.folder), f"{field}.transport")
    micro = stated.binder_microporosity.value if stated.binder_microporosity else 0.0
    pores = numbers.fraction((stated.phase or 0,))
    binder = numbers.fraction(stated.binder or ())
    source = told(numbers, stated)

    def note(where: str, value: str, caution: str = "") -> None:
        bench.note_measured(f"{field}.{where}", value, source, caution)

    solids = (numbers.fraction(numbers.active), binder * (1.0 - micro)) if stated.binder else None
    found = Imaged(numbers, pores + binder * micro, solids, note)
    _agree(layer.porosity, found, field)
    if numbers.efficiency > found.porosity * STRAIGHT:
        rule = f"must leave the transport efficiency at most the porosity, {found.porosity:.3f}, which straight paths reach"
        raise refused(f"{field}.transport.binder_exponent", rule, f"{numbers.efficiency:.3f}", "State a larger exponent.")
    tau, plain = found.porosity / numbers.efficiency, found.porosity / numbers.plain_efficiency
    text = f"efficiency {numbers.efficiency:.4g} (tau {tau:.4g}; of plain voxels {plain:.4g})"
    bench.note_measured(f"{field}.transport", text, source, _caution(numbers, field))
    return found


def _statement(stated: Transport, folder: Path | None) -> VolumeStatement:
    """What is asked of the volume."""
    micro = stated.binder_microporosity.value if stated.binder_microporosity else 0.0
    edges = (stated.voxel,) * 3 if isinstance(stated.voxel, Quantity) else stated.voxel
    return VolumeStatement(
        path=(folder or Path()) / (stated.volume or ""),
        phase=stated.phase or 0,
        axis=stated.axis or "z",
        voxel=None if edges is None else (edges[0].value, edges[1].value, edges[2].value),
        planes=stated.planes or (None, None),
        active=stated.active or (),
        binder=stated.binder or (),
        binder_conductivity=micro**stated.binder_exponent.value if stated.binder_exponent and micro > 0.0 else 0.0,
        faces=FaceRule(stated.faces) if stated.faces else FaceRule.SMOOTHED,
        error=stated.error.value if stated.error else SOLVER_ERROR,
        coarsen=stated.coarsen or 1,
        dataset=stated.dataset,
    )


def told(numbers: VolumeNumbers, stated: Transport) -> str:
    """Where the numbers of a layer come from, in words."""
    edges = sorted({f"{1e6 * edge:.4g}" for edge in numbers.voxel})
    read = [
        f"sha256 {numbers.digest[:12]}",
        f"phase {stated.phase or 0}",
        f"axis {stated.axis or 'z'}",
        f"planes {numbers.planes[0]}:{numbers.planes[1]}",
        f"voxel {' x '.join(edges)} um",
        f"{stated.faces or 'smoothed'} faces",
    ]
    errors = f"solver error {percent(numbers.solver_error)}, resolution error {percent(numbers.resolution_error)}"
    return f"measured on {numbers.name} ({', '.join(read)}; {errors})"


def percent(share: float) -> str:
    """A relative error in words."""
    return f"{100.0 * share:.2g} %"


def _caution(numbers: VolumeNumbers, field: str) -> str:
    """A sentence where the volume resolves its pores coarsely; "" where it does not."""
    if numbers.resolution_error <= COARSE:
        return ""
    return (
        f"The transport of {field} is uncertain by about {percent(numbers.resolution_error)} because its volume, {numbers.name}, resolves "
        f"the pores coarsely: image it with smaller voxels, or read what rests on it with that uncertainty."
    )


def _rough(numbers: VolumeNumbers) -> str:
    return (
        f"The particle surface measured on {numbers.name} is uncertain by about {percent(numbers.surface_error)}: its smallest gaps and "
        f"particles have few voxels; charge transfer and films rest on it."
    )


def _agree(stated: Quantity | None, found: Imaged, field: str) -> None:
    """Raises where a porosity is stated that the volume does not have."""
    if stated is None:
        return
    allowed = max(stated.uncertainty or 0.0, POROSITY_AGREES_WITHIN)
    if abs(stated.value - found.porosity) > allowed:
        rule = f"must agree with the porosity of its volume, {100 * found.porosity:.2f} %, within {100 * allowed:.2g} points"
        remedy = f"Remove it to take what is {found.origin}, state its uncertainty, or name the volume of this layer."
        raise refused(f"{field}.porosity", rule, stated.text, remedy)


def as_closed_by(layer: closing.LayerStatement, found: Imaged | None, thickness_asked: bool, field: str) -> closing.LayerStatement:
    """The statement of a layer with what its volume says in place of what was not stated.

    Args:
        layer: what was stated; its shares as stated.
        found: on the volume; None leaves the statement as it is.
        thickness_asked: whether the volume's extent is the layer's thickness.
        field: path of the layer.

    Raises:
        RecipeError: shares that do not add up; a binder label in a layer without carbon or binder.
    """
    if found is None:
        return layer
    if thickness_asked:
        thickness = found.numbers.thickness
        layer = replace(layer, thickness=closing.Stated(thickness, f"{1e6 * thickness:.4g} um ({found.origin})"))
        found.note("thickness", f"{1e6 * thickness:.4g} um", "")
    if layer.porosity is None:
        layer = replace(layer, porosity=closing.Stated(found.porosity, f"{100 * found.porosity:.2f} % ({found.origin})"))
        found.note("porosity", f"{100 * found.porosity:.2f} %", "")
    return layer if found.solids is None else _shared(layer, found.solids, found, field)


def _shared(layer: closing.LayerStatement, groups: tuple[float, float], found: Imaged, field: str) -> closing.LayerStatement:
    """Shares by volume: active solids fill the active labels, all others the binder's, each group in its stated proportions."""
    if all(solid.active for solid in layer.solids):
        rule = "must not be stated for a layer that holds neither carbon nor binder"
        raise refused(f"{field}.transport.binder", rule, None, "Remove it, or add the components.")
    stated = closing.volume_shares(layer, field)
    sums = [sum(v for v, solid in zip(stated, layer.solids, strict=True) if solid.active is active) for active in (True, False)]
    solids = tuple(
        replace(solid, share=groups[0 if solid.active else 1] * v / sums[0 if solid.active else 1])
        for v, solid in zip(stated, layer.solids, strict=True)
    )
    found.note("components", ", ".join(f"{solid.name} {100 * (solid.share or 0.0):.2f} vol%" for solid in solids), "")
    return replace(layer, solids=solids, by_volume=True)


def resurfaced(populations: tuple[parts.Population, ...], found: Imaged | None) -> tuple[parts.Population, ...]:
    """The particles with the measured surface: their sizes stay what diffusion inside goes by, a factor makes up the surface."""
    if found is None or not populations:
        return populations
    spheres = sum(3.0 * p.volume_fraction / p.radius for p in populations)
    factor = found.numbers.surface / spheres
    numbers = found.numbers
    text = (
        f"particle surface {1e-6 * numbers.surface:.4g} m2/cm3 (error {percent(numbers.surface_error)}), {factor:.3g} times that of spheres"
    )
    if numbers.covered > 0.0:
        text += f"; another {percent(numbers.covered)} of the whole faces dense carbon and binder"
    found.note("transport.active", text, _rough(numbers) if numbers.surface_error > ROUGH else "")
    return tuple(replace(p, surface_factor=factor) for p in populations)


def diameter_of(found: Imaged | None, where: str) -> float | None:
    """Diameter for an active component that states none, m; None where no volume tells."""
    if found is None:
        return None
    found.note(where, f"{1e6 * found.numbers.diameter:.4g} um", "")
    return found.numbers.diameter
