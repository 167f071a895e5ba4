"""Pictures and height maps read into one array of numbers: TIFF, PNG, JPEG, BMP, NumPy, or a table of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution
from stratode.lab.reading.picture_scale import tiff_pixel
from stratode.lab.record import Array, Origin
from stratode.recipe.extras import need

File = str | PathLike[str]
TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
NUMPY = b"\x93NUMPY"
COMPRESSED = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"BM": "BMP"}
MOST_PIXELS = 400_000_000
FEWEST = 8  # pixels along an edge
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709
ACCEPTED = "Accepted are TIFF, PNG, JPEG, BMP, NumPy (.npy) and tables of numbers (.csv, .txt)."
CROP = re.compile(r"\s*(\d*)\s*:\s*(\d*)\s*(?:,\s*(\d*)\s*:\s*(\d*)\s*)?")


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Numbers on a grid of square pixels; the first row is the upper edge.

    Args:
        values: (rows, columns); NaN where nothing was measured.
        pixel: edge of a pixel, m; None where the file does not state it.
        origin: where it came from.
    """

    values: Array
    pixel: float | None
    origin: Origin


def read_picture(file: File, crop: str | None = None) -> Picture:
    """One picture.

    Args:
        file: recognised from its first bytes.
        crop: rows and columns to keep, "0:960,0:1280", from 0; a bar with text below a micrograph is so left out.

    Raises:
        ValueError: it cannot be read, or is no single picture of one number a pixel.
        MissingExtra: a library that reads it is not installed (extra `image`).
    """
    path = Path(file)
    with path.open("rb") as stream:
        head = stream.read(8)
    cautions: tuple[Caution, ...] = ()
    pixel: float | None = None
    if head.startswith(TIFF):
        raw, pixel, kind = *_tiff(path), "TIFF"
    elif head.startswith(NUMPY):
        raw, kind = _numpy(path), "NumPy"
    elif any(head.startswith(mark) for mark in COMPRESSED):
        kind = next(name for mark, name in COMPRESSED.items() if head.startswith(mark))
        raw = _compressed(path, kind)
    else:
        raw, kind = _table(path), "table of numbers"
    values, colour = _grey(path, raw)
    if colour:
        cautions = (colour,)
    values = _cropped(path, values, crop)
    points = values.shape[1] == 3 and values.shape[0] >= FEWEST**2  # x, y, z of each
    if min(values.shape) < FEWEST and not points:
        raise ValueError(f"{path.name}: must have at least {FEWEST} x {FEWEST} pixels; received {values.shape[0]} x {values.shape[1]}.")
    return Picture(values, pixel, Origin(path.name, kind, cautions=cautions))


def _tiff(path: Path) -> tuple[NDArray[Any], float | None]:
    need("tifffile", extra="image", what="this picture")
    import tifffile

    try:
        with tifffile.TiffFile(path, _multifile=False) as file:
            page: Any = file.pages[0]
            further: Any = file.pages[1:]
            if not all(p.is_reduced for p in further):
                raise ValueError(f"it must hold one picture, and holds {len(file.pages)}; save the one that is meant on its own")
            _check_size(path, page.shape)
            return np.asarray(page.asarray()), tiff_pixel(file, page)
    except MemoryError:
        raise
    except Exception as error:  # what tifffile throws at damaged files has no common kind
        raise ValueError(f"{path.name}: is no TIFF file that can be read ({_line(error)}). Export it again.") from error


def _compressed(path: Path, kind: str) -> NDArray[Any]:
    need("imageio", extra="image", what="this picture")
    import imageio.v3 as imageio

    try:
        _check_size(path, imageio.improps(path, plugin="pillow").shape)
        return np.asarray(imageio.imread(path, plugin="pillow"))
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise ValueError(f"{path.name}: is no {kind} file that can be read ({_line(error)}). Export it again.") from error


def _numpy(path: Path) -> NDArray[Any]:
    try:
        return np.asarray(np.load(path, allow_pickle=False))
    except (ValueError, OSError, EOFError) as error:
        raise ValueError(f"{path.name}: is no NumPy file that can be read ({_line(error)}). Save one array of numbers.") from error


