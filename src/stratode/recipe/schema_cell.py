"""What a recipe may say about electrodes, separator, electrolyte and the cell around them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from stratode.recipe import quantities as q
from stratode.recipe.schema_layer import LAYERS, Contact, Layer, Path, PathOrNone
from stratode.recipe.schema_part import MAPPING, TEXT, Name, Part, exactly_one, optional, required, text_or_mapping


class Collector(Part):
    """A current collector."""

    material: Name | None = optional("Name of the foil's material.", "aluminium", "aluminium at the cathode, copper at the anode")
    thickness: q.Thickness | None = optional("Thickness of the foil.", "15 um", "15 um at the cathode, 8 um at the anode")


class Electrode(Part):
    """A porous electrode on its collector."""

    collector: Collector | None = optional("The current collector.", "{material: aluminium, thickness: 15 um}", "aluminium, 15 um")
    contact_resistance: Contact | None = optional(
        "Contact resistance between collector and coating: a value, or a law.", "20 ohm cm2", "5 ohm cm2, falling with the solids"
    )
    contact_capacitance: q.ArealCapacitance | None = optional(
        "Capacitance across the contact resistance, per cell area.", "10 uF/cm2", "none"
    )
    first_cycle_loss: q.Part | None = optional("Share of the first charge that does not come back.", "8 %", "10 % (cathode), 8 % (anode)")
    layers: tuple[Layer, ...] = Field(
        min_length=1, max_length=20, description="Layers, from the collector to the separator.", examples=[LAYERS]
    )

    @field_validator("contact_resistance", mode="before")
    @classmethod
    def _value_or_law(cls, given: Any) -> Any:
        return {"resistance": given} if isinstance(given, str | int | float) else given


class Lithium(Part):
    """A lithium-metal foil."""

    thickness: q.Thickness | None = optional("Thickness of the lithium as assembled.", "450 um", "the library's")
    exchange_current: q.ExchangeCurrent | None = optional("Exchange current at 1 mol/L.", "10 A/m2", "the library's")
    film_resistance: q.ArealResistance | None = optional("Resistance of the film on the lithium.", "5 ohm cm2", "the library's")
    double_layer: q.ArealCapacitance | None = optional("Double-layer capacitance.", "20 uF/cm2", "20 uF/cm2")
    film_capacitance: q.ArealCapacitance | None = optional("Capacitance across the film.", "1 uF/cm2", "none")
    collector: Collector | None = optional("Foil behind the lithium.", "{material: copper, thickness: 8 um}", "none")


class Anode(Part):
    """The counter electrode: lithium metal, or a porous electrode of layers."""

    lithium: Lithium | None = optional("Lithium metal.", "{thickness: 450 um}", "layers are stated")
    collector: Collector | None = optional("The current collector under the layers.", "{material: copper, thickness: 8 um}", "copper, 8 um")
    contact_resistance: Contact | None = optional("Contact resistance between collector and coating.", "5 ohm cm2", "5 ohm cm2")
    contact_capacitance: q.ArealCapacitance | None = optional(
        "Capacitance across the contact resistance, per cell area.", "10 uF/cm2", "none"
    )
    first_cycle_loss: q.Part | None = optional("Share of the first lithiation that does not come back.", "8 %", "8 %")
    layers: tuple[Layer, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=20,
        description="Layers, from the collector to the separator.",
        examples=[LAYERS],
        json_schema_extra={"x-when-left-out": "lithium is stated"},
    )

    _value_or_law = field_validator("contact_resistance", mode="before")(Electrode._value_or_law.__func__)  # type: ignore[attr-defined]

    @model_validator(mode="after")
    def _one(self) -> Anode:
        exactly_one(self, "lithium", "layers")
        for name in ("collector", "contact_resistance", "contact_capacitance", "first_cycle_loss"):
            if self.lithium is not None and getattr(self, name) is not None:
                raise q.refusal("must not be stated beside lithium", name, "Move it into lithium, or remove it.", name)
        return self


class Separator(Part):
    """The separator, or a membrane in its place: of electrolyte (porosity 100 %), of a conductor (porosity 0 %), or of both."""

    material: Name | None = optional("Name of a separator of the library.", "PP", "PP, unless the membrane is stated in full")
    thickness: q.Thickness | None = optional("Thickness.", "25 um", "the material's usual one")
    porosity: q.MembranePorosity | None = optional(
        "Volume share of the pores, which electrolyte fills.", "41 %", "the material's usual one; what a conductor leaves"
    )
    density: q.Density | None = optional("Density of the solid.", "0.9 g/cm3", "the material's, or the conductor's")
    transport: Path | None = optional("Ion transport in the pores.", "{bruggeman: 1.5}", "Bruggeman's exponent 1.5")
    conductor: Name | None = optional("Name of a conductor of lithium ions in the membrane.", "LLZO", "none")
    share: q.VolumeShare | None = optional("Volume share of the conductor.", "60 vol%", "all that is not pores")
    path: PathOrNone | None = optional(
        "How well the conductor reaches through the membrane, on its own volume share; or 'none' where its particles do not touch.",
        "{bruggeman: 1.5}",
        "Bruggeman's exponent 1.5; 1 in a dense membrane",
    )

    @model_validator(mode="after")
    def _conductor(self) -> Separator:
        for name in ("share", "path"):
            if getattr(self, name) is not None and self.conductor is None:
                raise q.refusal("belongs to a conductor, and none is stated", name, "Add conductor: LLZO, or remove it.", name)
        return self


class Electrolyte(Part):
    """The electrolyte: one of the library, or stated numbers; a number beside a material takes the place of the material's."""

    material: Name | None = optional("Name of an electrolyte of the library.", "LiPF6 in EC:EMC 3:7 (Nyman 2008)", "all numbers are stated")
    concentration: q.Concentration | None = optional("Salt concentration as filled.", "1 M", "1 M")
    density: q.Density | None = optional("Density.", "1.2 g/cm3", "the material's, or 1.2 g/cm3")
    diffusivity: q.Diffusivity | None = optional("Salt diffusivity.", "3e-10 m2/s", "the material's")
    conductivity: q.Conductivity | None = optional("Ionic conductivity.", "0.95 S/m", "the material's")
    transference: q.Transference | None = optional("Transference number of lithium, t+0.", "0.26", "the material's")
    thermodynamic_factor: q.ThermodynamicFactor | None = optional("1 + dln f/dln c.", "1.5", "the material's, or 1")
    solubility: q.Concentration | None = optional("Salt concentration at which salt precipitates.", "3 M", "the material's, or none known")

    @model_validator(mode="after")
    def _complete(self) -> Electrolyte:
        if self.material is None:
            missing = [n for n in ("diffusivity", "conductivity", "transference") if getattr(self, n) is None]
            if missing:
                raise q.refusal(
                    "must be stated where no material is", None, "Add it, or name a material: LiPF6 in EC:EMC 3:7 (Nyman 2008).", missing[0]
                )
        return self


