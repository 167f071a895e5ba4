"""`stratode lab fringes`: spacing of lattice fringes."""

from __future__ import annotations

import re
from pathlib import Path

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.pictures import pixel_of
from stratode.evaluate.verbs.stated import positive, quantity
from stratode.lab.micrographs.fringes import Line, analyse, hexagonal_spacing
from stratode.lab.micrographs.sampling import line_from_picture, line_from_record
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.reading.pictures import looks_like_picture, read_picture
from stratode.lab.record import names_of
from stratode.recipe.quantities import FRACTION, LENGTH
from stratode.recipe.units import Quantity, read_quantity
from stratode.report.lab.fringes import sheet, together

INDICES = re.compile(r"\(?\s*(-?\d)\s*,?\s*(-?\d)\s*,?\s*(-?\d{1,2})\s*\)?")


def fringes(
    *files: File,
    scale: str | None = None,
    calibration: str | None = None,
    line: str | None = None,
    width: int = 1,
    plane: str | None = None,
    cell: str | None = None,
    how: How = AS_FOUND,
) -> Evaluated:
    """Spacing of lattice fringes from line profiles, or along a line of pictures.

    Args:
        files: tables of position and intensity, or pictures with `line`.
        scale: size of a pixel, maybe with its standard uncertainty, "0.02 +- 0.0002 nm"; None to use the file's.
        calibration: relative standard uncertainty of the scale, "1%".
        line: ends of the line in a picture, "20,40 to 300,60" in pixels from the upper left corner.
        width: pixels across the line that are averaged.
        plane: to compare with: its spacing "0.2449 nm", or its indices "101" with `cell`.
        cell: a and c of a hexagonal cell, "0.2871nm,1.420nm".
        how: tables are read.

    Raises:
        ValueError: a file that is neither; no fringes; an option that is missing or impossible.
        MissingExtra: a library that reads a file is not installed (extra `image`).
    """
    size, expected = quantity(scale, LENGTH, option="--scale"), None if plane is None else _expected(plane, cell)
    sure = None if calibration is None else _share(calibration)
    if cell is not None and (plane is None or not INDICES.fullmatch(plane)):
        raise ValueError(f"--cell: belongs to the indices of a --plane; received {cell!r} without them. Add --plane 101, or leave it out.")
    if sure is None and size is not None and size.uncertainty is not None:
        sure = size.uncertainty / size.value
    lines = [_line(file, size, sure, line, width, how) for file in files]
    return Evaluated(
        "fringes", tuple(sheet(name, analyse(one, expected)) for name, one in zip(names_of(lines), lines, strict=True)), together
    )


def _line(file: File, size: Quantity | None, sure: float | None, line: str | None, width: int, how: How) -> Line:
    if not looks_like_picture(file):
        if line is not None or width != 1:
            where = Path(file).name
            raise ValueError(f"--line, --width: belong to pictures; received them for {where}, a table of a line. Leave them out.")
        return line_from_record(read_record(file, how), size.value if size else None, sure)
    picture = read_picture(file)
    if line is None:
        raise ValueError(f"{picture.origin.file}: is a picture; needs --line across the fringes, for example '20,40 to 300,60'.")
    return line_from_picture(picture, line, width, pixel_of(picture, size, "--scale", "0.02 nm"), sure)


def _share(text: str) -> float:
    """A relative uncertainty, 0 to below 1."""
    found = read_quantity(text, FRACTION, field="--calibration").value
    if not 0.0 <= found < 1.0:
        raise ValueError(f"--calibration: must lie from 0 to below 100 %; received {text!r}. Write for example 1%.")
    return found


def _expected(plane: str, cell: str | None) -> tuple[str, float]:
    match = INDICES.fullmatch(plane)
    if match is None:
        return f"the plane of {plane}", positive(plane, LENGTH, "--plane")
    if cell is None:
        raise ValueError(f"--plane: indices need the cell; received {plane!r} alone. Add --cell '0.2871nm,1.420nm', or state a spacing.")
    edges = [positive(part.strip(), LENGTH, "--cell") for part in cell.split(",")]
    if len(edges) != 2:
        raise ValueError(f"--cell: must be a and c of a hexagonal cell; received {cell!r}. Write for example '0.2871nm,1.420nm'.")
    h, k, index = (int(digit) for digit in match.groups())
    return f"({h}{k}{index})", hexagonal_spacing((h, k, index), edges[0], edges[1])
