"""Any cell as a row of uniform slabs from left to right, with the mixed zones between layers cut finely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stratode.cell.transport import electron_conductivity, transport_efficiency
from stratode.recipe.parts import Cell, Coin, Electrode, IonPath, Layer, Population, Separator, TransportCell

CUTS = 32  # slabs to a mixed zone
LEAST_ELECTRONS = 1e-12  # S/m, of a layer without any carbon, as on the time domain's mesh


@dataclass(frozen=True, slots=True)
class Slab:
    """A stretch of the cell with one value of everything."""

    thickness: float  # m
    porosity: float
    efficiency: float  # effective over bulk transport in the pores
    single_ion: float  # S/m, effective, of conductors beside the electrolyte
    electrons: float  # S/m, effective; 0 without a solid
    sites: tuple[tuple[Population, float], ...]  # with the volume fraction that each fills here
    solid: int  # slabs in a row with the same number share one electronic conductor
    contact: float  # ohm m2, electronic, towards the slab on the left


def as_transport(cell: Cell | TransportCell) -> TransportCell:
    """A cell from its left end to its right one: a battery runs from the anode to the cathode. Its state of charge means nothing."""
    if isinstance(cell, TransportCell):
        return cell
    area = cell.format.area if isinstance(cell.format, Coin) else cell.format.area * cell.format.faces
    return TransportCell(cell.name, cell.anode, (cell.separator,), cell.cathode, cell.electrolyte, area, cell.temperature, 0.0)


def stretches(cell: TransportCell) -> tuple[tuple[Separator | Layer, ...], ...]:
    """What lies between the ends' faces, from left to right: each separator alone, neighbouring layers of one solid together."""
    groups: list[tuple[Separator | Layer, ...]] = []
    if isinstance(cell.left, Electrode):
        groups.append(cell.left.layers)
    open_group = False
    for part in cell.middle:
        if isinstance(part, Layer) and open_group:
            groups[-1] = (*groups[-1], part)
        else:
            groups.append((part,))
        open_group = isinstance(part, Layer)
    if isinstance(cell.right, Electrode):
        groups.append(cell.right.layers[::-1])
    return tuple(groups)


def slabs(cell: TransportCell, cuts: int = CUTS) -> tuple[Slab, ...]:
    """The cell as uniform slabs.

    Args:
        cell: of any kind, see :func:`as_transport`.
        cuts: slabs to each mixed zone; the error falls with their square, and 32 leave 1e-4 of |Z| (tests/cell/test_impedance_layers.py).
    """
    found: list[Slab] = []
    groups = stretches(cell)
    for number, group in enumerate(groups):
        backwards = number == len(groups) - 1 and isinstance(cell.right, Electrode)
        found += _row(group, number, backwards, cell.temperature, cuts)
    return tuple(found)


def _row(group: Sequence[Separator | Layer], number: int, backwards: bool, temperature: float, cuts: int) -> list[Slab]:
    """The slabs of one stretch; `backwards` where its layers' interfaces are stated with the layer on their right."""
    pure = [_pure(part, number, temperature) for part in group]
    owners = [group[k if backwards else k + 1] for k in range(len(group) - 1)]
    meets = [owner.interface for owner in owners if isinstance(owner, Layer)]
    half = [min(0.5 * meet.mixed_over, 0.5 * group[k].thickness, 0.5 * group[k + 1].thickness) for k, meet in enumerate(meets)]
    found: list[Slab] = []
    for k, slab in enumerate(pure):
        left, right = half[k - 1] if k else 0.0, half[k] if k < len(half) else 0.0
        rest = slab.thickness - left - right
        contact = meets[k - 1].contact_resistance if k else 0.0
        if rest > 1e-9 * slab.thickness:
            found.append(replace(slab, thickness=rest, contact=0.0 if left > 0.0 else contact))
        if right > 0.0:
            found += _mixed(slab, pure[k + 1], 2.0 * right, meets[k].contact_resistance, cuts)
    return found


def _mixed(first: Slab, second: Slab, width: float, contact: float, cuts: int) -> list[Slab]:
    """A zone over which `second` takes over from `first`, cut into an even number of slabs; the contact lies in its middle."""
    count = 2 * max(1, cuts // 2)
    shares = [(k + 0.5) / count for k in range(count)]
    made = [_blend(first, second, share, width / count) for share in shares]
    made[count // 2] = replace(made[count // 2], contact=contact)
    return made


def _blend(a: Slab, b: Slab, share: float, thickness: float) -> Slab:
    def between(x: float, y: float) -> float:
        return (1.0 - share) * x + share * y

    return Slab(
        thickness,
        between(a.porosity, b.porosity),
        between(a.efficiency, b.efficiency),
        between(a.single_ion, b.single_ion),
        between(a.electrons, b.electrons),
        (*((p, (1.0 - share) * f) for p, f in a.sites), *((p, share * f) for p, f in b.sites)),
        a.solid,
        0.0,
    )


def _pure(part: Separator | Layer, number: int, temperature: float) -> Slab:
    efficiency = transport_efficiency(part.transport, part.porosity) if part.porosity > 0.0 else 0.0
    ions = sum(path_conductivity(path, temperature) for path in part.paths)
    if isinstance(part, Separator):
        return Slab(part.thickness, part.porosity, efficiency, ions, 0.0, (), number, 0.0)
    sites = tuple((p, p.volume_fraction) for p in part.populations)
    electrons = max(electron_conductivity(part.electrons, part), LEAST_ELECTRONS)
    return Slab(part.thickness, part.porosity, efficiency, ions, electrons, sites, number, 0.0)


def path_conductivity(path: IonPath, temperature: float) -> float:
    """Effective conductivity of a single-ion conductor in its layer, S/m."""
    return float(path.conductivity(0.0, temperature)) * transport_efficiency(path.transport, path.volume_fraction)
