"""A recipe whose layers come from the layers of a volume, written as a commented file to start from.

What the volume shows (porosity, transport, surface, thickness, particle size) is left to it: `stratode run` measures it there. What it
does not show is written out to be looked over: materials, shares by mass, electrolyte, counter electrode, test.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from stratode.recipe import library
from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.parts import ActiveMaterial
from stratode.recipe.reader import EMPTY
from stratode.structure.boundary import Layering, layering
from stratode.structure.generate.made import Generated, MadeLayer
from stratode.structure.reading.files import open_source, read_labels
from stratode.structure.reading.labels import counted
from stratode.structure.volume import AXES, Volume

NAMES = {1: ("electrode",), 2: ("bottom", "top"), 3: ("bottom", "middle", "top")}
RANGE = re.compile(r"\s*(\d{1,9})\s*:\s*(\d{1,9})\s*")
USUAL, ACTIVE_SHARE = "NMC811", 96.0  # active material and its share of the solids, wt%, where a volume does not tell
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")  # a text that YAML takes as it stands

HEAD = """\
# {title}
# Porosity, ion transport, particle surface and size, and thickness of every layer are measured on {file}.
# What a volume does not show is stated below as a usual cell has it: look over materials, shares, counter electrode and test.
name: {name}
cell: {{format: coin, area: 0.785 cm2}}
temperature: 25 degC
cathode:
  layers:                           # from the current collector to the separator
"""
LAYER = """\
    - name: {name}
      thickness: from volume
      components:
{active}        - {{material: carbon black, share: 2 wt%}}
        - {{material: PVDF, share: rest}}
      transport:
"""
TAIL = """\
separator: {material: PP, thickness: 25 um, porosity: 41 %}
anode:
  lithium: {thickness: 450 um}
electrolyte: {material: LiPF6 in EC:EMC 3:7 (Nyman 2008), concentration: 1 M}
protocol:
  one_c: from design
  window: {lower: 2.7 V, upper: 4.3 V}
  rates: [0.1 C, 0.5 C, 1 C]
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A recipe, and how its layers were told apart.

    Args:
        text: of the file.
        layers: as stated, or as found.
        found: whether they were found.
    """

    text: str
    layers: Layering
    found: bool


def written_recipe(
    volume: str | Path,
    *,
    beside: str | Path,
    layers: Sequence[tuple[int, int]] | str | int = 2,
    phase: int = 0,
    axis: str = "z",
    voxel: str | float | Sequence[str | float] | None = None,
    binder: Sequence[int] = (),
    dataset: str | None = None,
    coarsen: int = 1,
    material: str = USUAL,
    name: str | None = None,
) -> Written:
    """The recipe of an electrode whose layers are those of a volume, from the collector on.

    Args:
        volume: file or folder of labels.
        beside: folder of the recipe, from which it names the volume.
        layers: how many, to be found (:mod:`stratode.structure.boundary`); or their planes, "0:80,80:240" or pairs.
        phase: label of the pores.
        axis: from the collector to the separator.
        voxel: edges of a voxel, with units or in m; None: as the file states them.
        binder: labels of carbon and binder.
        dataset: which one, where the file holds several.
        coarsen: how many voxels along each axis become one.
        material: of the active particles, of the library.
        name: of the cell; that of the file where left out.

    Raises:
        ValueError: the volume cannot be read; planes outside of it; labels that do not occur.
    """
    if axis not in AXES:
        raise refused("axis", "must be z, y or x", axis, "Write z.")
    path = Path(volume)
    with open_source(path, dataset=dataset) as source:
        read = read_labels(source, voxel=voxel)
        stated = source.voxel is not None and voxel is None
    found = isinstance(layers, int)
    laid = layering(read, layers, axis, phase) if isinstance(layers, int) else Layering(_stated(layers, read, axis), 1.0)
    fields = {"volume": _quoted(Path(os.path.relpath(path, beside)).as_posix()), "phase": str(phase), "axis": axis}
    if not stated:
        edges = [f"{1e6 * edge:.9g} um" for edge in read.voxel]
        fields["voxel"] = edges[0] if len(set(edges)) == 1 else f"[{', '.join(edges)}]"
    fields |= {"dataset": _quoted(dataset)} if dataset else {}
    fields |= {"coarsen": str(coarsen)} if coarsen > 1 else {}
    names = NAMES.get(len(laid.planes)) or tuple(f"layer {k + 1}" for k in range(len(laid.planes)))
    drafts = [
        _Draft(
            layer,
            (f"{{material: {_quoted(material)}, share: {ACTIVE_SHARE:g} wt%}}",),
            planes,
            _roles(read, planes, axis, phase, tuple(binder)),
        )
        for layer, planes in zip(names, laid.planes, strict=True)
    ]
    return Written(_text(name or f"cell of {path.name}", path.name, fields, drafts), laid, found)


def recipe_of(generated: Generated, file: str) -> str | None:
    """The recipe of a generated electrode; None of a volume without layers of particles, or with a coating on them.

    Materials and diameters are those that were generated, as far as the library knows the materials; all else is measured on the volume.

    Args:
        generated: what was made.
        file: name of its file, from the recipe's folder.
    """
    drafts = []
    particles = {made.label for layer in generated.layers for made in layer.populations}  # those of a neighbour reach into a layer
    for layer in generated.layers:
        own = [label for label, _ in layer.fractions if label in particles]
        rest = [label for label, _ in layer.fractions if label not in particles and label != 0]
        if len(rest) > 1 or not own or any(_is_conductor(generated.volume.named(label)) for label in rest):
            return None
        roles = {"active": f"[{', '.join(map(str, own))}]", **({"binder": str(rest[0])} if rest else {})}
        drafts.append(_Draft(layer.name, _populations(layer), (layer.start, layer.stop), roles))
    fields = {"volume": _quoted(file), "phase": "0", "axis": "z"}
    return _text(generated.volume.name, Path(file).name, fields, drafts) if drafts else None


def _populations(layer: MadeLayer) -> tuple[str, ...]:
    """The active components of a generated layer; their shares are by mass."""
    materials = [_active(made.material) for made in layer.populations]
    masses = [made.share * material.density for made, material in zip(layer.populations, materials, strict=True)]
    return tuple(
        f"{{material: {_quoted(material.name)}, share: {ACTIVE_SHARE * mass / sum(masses):.6g} wt%, diameter: {2e6 * made.radius:.4g} um}}"
        + ("" if _known(made.material) else f"  # {_one_line(made.material)} is not in the library; {material.name} stands in")
        for made, material, mass in zip(layer.populations, materials, masses, strict=True)
    )


def stand_ins(generated: Generated) -> tuple[str, ...]:
    """A sentence for each active material that the library does not know, which says what stands in for it in the recipe."""
    names = dict.fromkeys(made.material for layer in generated.layers for made in layer.populations)
    return tuple(f"'{name}' is not in the library; {USUAL} stands in for it in the recipe" for name in names if not _known(name))


def _active(name: str) -> ActiveMaterial:
    """The library's material that a name begins with; the usual one where there is none."""
    return _known(name) or cast(ActiveMaterial, library.find(USUAL, kind="active"))


