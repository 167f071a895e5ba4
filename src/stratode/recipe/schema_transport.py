"""What a recipe of a transport cell may say: no battery, but a cell that measures transport (`kind: transport`)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from stratode.recipe import quantities as q
from stratode.recipe.schema_cell import Collector, Electrode, Electrolyte, Lithium, Separator
from stratode.recipe.schema_layer import LAYERS, Contact, Layer
from stratode.recipe.schema_part import Name, Part, exactly_one, optional, required
from stratode.recipe.schema_protocol import steps_field
from stratode.recipe.schema_steps import Item, as_list


class Blocking(Part):
    """A plane that passes no charge but into its double layer: stainless steel, gold."""

    material: Name | None = optional("What it is made of, for tables.", "stainless steel", "stainless steel")
    double_layer: q.ArealCapacitance | None = optional("Double-layer capacitance, per cell area.", "20 uF/cm2", "20 uF/cm2")
    series_resistance: q.ArealResistance | None = optional("Resistance of leads and contact.", "1 ohm cm2", "none")


class End(Part):
    """One end of a transport cell: exactly one of lithium, blocking, layers."""

    lithium: Lithium | None = optional("Lithium metal.", "{thickness: 450 um}", "one of the others")
    blocking: Blocking | None = optional("A plane that blocks.", "{double_layer: 20 uF/cm2}", "one of the others")
    layers: tuple[Layer, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=20,
        description="Layers of a porous electrode, from its collector to the middle; an exchange_factor of 0 makes it block.",
        examples=[LAYERS],
        json_schema_extra={"x-when-left-out": "one of the others"},
    )
    collector: Collector | None = optional("The current collector under the layers.", "{material: aluminium}", "aluminium, 15 um")
    contact_resistance: Contact | None = optional(
        "Contact resistance between collector and coating: a value, or a law.", "20 ohm cm2", "5 ohm cm2, falling with the solids"
    )
    contact_capacitance: q.ArealCapacitance | None = optional(
        "Capacitance across the contact resistance, per cell area.", "10 uF/cm2", "none"
    )

    _value_or_law = field_validator("contact_resistance", mode="before")(Electrode._value_or_law.__func__)  # type: ignore[attr-defined]

    @model_validator(mode="after")
    def _one(self) -> End:
        exactly_one(self, "lithium", "blocking", "layers")
        for name in ("collector", "contact_resistance", "contact_capacitance"):
            if self.layers is None and getattr(self, name) is not None:
                raise q.refusal("belongs to an end of layers", name, "Remove it, or state layers.", name)
        return self


class Between(Part):
    """One piece of the middle: a separator or membrane, or a porous layer that touches no collector."""

    separator: Separator | None = optional("A separator or membrane.", "{thickness: 150 um, porosity: 100 %}", "a layer is stated")
    layer: Layer | None = optional("A porous layer.", "{thickness: 100 um, porosity: 40 %, components: [...]}", "a separator is stated")

    @model_validator(mode="after")
    def _one(self) -> Between:
        exactly_one(self, "separator", "layer")
        return self


class TransportRecipe(Part):
    """A cell that measures transport, as a lab states it. The middle runs from the left end to the right one."""

    kind: Literal["transport"] = required("transport: no battery.", "transport")
    name: Name | None = optional("A name for tables and figures.", "SS/SSE/SS", "the file's name")
    area: q.Area = required("Area of the cell.", "1.13 cm2")
    temperature: q.Temperature | None = optional("Temperature of the test.", "25 degC", "25 degC")
    left: End = required("The left end.", "{blocking: {double_layer: 20 uF/cm2}}")
    middle: tuple[Between, ...] = Field(
        min_length=1,
        max_length=20,
        description="What lies between the ends, from left to right.",
        examples=["[{separator: {thickness: 150 um, porosity: 100 %}}]"],
    )
    right: End = required("The right end.", "{blocking: {double_layer: 20 uF/cm2}}")
    electrolyte: Electrolyte = required("The electrolyte.", "{material: LiPF6 in EC:EMC 3:7 (Nyman 2008), concentration: 1 M}")
    state_of_charge: q.Stoichiometry | None = optional(
        "Share of each host's usual window that is charged, at rest.", "50 %", "50 %, where there are hosts"
    )
    steps: tuple[Item, ...] | None = steps_field("no experiment; impedance alone")

    _one_is_a_list = field_validator("steps", mode="before")(as_list)