def _table(path: Path) -> NDArray[Any]:
    """A matrix of numbers parted by commas, semicolons, tabs or blanks; empty fields and words such as "nan" are missing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name}: looks like no picture and no text. {ACCEPTED}") from error
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    mark = next((m for m in (";", "\t", ",") if lines and m in lines[0]), None)
    decimal_comma = mark in (";", "\t") and "," in text and "." not in text
    rows = [[_number(f.replace(",", ".") if decimal_comma else f) for f in line.strip("\r\n").split(mark)] for line in lines]
    if rows and mark is not None and all(row[-1] is not None and np.isnan(row[-1]) for row in rows):
        rows = [row[:-1] for row in rows]  # a mark at the end of each line
    if not rows:
        raise ValueError(f"{path.name}: must be a picture or a matrix of numbers; received a file without any. {ACCEPTED}")
    bad = next((i for i, row in enumerate(rows) if None in row or len(row) != len(rows[0])), None)
    if bad is not None:
        row = lines[bad][:40]
        why = f"has a cell that is no number: {row!r}" if None in rows[bad] else f"has {len(rows[bad])} numbers, the first {len(rows[0])}"
        raise ValueError(f"{path.name}: must be a picture or a matrix of numbers; row {bad + 1} {why}. {ACCEPTED}")
    return np.array(rows, float)


def _number(text: str) -> float | None:
    plain = text.strip().lower()
    if plain in {"", "nan", "na", "-", "bad", "***"}:
        return np.nan
    try:
        return float(plain)
    except ValueError:
        return None


def _grey(path: Path, raw: NDArray[Any]) -> tuple[Array, Caution | None]:
    """One number a pixel; colours that are not all grey become luminance, which is told."""
    if raw.dtype.kind not in "buif":
        raise ValueError(f"{path.name}: must hold real numbers; received {raw.dtype}. {ACCEPTED}")
    if raw.ndim == 2:
        return raw.astype(float), None
    if raw.ndim != 3 or raw.shape[2] not in (1, 2, 3, 4):
        raise ValueError(f"{path.name}: must be one picture, rows x columns; received an array of {raw.shape}. Save one plane.")
    values = raw[..., : 1 if raw.shape[2] <= 2 else 3].astype(float)
    if values.shape[2] == 1 or np.all(np.ptp(values, axis=2) <= 2.0 * np.finfo(np.float32).eps * np.max(np.abs(values))):
        return values[..., 0], None
    if np.count_nonzero(np.any(values > 0.0, axis=(0, 1))) == 1:
        return np.max(values, axis=2), None  # a map in one colour
    words = "The picture is in colour; its luminance is used, which is no intensity of a detector. Export it in grey."
    return np.asarray(values @ LUMINANCE), Caution("colour", words)


def _cropped(path: Path, values: Array, crop: str | None) -> Array:
    if crop is None:
        return values
    match = CROP.fullmatch(crop)
    if match is None:
        raise ValueError(f"--crop: must be ranges of rows and columns; received {crop!r}. Write for example 0:960,0:1280.")
    begins_ends = [int(text) if text else None for text in match.groups()]
    part = values[slice(*begins_ends[:2]), slice(*begins_ends[2:])]
    if part.size == 0:
        raise ValueError(f"--crop: must keep something of {path.name}, {values.shape[0]} x {values.shape[1]} pixels; received {crop!r}.")
    return part


def _check_size(path: Path, shape: tuple[int, ...]) -> None:
    if int(np.prod([int(n) for n in shape[:2]])) > MOST_PIXELS:
        raise ValueError(f"{path.name}: must have at most {MOST_PIXELS} pixels; received {shape}. Take a part of it.")


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__


def looks_like_picture(file: File) -> bool:
    """Whether a file is a picture or a bare matrix of numbers, rather than a table with named columns."""
    fields = _first_fields(file)
    return fields is None or (len(fields) >= FEWEST and all(_number(field) is not None for field in fields))


def has_names(file: File) -> bool:
    """Whether a file is a text that begins with names instead of numbers."""
    fields = _first_fields(file)
    return bool(fields) and not any(field and _number(field) is not None for field in fields or ())


def _first_fields(file: File) -> list[str] | None:
    """What stands in the first line of a text; None of a picture."""
    with Path(file).open("rb") as stream:
        head = stream.read(4096)
    if head.startswith((*TIFF, NUMPY, *COMPRESSED)):
        return None
    lines = [line for line in head.decode("utf-8-sig", "replace").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return re.split(r"[;,\t ]+", lines[0].strip(" ;,\t")) if lines else []
