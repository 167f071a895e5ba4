"""What a recipe may say about the volume that stands for a layer: its labels, planes and voxels, and all of it in one line of text."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from stratode.recipe import quantities as q
from stratode.recipe.schema_part import LIST, TEXT, text_or_list

EXAMPLE = "from volume electrode.tif, phase 0, axis z"
IN_TEXT = ("phase", "axis", "voxel", "planes", "active", "binder", "faces", "error", "coarsen")  # keys that a text may hold
LONGEST_TEXT = 1000
BEGINS = re.compile(r"\s*from\s+volume\s+", re.IGNORECASE)
TEXT_PATTERN = r"^\s*[Ff]rom\s+volume\s"
PLANES = re.compile(r"\s*(\d{0,9})\s*:\s*(\d{0,9})\s*")


def _planes(given: Any) -> Any:
    """First and last plane of "0:120"; an end that is left out is the volume's."""
    found = PLANES.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise q.refusal("must be two planes, the last excluded", given, "Write for example 0:120, or 120: for all from there on.")
    first, last = (int(part) if part else None for part in found.groups())
    if last is not None and last <= (first or 0):
        raise q.refusal("must end after it begins", given, "Write for example 0:120.")
    return first, last


def _labels(given: Any) -> Any:
    """Labels of a list, or of a text: "1" or "1+2"."""
    listed = given.split("+") if isinstance(given, str) else [given] if isinstance(given, int) else given
    if not isinstance(listed, list | tuple) or not all(re.fullmatch(r"\s*\d{1,3}\s*", str(label)) for label in listed):
        raise q.refusal("must be labels, which are whole numbers", given, "Write for example 1, or [1, 2].")
    labels = tuple(int(label) for label in listed)
    if len(set(labels)) < len(labels):
        raise q.refusal("must name each label once", given, "Remove the second.")
    return labels


def _edges(given: Any) -> Any:
    """One edge, or three."""
    if isinstance(given, list | tuple) and len(given) != 3:
        raise q.refusal("must be one length, or three along z, y and x", given, "Write for example 0.39 um, or [0.5 um, 0.39 um, 0.39 um].")
    return given


Label = Annotated[int, Field(ge=0, le=255)]
Labels = Annotated[
    tuple[Label, ...],
    Field(min_length=1, max_length=64),
    BeforeValidator(_labels),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0, "maximum": 255}, {"type": "array", "items": {"type": "integer"}}]}),
]
Planes = Annotated[tuple[int | None, int | None], BeforeValidator(_planes), WithJsonSchema({"type": "string", "pattern": r"^\d*:\d*$"})]
EDGE = {"type": "string", "x-unit": "m", "x-between": [["0.1 nm", "1 mm"]]}
Voxel = Annotated[
    Annotated[q.VoxelEdge, Tag(TEXT)] | Annotated[tuple[q.VoxelEdge, q.VoxelEdge, q.VoxelEdge], Tag(LIST)],
    Discriminator(text_or_list),
    BeforeValidator(_edges),
    WithJsonSchema({"anyOf": [EDGE, {"type": "array", "items": EDGE, "minItems": 3, "maxItems": 3}]}),
]


def from_text(text: str) -> dict[str, Any]:
    """The fields of "from volume FILE, phase 0, axis z".

    Raises:
        PydanticCustomError: no such text; a word that is no field.
    """
    begins = BEGINS.match(text)
    if begins is None or len(text) > LONGEST_TEXT:
        raise q.refusal("must be a mapping of fields, or a text that begins with 'from volume'", text, f"Write for example {EXAMPLE}.")
    file, *rest = (part.strip() for part in text[begins.end() :].split(", "))
    fields: dict[str, Any] = {"volume": file.strip("'\"")}
    for part in rest:
        key, _, value = part.partition(" ")
        if key not in IN_TEXT or not value.strip():
            known = ", ".join(IN_TEXT)
            raise q.refusal(f"must go on with one of {known} and its value", part, f"Write for example {EXAMPLE}; or use a mapping.")
        if key in fields:
            raise q.refusal(f"must state {key} once", part, "Remove the second.")
        fields[key] = value.strip()
    return fields
