"""What a statement's volume takes of memory, before anything of it is made, and what would fit where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from math import ceil, floor, log10, prod
from typing import Any

from stratode.recipe.errors import Problem, RecipeError
from stratode.structure import cost
from stratode.structure.generate import simple
from stratode.structure.generate.fields import BANDED_BEYOND, SMOOTH_BEYOND, padded
from stratode.structure.generate.frozen import Frozen
from stratode.structure.generate.make import Statement
from stratode.structure.generate.overlapping import Overlapping
from stratode.structure.generate.sizes import in_um
from stratode.structure.generate.statements import Calendered, Layered, checked_size

# Peaks measured on volumes of 4 million voxels, as bytes for each voxel beside what the process takes itself.
DRAWING_BYTES = 27.0  # labels of one rule, or spheres drawn into voxels; the report's pictures
BINDER_BYTES = 36.0
COATING_BYTES = 70.0  # distances to the particles and which is nearest
CUTTING_BYTES = 25.0  # a phase cut from a field: values, their places, their order
SHAPING_BYTES = 16.0  # a voxel of a random field with its margin: noise, its waves twice, the field
KEPT_BYTES = 8.0  # a voxel of the volume, beside the field that is shaped: labels, the field before
CELL_BYTES = 75.0  # a voxel of a lattice's cell
FACTOR = 1.1  # from one size that is tried to the next
TRIES = 60


def shape_of(statement: Statement) -> tuple[int, int, int]:
    """Voxels of a statement's volume along z, y, x; of a calendered packing before it is pressed."""
    match statement:
        case Calendered():
            return shape_of(statement.packing)
        case Layered() | Frozen():
            return checked_size((statement.thickness, statement.width, statement.width), statement.voxel)
        case Overlapping() | simple.Blobs():
            return checked_size(statement.size, statement.voxel)
        case simple.Lattice():
            nz, ny, nx = statement.cells
            return nz * statement.across, ny * statement.across, nx * statement.across
        case simple.Channels() | simple.Slabs() | simple.Checkerboard():
            return statement.shape


def predicted_bytes(statement: Statement) -> int:
    """Peak memory of making a statement's volume and writing its report."""
    count = prod(shape_of(statement))
    match statement:
        case Calendered():
            return predicted_bytes(statement.packing)
        case Layered():
            dressing = COATING_BYTES if statement.coating else BINDER_BYTES if statement.binder else DRAWING_BYTES
            return cost.BASE + ceil(dressing * count)
        case Frozen() | simple.Blobs():
            shaping = SHAPING_BYTES * prod(_padded(statement)) + KEPT_BYTES * count
            return cost.BASE + ceil(max(CUTTING_BYTES * count, shaping))
        case simple.Lattice():
            return cost.BASE + ceil(DRAWING_BYTES * count + CELL_BYTES * statement.across**3)
        case _:
            return cost.BASE + ceil(DRAWING_BYTES * count)


def _padded(statement: Frozen | simple.Blobs) -> tuple[int, int, int]:
    """Voxels of the random field, which is made longer where its ends are open."""
    shape = shape_of(statement)
    if isinstance(statement, Frozen):
        across = statement.spacing / statement.voxel
        return padded(shape, (across * statement.elongation, across, across), (False, True, True), BANDED_BEYOND)
    z, y, x = (statement.length * factor / statement.voxel for factor in statement.stretch)
    return padded(shape, (z, y, x), (statement.periodic,) * 3, SMOOTH_BEYOND)


def check_fits(statement: Statement) -> None:
    """Stops before a volume that does not fit in memory is begun.

    Raises:
        RecipeError: it does not fit; it names a voxel or a width that would.
    """
    free = int(cost.available() * (1.0 - cost.KEPT_FREE))
    needed = predicted_bytes(statement)
    if needed <= free:
        return
    shape = " x ".join(map(str, shape_of(statement)))
    received = f"{shape} voxels, which need {needed / cost.GB:,.1f} GB of {free / cost.GB:,.1f} GB that are free"
    ways = [way for way in (_first(_coarser(statement), free), _first(_narrower(statement), free)) if way]
    remedy = f"Free memory, or {' or '.join(ways)}." if ways else "Free memory, or ask for a smaller volume."
    raise RecipeError((Problem("volume", "must fit in memory", received, remedy),))


def _first(tried: Iterator[tuple[str, Statement]], free: int) -> str:
    """The first change whose statement fits, "" where none does."""
    return next((way for way, statement in tried if predicted_bytes(statement) <= free), "")


def _coarser(statement: Statement) -> Iterator[tuple[str, Statement]]:
    """The statement with ever larger voxels, as far as it allows them; none where it is stated in voxels."""
    inner = statement.packing if isinstance(statement, Calendered) else statement
    if not isinstance(inner, Layered | Frozen | Overlapping | simple.Blobs):
        return
    for power in range(1, TRIES):
        voxel = _rounded(inner.voxel * FACTOR**power, up=True)
        with suppress(ValueError):
            yield f"choose voxels of {in_um(voxel)}", _with(statement, voxel=voxel)


def _narrower(statement: Statement) -> Iterator[tuple[str, Statement]]:
    """The statement with an ever smaller base, as far as it allows that."""
    inner = statement.packing if isinstance(statement, Calendered) else statement
    for power in range(1, TRIES):
        with suppress(ValueError):
            if isinstance(inner, Layered | Frozen):
                width = _rounded(inner.width / FACTOR**power)
                yield f"a width of {in_um(width)}", _with(statement, width=width)
            elif isinstance(inner, Overlapping | simple.Blobs):
                z, y, x = (_rounded(edge / FACTOR**power) for edge in inner.size)
                yield f"a size of {in_um(z)}, {in_um(y)}, {in_um(x)}", replace(inner, size=(z, y, x))


def _with(statement: Statement, **changes: Any) -> Statement:
    if isinstance(statement, Calendered):
        return replace(statement, packing=replace(statement.packing, **changes))
    return replace(statement, **changes)


def _rounded(value: float, up: bool = False) -> float:
    """A length, m, to two digits."""
    unit = 10.0 ** (floor(log10(value)) - 1)
    return float(f"{(ceil(value / unit) if up else floor(value / unit)) * unit:.2g}")
