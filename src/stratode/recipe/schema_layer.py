"""What a recipe may say about a layer: components, transport, electrons, contact, interface."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from stratode.recipe import quantities as q
from stratode.recipe.schema_part import MAPPING, TEXT, Name, Part, exactly_one, optional, required, text_or_mapping
from stratode.recipe.schema_size import Sizes
from stratode.recipe.schema_volume import EXAMPLE, Label, Labels, Planes, Voxel, from_text

LAYERS = "[{loading: 22 mg/cm2, porosity: 30 %, components: [{material: NMC811, share: 96 wt%, diameter: 10 um}, ...]}]"  # an example


class Path(Part):
    """How well a phase conducts ions through a layer; exactly one of the four."""

    bruggeman: q.TransportExponent | None = optional("Exponent b of transport efficiency = volume share^b.", "1.5", "one of the others")
    tau: q.AtLeastOne | None = optional("Tortuosity factor: transport efficiency = volume share / tau.", "2.1", "one of the others")
    efficiency: q.Efficiency | None = optional("Transport efficiency (volume share / tau) itself.", "0.2", "one of the others")
    macmullin: q.AtLeastOne | None = optional("MacMullin number (tau / volume share).", "8", "one of the others")

    @model_validator(mode="after")
    def _one(self) -> Path:
        exactly_one(self, "bruggeman", "tau", "efficiency", "macmullin")
        return self


PathOrNone = Annotated[
    Annotated[Literal["none"], Tag(TEXT)] | Annotated[Path, Tag(MAPPING)],
    Discriminator(text_or_mapping),
]


BESIDE_VOLUME = ("phase", "axis", "voxel", "planes", "active", "binder", "faces", "error", "coarsen", "dataset")


class Transport(Path):
    """How well the pores conduct ions; exactly one of bruggeman, tau, efficiency, macmullin, volume. Beside bruggeman, or a volume with a
    binder label, a carbon-binder domain may hold pores of its own. In one line: from volume electrode.tif, phase 0, axis z."""

    binder_microporosity: q.Microporosity | None = optional(
        "Share of pores within the carbon-binder domain, whose solids are the layer's carbon and binder.", "40 %", "no such domain"
    )
    binder_exponent: q.TransportExponent | None = optional(
        "Exponent of the transport efficiency within the domain, microporosity^exponent; at that of bruggeman the domain changes nothing.",
        "3",
        "no such domain",
    )
    volume: Name | None = optional(
        "A segmented volume that stands for the layer (TIFF, NumPy, HDF5, Zarr, a folder of slices), by its path from the recipe's folder; "
        "porosity, transport and particle surface are measured on it.",
        "electrode.tif",
        "one of the others",
    )
    phase: Label | None = optional("Label of the pores in the volume.", "0", "0")
    axis: Literal["z", "y", "x"] | None = optional("Axis of the volume that runs from the collector to the separator.", "z", "z")
    voxel: Voxel | None = optional("Edge of a voxel, or the edges along z, y and x.", "0.39 um", "as the file states it")
    planes: Planes | None = optional("First and last (excluded) plane along the axis that belong to this layer.", "0:120", "all")
    active: Labels | None = optional(
        "Label or labels of the active material.", "[1, 2]", "the one label that is neither pores nor binder; stated where there are more"
    )
    binder: Labels | None = optional(
        "Label or labels of carbon and binder; the layer's shares then are the volume's.", "2", "carbon and binder lie in the active label"
    )
    faces: Literal["smoothed", "plain"] | None = optional(
        "Whether voxels conduct into each other by the open fraction of their faces, from a smoothed image, or as their labels say.",
        "plain",
        "smoothed",
    )
    error: q.SolverError | None = optional("Largest solver error of the transport efficiency.", "0.1 %", "0.1 %")
    coarsen: int | None = Field(
        default=None,
        ge=1,
        le=32,
        description="How many voxels along each axis become one before anything is measured.",
        examples=[2],
        json_schema_extra={"x-when-left-out": "1"},
    )
    dataset: Name | None = optional("Which dataset of the file.", "/exchange/labels", "the only one")

    @model_validator(mode="after")
    def _one(self) -> Transport:
        exactly_one(self, "bruggeman", "tau", "efficiency", "macmullin", "volume")
        for name in BESIDE_VOLUME:
            if self.volume is None and getattr(self, name) is not None:
                raise q.refusal("belongs to a volume, and none is stated", name, "Add volume: electrode.tif, or remove it.", name)
        labels = [0 if self.phase is None else self.phase, *(self.active or ()), *(self.binder or ())]
        if len(set(labels)) < len(labels):
            received = " and ".join(str(label) for label in sorted({one for one in labels if labels.count(one) > 1}))
            raise q.refusal("must name each label once among phase, active and binder", received, "Remove it from one of them.")
        return self

    @model_validator(mode="after")
    def _domain(self) -> Transport:
        if self.binder_microporosity is not None and self.bruggeman is None and self.binder is None:
            rule = "must stand beside bruggeman, or a volume's binder: a stated tau or efficiency holds the binder's pores already"
            raise q.refusal(rule, self.binder_microporosity.text, "Remove it, or state one of these.", "binder_microporosity")
        for name, other, example in (
            ("binder_microporosity", "binder_exponent", "40 %"),
            ("binder_exponent", "binder_microporosity", "3"),
        ):
            if getattr(self, name) is None and getattr(self, other) is not None:
                raise q.refusal(f"must be stated where {other} is", None, f"Add it, for example {name}: {example}.", name)
        return self


class Component(Part):
    """One solid of a layer: an active material with its particles, carbon, binder, or a conductor of lithium ions."""

    material: Name = required("Name of a material of the library, or of a material file beside the recipe.", "NMC811")
    share: q.Share = required("Share of the layer's solids by mass (wt%), or of the layer by volume (vol%); or 'rest'.", "96 wt%")
    diameter: Sizes | None = optional(
        "Particle diameter of an active material (volume mean), or a distribution of it.",
        "11.3 um",
        "carbon and binder have none; an active material needs it",
    )
    film_resistance: q.ArealResistance | None = optional("Resistance of a coating or film, per particle surface.", "10 ohm cm2", "no film")
    covered: q.Part | None = optional("Share of the particle surface that takes no part.", "10 %", "nothing is covered")
    exchange_factor: q.Factor | None = optional(
        "Factor of a coating on the exchange current; 0, no reaction, in a transport cell only.", "2.0", "1"
    )
    double_layer: q.ArealCapacitance | None = optional("Double-layer capacitance, per particle surface.", "20 uF/cm2", "20 uF/cm2")
    film_capacitance: q.ArealCapacitance | None = optional("Capacitance across the film, per particle surface.", "1 uF/cm2", "none")
    hysteresis: q.HysteresisDecay | None = optional(
        "How fast the potential goes over to the branch of its direction, per unit of stoichiometry passed; or 'off'.",
        "30",
        "the material's, where it has two branches",
    )
    path: PathOrNone | None = optional(
        "How well a conductor of ions reaches through the layer, on its own volume share; or 'none' where its particles do not touch.",
        "{bruggeman: 1.5}",
        "Bruggeman's exponent 1.5",
    )
    ion_conductivity: q.Conductivity | None = optional(
        "Ionic conductivity of a conductor at 25 degC, in place of the material's; its activation energy stays.",
        "0.5 mS/cm",
        "the material's",
    )
    density: q.Density | None = optional("Density, in place of the material's.", "4.75 g/cm3", "the material's")
    diffusivity: q.Diffusivity | None = optional("Lithium diffusivity, in place of the material's.", "1e-14 m2/s", "the material's")
    exchange_current: q.ExchangeCurrent | None = optional(
        "Exchange current at half lithiation and 1 mol/L, in place of the material's.", "5 A/m2", "the material's"
    )
    max_concentration: q.SiteConcentration | None = optional(
        "Lithium concentration of the full host, in place of the material's.", "51765 mol/m3", "the material's"
    )
    conductivity: q.Conductivity | None = optional(
        "Electron conductivity of the solid, in place of the material's. From 5 S/m on it carries the layer's current, below carbon does.",
        "100 S/m",
        "the material's",
    )
    stoichiometry_full: q.Stoichiometry | None = optional(
        "Stoichiometry of the charged (cathode) or lithiated (anode) end of the usual window.", "0.27", "the material's"
    )
    stoichiometry_empty: q.Stoichiometry | None = optional("Stoichiometry of the other end of the window.", "0.91", "the material's")


class Network(Part):
    """A carbon network: sigma = conductivity times powers of carbon content, solids and particle diameter over their references."""

    conductivity: q.Conductivity = required("Effective electron conductivity of the reference layer.", "0.18 S/m")
    at_carbon: q.Porosity = required("Carbon's volume share of the reference layer's solids.", "4.6 vol%")
    at_porosity: q.Porosity = required("Porosity of the reference layer.", "33.5 %")
    at_diameter: q.Diameter = required("Particle diameter of the reference layer.", "10.4 um")
    carbon_exponent: q.SignedExponent = required("Exponent of the carbon content.", "2")
    calendering_exponent: q.SignedExponent = required("Exponent of the solids (1 - porosity).", "1.5")
    size_exponent: q.SignedExponent = required("Exponent of the particle diameter.", "1")


class Electrons(Part):
    """How well the layer conducts electrons: its effective conductivity, or a law of carbon, porosity and particle size."""

    conductivity: q.Conductivity | None = optional("Effective electron conductivity of the layer as it stands.", "10 S/m", "the network's")
    network: Network | None = optional("A carbon-network law.", "{conductivity: 0.18 S/m, at_carbon: 4.6 %, ...}", "the conductivity's")

    @model_validator(mode="after")
    def _one(self) -> Electrons:
        exactly_one(self, "conductivity", "network")
        return self


class Contact(Part):
    """Contact resistance between collector and the layer on it, and how it varies with that layer."""

    resistance: q.ArealResistance = required("Area-specific contact resistance of the reference layer.", "20 ohm cm2")
    at_porosity: q.Porosity | None = optional("Porosity of the reference layer.", "33.5 %", "the resistance holds for any layer")
    at_diameter: q.Diameter | None = optional("Particle diameter of the reference layer.", "10.4 um", "the resistance holds for any layer")
    calendering_exponent: q.SignedExponent | None = optional("How it falls with the solids: R ~ (1 - porosity)^-n.", "1", "0")
    size_exponent: q.SignedExponent | None = optional("How it grows with the particles: R ~ diameter^n.", "0", "0")

    @model_validator(mode="after")
    def _references(self) -> Contact:
        for exponent, reference in (("calendering_exponent", "at_porosity"), ("size_exponent", "at_diameter")):
            if getattr(self, exponent) is not None and getattr(self, reference) is None:
                raise q.refusal(f"must be stated where {exponent} is", None, f"Add {reference} of the layer it was measured on.", reference)
        return self


class Interface(Part):
    """How a layer meets the one before it (towards the collector)."""

    mixed_over: q.Width | None = optional("Width over which the two layers mix (wet on wet).", "20 um", "sharp (dried between coats)")
    contact_resistance: q.ArealResistance | None = optional("Electronic resistance of the interface.", "2 ohm cm2", "none")


class Layer(Part):
    """One porous layer. Two of loading, thickness and porosity close it; more must agree."""

    name: Name | None = optional("A name for tables and figures.", "L", "its number, from the collector")
    loading: q.Loading | None = optional("Mass of all solids per area.", "11 mg/cm2", "follows from the others")
    active_loading: q.Loading | None = optional("Mass of active material per area, in place of loading.", "10.6 mg/cm2", "follows")
    thickness: q.LayerThickness | None = optional("Thickness of the layer; or 'from volume'.", "64 um", "follows from the others")
    porosity: q.Porosity | None = optional("Volume share of the pores.", "55 %", "the volume's, or follows from the others")
    density: q.Density | None = optional("Density of the coating, pores included; in place of porosity.", "2.1 g/cm3", "follows")
    components: tuple[Component, ...] = Field(
        min_length=1, description="The solids of the layer; shares add up to 100 %.", examples=["[{material: NMC811, share: 96 wt%}, ...]"]
    )
    transport: Transport | None = optional(f"Ion transport in the pores; or '{EXAMPLE}'.", "{bruggeman: 1.5}", "Bruggeman's exponent 1.5")
    electrons: Electrons | None = optional(
        "Electron transport in the layer.",
        "{conductivity: 10 S/m}",
        "the host's own where it conducts as graphite does, else a carbon network",
    )
    interface: Interface | None = optional("How it meets the layer before it.", "{mixed_over: 20 um}", "sharp, without resistance")

    @field_validator("transport", mode="before")
    @classmethod
    def _text_or_mapping(cls, given: Any) -> Any:
        return from_text(given) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _asks_a_volume(self) -> Layer:
        if isinstance(self.thickness, str) and (self.transport is None or self.transport.volume is None):
            remedy = f"State it, or write for example transport: {EXAMPLE}."
            raise q.refusal("must be a length where no volume is stated", self.thickness, remedy, "thickness")
        return self