class Filling(Part):
    """How much electrolyte a coin cell holds; exactly one of the two."""

    volume: q.Volume | None = optional("Volume filled in.", "70 uL", "the mass is stated")
    mass: q.Mass | None = optional("Mass filled in.", "84 mg", "the volume is stated")

    @model_validator(mode="after")
    def _one(self) -> Filling:
        exactly_one(self, "volume", "mass")
        return self


COIN_ONLY = ("electrolyte", "case_mass", "case_volume")
POUCH_ONLY = ("faces", "ec_ratio", "tab_mass", "film_thickness", "film_mass", "seal_margin")


class Housing(Part):
    """The cell around the electrodes: a coin cell, or a stacked pouch cell."""

    format: Literal["coin", "pouch"] = required("coin or pouch.", "coin")
    area: q.Area = required("Coated area of the cathode (pouch: of one cathode face).", "0.785 cm2")
    electrolyte: Filling | None = optional(
        "Coin: how much electrolyte is filled in.", "{volume: 70 uL}", "the pores are full, nothing beside"
    )
    case_mass: q.Mass | None = optional("Coin: mass of the case.", "3 g", "not counted")
    case_volume: q.Volume | None = optional("Coin: outer volume of the case.", "1 mL", "not counted")
    faces: int | None = Field(
        default=None,
        ge=1,
        le=10_000,
        description="Pouch: coated cathode faces in the stack (a double-sided sheet has two).",
        examples=[20],
        json_schema_extra={"x-when-left-out": "2: one double-sided sheet"},
    )
    ec_ratio: q.ECRatio | None = optional("Pouch: electrolyte mass over capacity.", "2.5 g/Ah", "the pores are full, nothing beside")
    tab_mass: q.Mass | None = optional("Pouch: mass of the tabs.", "0.5 g", "not counted")
    film_thickness: q.Thickness | None = optional("Pouch: thickness of the packaging film.", "113 um", "the library's")
    film_mass: q.FilmMass | None = optional(
        "Pouch: mass of the packaging film per area.", "15 mg/cm2", "thickness times the library's density"
    )
    seal_margin: q.Margin | None = optional("Pouch: film beyond the stack on each side.", "5 mm", "5 mm")

    @model_validator(mode="after")
    def _own_fields(self) -> Housing:
        for name in POUCH_ONLY if self.format == "coin" else COIN_ONLY:
            if getattr(self, name) is not None:
                other = "pouch" if self.format == "coin" else "coin"
                raise q.refusal(
                    f"belongs to a {other} cell, this is a {self.format} cell", name, f"Remove it, or write format: {other}.", name
                )
        return self


class Thermal(Part):
    """One temperature for the whole cell: what it stores, and what it gives to the room."""

    heat_capacity: q.HeatCapacity | None = optional("Heat capacity of the whole cell.", "60 J/K", "its mass times the specific heat")
    specific_heat: q.SpecificHeat | None = optional("Specific heat of the cell.", "1000 J/(kg K)", "1000 J/(kg K)")
    heat_transfer: q.HeatTransfer | None = optional("Heat transfer coefficient to the room; 0: adiabatic.", "10 W/(m2 K)", "10 W/(m2 K)")
    surface: q.Area | None = optional("Surface of the cell that gives heat.", "50 cm2", "both outer faces: twice the coated area")
    ambient: q.Temperature | None = optional("Temperature of the room.", "25 degC", "that of the test")

    @model_validator(mode="after")
    def _one(self) -> Thermal:
        if self.heat_capacity is not None and self.specific_heat is not None:
            exactly_one(self, "heat_capacity", "specific_heat")
        return self


ThermalOrAdiabatic = Annotated[
    Annotated[Literal["adiabatic"], Tag(TEXT)] | Annotated[Thermal, Tag(MAPPING)],
    Discriminator(text_or_mapping),
]
