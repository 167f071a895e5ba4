"""Builds a transport cell from its recipe: two ends, what lies between them, and what is done with it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from stratode.recipe import defaults, parts
from stratode.recipe.basis import Basis
from stratode.recipe.bench import Bench
from stratode.recipe.build import Together
from stratode.recipe.build_ends import CATHODE, build_foil, build_lithium
from stratode.recipe.build_law import contact_law
from stratode.recipe.build_layer import build_layer, build_layers
from stratode.recipe.build_middle import build_electrolyte, build_separator
from stratode.recipe.build_steps import build_experiment
from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.schema_cell import Separator
from stratode.recipe.schema_layer import Layer
from stratode.recipe.schema_transport import Between, Blocking, End, TransportRecipe
from stratode.recipe.volumes import Measure

Ends = parts.LithiumMetal | parts.BlockingElectrode | parts.Electrode


def build_transport(
    recipe: TransportRecipe, folder: str | Path | None = None, more_classes: int = 0, measure: Measure | None = None
) -> parts.TransportCell:
    """The transport cell that a recipe describes.

    Args:
        recipe: as loaded.
        folder: where the recipe's own material files lie.
        more_classes: particle sizes more (or fewer) than stated for every distribution.
        measure: measures the volumes that layers name; None: there are none.

    Raises:
        RecipeError: unknown materials, layers that do not close, steps that cannot be used, with the path of each field.
    """
    bench = Bench(Path(folder) if folder is not None else None, more_classes=more_classes, measurer=measure)
    together = Together()
    left = together.part(lambda: _end(recipe.left, bench, "left"))
    middle = together.part(lambda: _middle(recipe.middle, bench))
    right = together.part(lambda: _end(recipe.right, bench, "right"))
    electrolyte = together.part(lambda: build_electrolyte(recipe.electrolyte, bench))
    experiment = together.part(lambda: _experiment(recipe, bench))
    together.check()
    _check_solids(left, middle, right)
    return parts.TransportCell(
        name=recipe.name or "transport cell",
        left=left,
        middle=middle,
        right=right,
        electrolyte=electrolyte,
        area=recipe.area.value,
        temperature=bench.value(recipe.temperature, defaults.TEMPERATURE, "temperature"),
        state_of_charge=_state_of_charge(recipe, (left, *middle, right), bench),
        assumptions=tuple(bench.assumptions),
        experiment=experiment,
    )


def _check_solids(left: Ends, middle: tuple[parts.Separator | parts.Layer, ...], right: Ends) -> None:
    """The solids of the middle touch no collector, so that no layer of it may touch a porous end; raises RecipeError."""
    for side, end, index in (("left", left, 0), ("right", right, len(middle) - 1)):
        if isinstance(end, parts.Electrode) and isinstance(middle[index], parts.Layer):
            rule = f"must not touch the layers of the {side} end: its solid would be joined to their collector"
            remedy = f"Put a separator between them, or state the layer among those of the {side} end."
            raise refused(f"middle.{index}.layer", rule, None, remedy)


def _end(stated: End, bench: Bench, field: str) -> Ends:
    """One end; the exchange factor of its layers may be 0, and they then block."""
    if stated.lithium is not None:
        return build_lithium(stated.lithium, bench, f"{field}.lithium")
    if stated.layers is None:
        return _blocking(stated.blocking or Blocking(), bench, field)
    layers = build_layers(stated.layers, bench, field)
    return parts.Electrode(
        layers=tuple(_named(layer, told, field) for layer, told in zip(layers, stated.layers, strict=True)),
        collector=build_foil(stated.collector, CATHODE.foil, CATHODE.thickness, bench, f"{field}.collector"),
        contact=contact_law(stated.contact_resistance, bench, f"{field}.contact_resistance", CATHODE.contact),
        first_cycle_loss=0.0,
        contact_capacitance=stated.contact_capacitance.value if stated.contact_capacitance else 0.0,
    )


def _blocking(stated: Blocking, bench: Bench, field: str) -> parts.BlockingElectrode:
    if stated.material is None:
        bench.assume(f"{field}.blocking.material", "stainless steel", "assumed: the usual blocking electrode")
    return parts.BlockingElectrode(
        name=stated.material or "stainless steel",
        double_layer=bench.double_layer(stated.double_layer),
        series_resistance=stated.series_resistance.value if stated.series_resistance else 0.0,
    )


def _named(layer: parts.Layer, stated: Layer, side: str) -> parts.Layer:
    """The layer; one without a name is told apart from those of the other parts of the cell."""
    return layer if stated.name is not None else replace(layer, name=f"{side} {layer.name}")


def _middle(stated: tuple[Between, ...], bench: Bench) -> tuple[parts.Separator | parts.Layer, ...]:
    """Separators and layers from left to right."""
    together = Together()
    before = (None, *stated)
    built = [together.part(partial(_between, piece, before[i], i, bench)) for i, piece in enumerate(stated)]
    together.check()
    return tuple(built)


def _between(stated: Between, before: Between | None, index: int, bench: Bench) -> parts.Separator | parts.Layer:
    """One piece of the middle; how layers meet is stated where two of them touch."""
    field = f"middle.{index}"
    if stated.layer is None:
        return build_separator(stated.separator or Separator(), bench, f"{field}.separator")
    touches = before is not None and before.layer is not None
    if stated.layer.interface is not None and not touches:
        remedy = "Remove it; an interface is where two layers touch."
        raise refused(f"{field}.layer.interface", "must not be stated for a layer that no other precedes", None, remedy)
    layer = build_layer(stated.layer, int(touches), bench, f"{field}.layer")
    return layer if stated.layer.name is not None else replace(layer, name=f"middle {index + 1}")


def _state_of_charge(recipe: TransportRecipe, pieces: tuple[object, ...], bench: Bench) -> float:
    """The stated state of charge; where nothing hosts lithium there is none, and it must not be stated."""
    hosts = any(isinstance(piece, parts.Electrode | parts.Layer) for piece in pieces)
    if hosts:
        return bench.value(recipe.state_of_charge, defaults.STATE_OF_CHARGE, "state_of_charge")
    if recipe.state_of_charge is not None:
        rule = "must not be stated where nothing hosts lithium"
        raise refused("state_of_charge", rule, recipe.state_of_charge.text, "Remove it.")
    return 0.0


def _experiment(recipe: TransportRecipe, bench: Bench) -> parts.Experiment | None:
    """The experiment of the stated steps; currents are per area or in A, there is neither 1C nor a voltage window."""
    if recipe.steps is None:
        return None
    try:
        return build_experiment(recipe.steps, None, Basis(area=recipe.area.value), bench, "")
    except RecipeError as error:
        raise RecipeError(tuple(replace(p, field=p.field.lstrip(".")) for p in error.problems), error.source) from error
