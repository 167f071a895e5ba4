"""Diffraction patterns in PANalytical's .xrdml: the first scan, its angles and counts."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from stratode.lab.record import Origin, Record

LARGEST = 50 * 1024**2  # bytes
HEAD = b"xrdMeasurement"


def is_xrdml(path: Path) -> bool:
    """Whether the file begins as one."""
    with path.open("rb") as stream:
        return HEAD in stream.read(2000)


def read_xrdml(path: Path) -> Record:
    """The pattern of the first scan.

    Raises:
        ValueError: it is too large, no XML, or holds no scan of two theta with counts.
    """
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name}: an .xrdml file may have 50 MB; received {path.stat().st_size / 1024**2:.0f} MB. Export one scan.")
    raw = path.read_bytes()
    if b"<!ENTITY" in raw:
        raise ValueError(f"{path.name}: entities in XML are not read; remove the document type, or export as two columns.")
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        raise ValueError(f"{path.name}: is no whole XML file ({error}). Export it again, or as two columns.") from error
    scan = next((one for one in root.iter() if _plain(one.tag) == "dataPoints"), None)
    if scan is None:
        raise ValueError(f"{path.name}: holds no scan. Export it again, or as two columns, two theta and counts.")
    places = [one for one in scan if _plain(one.tag) == "positions" and one.get("axis") == "2Theta"]
    counted = next((one for one in scan if _plain(one.tag) in ("counts", "intensities")), None)
    if not places or counted is None or not counted.text:
        raise ValueError(f"{path.name}: needs positions of 2Theta and counts; found neither or one. Export as two columns.")
    counts = np.array(counted.text.split(), float)
    return Record({"Two Theta / deg": _angles(path, places[0], counts.size), "Counts / 1": counts}, Origin(path.name, "PANalytical xrdml"))


def _angles(path: Path, place: ElementTree.Element, count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    told = {_plain(one.tag): (one.text or "") for one in place}
    if "listPositions" in told:
        angles = np.array(told["listPositions"].split(), float)
    elif {"startPosition", "endPosition"} <= set(told):
        angles = np.linspace(float(told["startPosition"]), float(told["endPosition"]), count)
    else:
        angles = np.empty(0)
    if angles.size != count:
        raise ValueError(f"{path.name}: needs one angle for each of {count} counts; received {angles.size}. Export as two columns.")
    return angles


def _plain(tag: str) -> str:
    """A tag without its name space."""
    return tag.rpartition("}")[2]
