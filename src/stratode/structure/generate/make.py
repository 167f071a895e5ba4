"""A statement and a seed make a volume."""

from __future__ import annotations

from stratode.structure.generate import simple
from stratode.structure.generate.calender import make_calendered
from stratode.structure.generate.frozen import Frozen, make_frozen
from stratode.structure.generate.layered import make_layered
from stratode.structure.generate.made import Generated
from stratode.structure.generate.overlapping import Overlapping, make_overlapping
from stratode.structure.generate.statements import Calendered, Layered

Statement = (
    Layered | Calendered | Frozen | Overlapping | simple.Blobs | simple.Lattice | simple.Channels | simple.Slabs | simple.Checkerboard
)


def generate(statement: Statement, seed: int = 0) -> Generated:
    """The volume that a statement describes.

    Args:
        statement: what is asked for; it was checked when it was made.
        seed: of all random numbers, 0 or more. The same statement and seed make the same volume, on any number of threads.

    Raises:
        ValueError: a seed below 0; what was asked for cannot be attained, with what can.
    """
    if seed < 0:
        raise ValueError(f"seed: must be a whole number from 0 on; received {seed}. Write for example 1.")
    match statement:
        case Layered():
            return make_layered(statement, seed)
        case Calendered():
            return make_calendered(statement, seed)
        case Frozen():
            return make_frozen(statement, seed)
        case Overlapping():
            return make_overlapping(statement, seed)
        case simple.Blobs():
            return simple.make_blobs(statement, seed)
        case simple.Lattice():
            return simple.make_lattice(statement)
        case simple.Channels():
            return simple.make_channels(statement)
        case simple.Slabs():
            return simple.make_slabs(statement)
        case simple.Checkerboard():
            return simple.make_checkerboard(statement)