def _known(name: str) -> ActiveMaterial | None:
    """The library's material that a name begins with, "NMC83" of "NMC83 small"; None where there is none."""
    words = name.split()
    for count in range(len(words), 0, -1):
        with suppress(RecipeError):
            return cast(ActiveMaterial, library.find(" ".join(words[:count]), kind="active"))
    return None


def _is_conductor(name: str) -> bool:
    with suppress(RecipeError):
        library.find(name, kind="conductor")
        return True
    return False


@dataclass(frozen=True, slots=True)
class _Draft:
    """A layer as it is written.

    Args:
        name: of the layer.
        active: its active components, as YAML.
        planes: of the volume, first and last excluded.
        roles: of the labels.
    """

    name: str
    active: tuple[str, ...]
    planes: tuple[int, int]
    roles: Mapping[str, str]


def _text(title: str, file: str, fields: Mapping[str, str], layers: Sequence[_Draft]) -> str:
    """The whole recipe; `fields` are those of every layer's transport."""
    text = HEAD.format(title=_one_line(title), file=_one_line(file), name=_quoted(title))
    for layer in layers:
        text += LAYER.format(name=_quoted(layer.name), active="".join(f"        - {one}\n" for one in layer.active))
        own = {**fields, "planes": f"{layer.planes[0]}:{layer.planes[1]}", **layer.roles}
        text += "".join(f"        {key}: {value}\n" for key, value in own.items())
    return text + TAIL


def _stated(layers: Sequence[tuple[int, int]] | str, volume: Volume, axis: str) -> tuple[tuple[int, int], ...]:
    """Planes as stated, checked: within the volume, each after the one before."""
    if isinstance(layers, str):
        matches = [RANGE.fullmatch(part) for part in layers.split(",")]
        pairs = [(int(match[1]), int(match[2])) for match in matches if match]
        broken = len(pairs) < len(matches)
    else:
        pairs, broken = [(int(first), int(last)) for first, last in layers], False
    count = volume.shape[AXES.index(axis)]
    edges = [edge for pair in pairs for edge in pair]
    if broken or not pairs or edges != sorted(edges) or any(a >= b for a, b in pairs) or edges[0] < 0 or edges[-1] > count:
        rule = f"must be planes within 0 and {count}, from the collector on, the last of each excluded"
        raise refused("layers", rule, str(layers), f"Write for example 0:{count // 2},{count // 2}:{count}.")
    return tuple(pairs)


def _roles(volume: Volume, planes: tuple[int, int], axis: str, phase: int, binder: tuple[int, ...]) -> dict[str, str]:
    """Which labels of a layer are active material and which binder, as the recipe states them."""
    along = AXES.index(axis)
    part = volume.labels[tuple(slice(*planes) if k == along else slice(None) for k in range(3))]
    held = [int(label) for label in np.flatnonzero(counted(part))]
    solids = [label for label in held if label != phase and label not in binder]
    if phase not in held or not solids:
        rule = f"must leave pores and active material in planes {planes[0]}:{planes[1]}, which hold labels {', '.join(map(str, held))}"
        raise refused("phase", rule, str(phase), "Correct the label of the pores, or the planes.")
    own = [label for label in binder if label in held]
    roles = {"active": f"[{', '.join(map(str, solids))}]"} if len(solids) > 1 else {}
    return roles | ({"binder": f"[{', '.join(map(str, own))}]"} if own else {})


def _quoted(text: str) -> str:
    """A text as YAML takes it."""
    return text if PLAIN.fullmatch(text) and text not in EMPTY else json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    """A text as a comment takes it."""
    return "".join(c if c.isprintable() else "?" for c in text)
