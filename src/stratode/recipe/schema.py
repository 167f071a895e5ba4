"""The recipe as a whole, and its JSON schema for editors and for the reference."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from stratode.recipe import quantities as q
from stratode.recipe.errors import refused
from stratode.recipe.schema_cell import Anode, Electrode, Electrolyte, Housing, Separator, ThermalOrAdiabatic
from stratode.recipe.schema_part import Name, Part, optional, required
from stratode.recipe.schema_protocol import Protocol
from stratode.recipe.schema_transport import TransportRecipe
from stratode.recipe.schema_volume import TEXT_PATTERN
from stratode.recipe.units import Quantity


class Recipe(Part):
    """A cell and its test, as a lab states them. Layers run from the current collector to the separator."""

    name: Name | None = optional("A name for tables and figures.", "chen2024 L-Dry-S, 22 mg/cm2", "the file's name")
    cell: Housing = required("The cell around the electrodes.", "{format: coin, area: 0.785 cm2}")
    temperature: q.Temperature | None = optional("Temperature of the test.", "25 degC", "25 degC")
    thermal: ThermalOrAdiabatic | None = optional(
        "Heat balance of the cell, or 'adiabatic'.", "{heat_transfer: 10 W/(m2 K)}", "isothermal, at the temperature of the test"
    )
    cathode: Electrode = required("The positive electrode.", "{layers: [...]}")
    anode: Anode = required("The negative electrode.", "{lithium: {thickness: 450 um}}")
    separator: Separator | None = optional(
        "The separator.", "{material: PP, thickness: 25 um, porosity: 41 %}", "PP, as the library has it"
    )
    electrolyte: Electrolyte = required("The electrolyte.", "{material: LiPF6 in EC:EMC 3:7 (Nyman 2008), concentration: 1 M}")
    protocol: Protocol = required("The test.", "{window: {lower: 2.7 V, upper: 4.3 V}, rates: [0.1 C, 1 C]}")

    def quantities(self) -> dict[str, Quantity]:
        """Every stated quantity by its path, "cathode.layers.0.loading"."""
        return dict(_walk(self, ""))

    def uncertainties(self) -> dict[str, tuple[float, float, str]]:
        """(value, standard deviation, SI unit) of every quantity that was stated with an uncertainty, by its path."""
        return {
            path: (found.value, found.uncertainty, _si_name(found.kind.si))
            for path, found in self.quantities().items()
            if found.uncertainty is not None
        }


def _si_name(si: str) -> str:
    return "1" if si in ("", "%") else si


def _walk(value: Any, path: str) -> list[tuple[str, Quantity]]:
    """All quantities below a value, with their paths."""
    if isinstance(value, Quantity):
        return [(path, value)]
    if isinstance(value, BaseModel):
        inner = [(field.alias or name, getattr(value, name)) for name, field in type(value).model_fields.items()]
    elif isinstance(value, tuple):
        inner = [(str(i), item) for i, item in enumerate(value)]
    else:
        return []
    return [found for name, item in inner for found in _walk(item, f"{path}.{name}".lstrip("."))]


def json_schema() -> dict[str, Any]:
    """The JSON schema of a recipe file, for editors.

    Beside the usual words every quantity carries `x-unit` (SI), `x-between` (its range) and, where it may be left out,
    `x-when-left-out` (what then holds).
    """
    return _explained(Recipe, "stratode recipe", ("Electrode", "Anode"))


def transport_json_schema() -> dict[str, Any]:
    """The JSON schema of a recipe of a transport cell (`kind: transport`), likewise."""
    return _explained(TransportRecipe, "stratode recipe of a transport cell", ("End",))


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON schema of one kind of recipe.

    Args:
        kind: "battery" or "transport".

    Raises:
        RecipeError: there is no such kind.
    """
    made = {"battery": json_schema, "transport": transport_json_schema}.get(kind)
    if made is None:
        raise refused("kind", "must be battery or transport", kind, "Leave it out for a battery.")
    return made()


def _explained(model: type[BaseModel], title: str, contacts: tuple[str, ...]) -> dict[str, Any]:
    """The schema of a model; `contacts` are the parts whose contact resistance may be a value in place of a law.

    A layer's transport may be a text in place of its fields.
    """
    schema = model.model_json_schema()
    value = schema["$defs"]["Contact"]["properties"]["resistance"]
    for part in contacts:
        contact = schema["$defs"][part]["properties"]["contact_resistance"]
        contact["anyOf"].insert(0, {key: value[key] for key in ("type", "x-unit", "x-between")})
    schema["$defs"]["Layer"]["properties"]["transport"]["anyOf"].insert(0, {"type": "string", "pattern": TEXT_PATTERN})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_without_null(schema), "title": title}


def _without_null(schema: Any) -> Any:
    """The schema without null: a file leaves a field out, it does not state nothing."""
    if isinstance(schema, list):
        return [_without_null(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_null(item) for key, item in schema.items() if (key, item) != ("default", None)}
    choices = [choice for choice in kept.get("anyOf", ()) if choice != {"type": "null"}]
    if "anyOf" in kept:
        del kept["anyOf"]
        kept |= choices[0] if len(choices) == 1 else {"anyOf": choices}
    return kept
