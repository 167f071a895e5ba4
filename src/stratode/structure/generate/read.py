"""A YAML file that asks for a volume, as the statement of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from stratode.recipe.answers import answer
from stratode.recipe.errors import Problem, RecipeError
from stratode.recipe.reader import Document, read_bytes, read_yaml
from stratode.structure.generate import frozen, schema, simple, sizes, statements
from stratode.structure.generate.make import Statement


def read_statement(path: str | Path) -> Statement:
    """What a YAML file asks to be generated.

    Args:
        path: of the file.

    Raises:
        RecipeError: with every problem found, each with its line; unknown keys with the nearest known.
    """
    path = Path(path)
    return _stated(read_yaml(read_bytes(path), str(path)), path.stem)


def reads_statement(text: str, name: str = "volume") -> Statement:
    """The same from a YAML text.

    Raises:
        RecipeError: as of :func:`read_statement`.
    """
    return _stated(read_yaml(text, name), name)


def _stated(document: Document, name: str) -> Statement:
    content = {"name": name, **document.content} if isinstance(document.content, dict) else document.content
    try:
        return _statement(schema.Request.model_validate(content))
    except ValidationError as error:
        found = answer(error, schema.Request)
    except RecipeError as error:
        found = error
    except ValueError as error:
        found = RecipeError((Problem("", str(error).rstrip("."), "", ""),))
    placed = tuple(replace(p, line=document.line_of(p.field)) if p.line is None else p for p in found.problems)
    raise RecipeError(placed, document.source)


def _statement(asked: schema.Request) -> Statement:
    """The statement of a checked request.

    Raises:
        ValueError: parts that do not fit together.
    """
    if asked.blobs is not None:
        return _blobs(asked, asked.blobs)
    return _frozen(asked, asked.pillars) if asked.pillars is not None else _layered(asked)


def _frozen(asked: schema.Request, pillars: schema.Pillars) -> frozen.Frozen:
    inside: frozen.Blended | frozen.Resolved = frozen.Blended()
    if pillars.resolved is not None:
        inside = frozen.Resolved(_sizes(pillars.resolved.diameter), pillars.resolved.share.value)
    return frozen.Frozen(
        pillars.thickness.value,
        asked.width.value if asked.width is not None else 0.0,
        asked.voxel.value,
        _sizes(pillars.large),
        pillars.large_fraction.value,
        pillars.pillar_fraction.value,
        pillars.spacing.value,
        pillars.elongation.value if pillars.elongation is not None else 10.0,
        pillars.band.value if pillars.band is not None else 0.3,
        inside,
        name=asked.name or "pillars",
    )


def _blobs(asked: schema.Request, blobs: schema.Blobs) -> simple.Blobs:
    z, y, x = (edge.value for edge in blobs.size)
    stretch = (1.0, 1.0, 1.0) if blobs.stretch is None else (blobs.stretch[0].value, blobs.stretch[1].value, blobs.stretch[2].value)
    fractions = tuple(share.value for share in blobs.fractions)
    return simple.Blobs((z, y, x), asked.voxel.value, fractions, blobs.length.value, stretch, blobs.sides != "open", asked.name or "blobs")


def _layered(asked: schema.Request) -> Statement:
    layers = tuple(_layer(layer, f"layer {k}") for k, layer in enumerate(asked.layers or (), 1))
    binder = coating = None
    if asked.binder is not None:
        binder = statements.Binder(asked.binder.fraction.value, asked.binder.name or "carbon-binder")
    if (coat := asked.coating) is not None:
        patch = coat.patch.value if coat.patch is not None else 3.0 * coat.thickness.value
        coating = statements.Coating(coat.material, coat.coverage.value, coat.thickness.value, patch)
    width = asked.width.value if asked.width is not None else 0.0
    overlap = asked.overlap.value if asked.overlap is not None else 0.05
    packing = statements.Layered(layers, width, asked.voxel.value, binder, coating, overlap, asked.name or "layers")
    if (pressed := asked.calendered) is None:
        return packing
    porosity = pressed.porosity.value if pressed.porosity is not None else None
    thickness = pressed.thickness.value if pressed.thickness is not None else None
    return statements.Calendered(packing, porosity, thickness, pressed.overlap.value if pressed.overlap is not None else 0.1)


def _layer(layer: schema.Layer, otherwise: str) -> statements.Layer:
    populations = []
    stated = sum(p.share.value for p in layer.particles if p.share is not None)
    left = [p for p in layer.particles if p.share is None]
    for p in layer.particles:
        share = p.share.value if p.share is not None else (1.0 - stated) / len(left)
        populations.append(statements.Population(p.material, _sizes(p.diameter), share))
    mixed = layer.mixed_over.value if layer.mixed_over is not None else 0.0
    name = layer.name or otherwise
    return statements.Layer(name, layer.thickness.value, layer.porosity.value, tuple(populations), mixed)


def _sizes(given: schema.Sizes) -> sizes.Sizes:
    if not isinstance(given, schema.Distribution):
        return sizes.OneSize(given.value)
    if given.lognormal is not None:
        return sizes.Lognormal(given.lognormal.median.value, given.lognormal.spread.value)
    classes = given.histogram or ()
    return sizes.Listed(tuple(c.diameter.value for c in classes), tuple(c.share.value for c in classes))
