"""`stratode lab peel`: peel and cutting curves evaluated."""

from __future__ import annotations

import math

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive
from stratode.lab.adhesion import peel as adhesion
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.record import names_of
from stratode.recipe import quantities as q
from stratode.report.lab.peel import sheet, together

STRAIGHT = "180 degree"


def peel(*files: File, width: str, how: How = AS_FOUND, angle: str = STRAIGHT, cutting: bool = False) -> Evaluated:
    """Evaluate peel or cutting curves: force per width of their plateau.

    Args:
        files: tables of displacement and force.
        width: of the strip or the blade, "20 mm".
        how: how they are read.
        angle: of peeling, for the work of parting.
        cutting: the curves are of a cutting blade (SAICAS): no work of parting is given.

    Raises:
        ValueError: a file that holds no force curve; an option that cannot be read.
    """
    wide = positive(width, q.LENGTH, "--width")
    turned = positive(angle, q.ANGLE, "--angle")
    if turned > 180.0:
        raise ValueError(f"--angle: must lie between 0 and 180 degrees; received {angle!r}. Write for example {STRAIGHT!r}.")
    records = [read_record(file, how) for file in files]
    found = [adhesion.peel(record, wide, None if cutting else math.radians(turned)) for record in records]
    return Evaluated("peel", tuple(sheet(name, one) for name, one in zip(names_of(records), found, strict=True)), together)
