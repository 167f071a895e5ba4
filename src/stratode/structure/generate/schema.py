"""What a file may ask to be generated, in a lab's words and units: layers, blobs or pillars."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from stratode.recipe import quantities as q
from stratode.recipe.schema_part import MAPPING, TEXT, Name, Part, exactly_one, optional, required, text_or_mapping
from stratode.recipe.schema_size import Lognormal, SizeClass


class Distribution(Part):
    """A distribution of the particles' volume over their diameter; exactly one of lognormal, histogram."""

    lognormal: Lognormal | None = optional("A lognormal distribution.", "{median: 10 um, spread: 1.4}", "the other")
    histogram: tuple[SizeClass, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="Classes of diameters; shares add up to 100 %.",
        examples=["[{diameter: 4 um, share: 30 %}, {diameter: 8 um, share: 70 %}]"],
        json_schema_extra={"x-when-left-out": "the other"},
    )

    @model_validator(mode="after")
    def _one(self) -> Distribution:
        exactly_one(self, "lognormal", "histogram")
        return self


Sizes = Annotated[
    Annotated[q.Diameter, Tag(TEXT)] | Annotated[Distribution, Tag(MAPPING)],
    Discriminator(text_or_mapping),
]
SIZES = "11.3 um"


class Particles(Part):
    """Spheres of one material."""

    material: Name = required("Name of the material; one name is one phase.", "NMC83")
    diameter: Sizes = required("One diameter, or a distribution.", SIZES)
    share: q.ClassShare | None = optional("Share of the volume of the layer's particles.", "50 %", "an equal part of what the others leave")


class Layer(Part):
    """One layer of particles."""

    name: Name | None = optional("A name for tables.", "large", "layer 1, layer 2, ...")
    thickness: q.Thickness = required("Thickness.", "60 um")
    porosity: q.Porosity = required("Share that is neither particle, coating nor binder.", "45 %")
    particles: tuple[Particles, ...] = Field(
        min_length=1,
        max_length=20,
        description="Its particles.",
        examples=["[{material: NMC83, diameter: 11.3 um}]"],
    )
    mixed_over: q.Width | None = optional("Width over which it blends into the layer below.", "20 um", "0 um, a sharp interface")


class Binder(Part):
    """Carbon and binder, as bridges at contacts."""

    fraction: q.Part = required("Share of the volume of each layer.", "7 %")
    name: Name | None = optional("Name of the phase.", "carbon-binder", "carbon-binder")


class Coating(Part):
    """A coating of the particles in patches."""

    material: Name = required("Name of the material.", "LLZO")
    coverage: q.Efficiency = required("Share of the particles' free surface that it covers.", "40 %")
    thickness: q.Diameter = required("Thickness of a patch.", "1 um")
    patch: q.Diameter | None = optional("Width of a patch.", "3 um", "three times its thickness")


class Calendering(Part):
    """Compression after packing; exactly one of porosity, thickness."""

    porosity: q.Porosity | None = optional("Of the whole afterwards.", "30 %", "the other")
    thickness: q.Thickness | None = optional("Of the whole afterwards.", "90 um", "the other")
    overlap: q.Part | None = optional(
        "Depth by which particles may be pressed into each other, over the sum of their radii.", "10 %", "10 %"
    )

    @model_validator(mode="after")
    def _one(self) -> Calendering:
        exactly_one(self, "porosity", "thickness")
        return self


class Resolved(Part):
    """Small particles as spheres."""

    diameter: Sizes = required("One diameter, or a distribution.", "4 um")
    share: q.Part = required("Share of the pillars' volume, beside the large particles, that they take.", "55 %")


class Pillars(Part):
    """Directionally frozen: pillars rich in active material, aligned along z, in electrolyte."""

    thickness: q.Thickness = required("Thickness.", "150 um")
    large: Sizes = required("Diameter of the large particles, or a distribution.", "{lognormal: {median: 9 um, spread: 1.3}}")
    large_fraction: q.VolumeShare = required("Large particles' share of the volume.", "25 %")
    pillar_fraction: q.VolumeShare = required("The pillars' share of the volume, without the large particles.", "45 %")
    spacing: q.Thickness = required("From one pillar to the next.", "25 um")
    elongation: q.Factor | None = optional("Of the pillars along z over across; 1: the isotropic twin.", "10", "10")
    band: q.Factor | None = optional("Relative width of the band of spacings: 0.1 is regular, 0.6 irregular.", "0.3", "0.3")
    resolved: Resolved | None = optional(
        "The small particles in the pillars as spheres.", "{diameter: 4 um, share: 55 %}", "one phase with the electrolyte between them"
    )


class Blobs(Part):
    """Random blobs cut from smoothed noise."""

    size: tuple[q.Thickness, q.Thickness, q.Thickness] = required("Edges along z, y, x.", "[60 um, 60 um, 60 um]")
    fractions: tuple[q.VolumeShare, ...] = Field(
        min_length=1, max_length=20, description="Of phases 1, 2, ...; phase 0 is the rest.", examples=["[40 %, 20 %]"]
    )
    length: q.Diameter = required("Correlation length.", "3 um")
    stretch: tuple[q.Factor, q.Factor, q.Factor] | None = optional("Of that length along z, y, x.", "[3, 1, 1]", "[1, 1, 1]")
    sides: Literal["periodic", "open"] | None = optional("Whether opposite faces continue each other.", "open", "periodic")


LAYERS = "[{thickness: 60 um, porosity: 45 %, particles: [{material: NMC83, diameter: 11.3 um}]}]"


class Request(Part):
    """A volume to generate; exactly one of layers, pillars, blobs. Layers run from the current collector to the separator."""

    name: Name | None = optional("A name for tables and figures.", "large below small", "the file's name")
    voxel: q.Diameter = required("Edge of a voxel.", "0.5 um")
    width: q.Thickness | None = optional("Edge of the square base of layers and pillars.", "60 um", "none for blobs")
    layers: tuple[Layer, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=50,
        description="Layers of particles.",
        examples=[LAYERS],
        json_schema_extra={"x-when-left-out": "one of the others"},
    )
    binder: Binder | None = optional("Carbon and binder between the particles.", "{fraction: 7 %}", "none")
    coating: Coating | None = optional("A coating of the particles.", "{material: LLZO, coverage: 40 %, thickness: 1 um}", "none")
    overlap: q.Part | None = optional("Depth by which particles may be pressed into each other, over the sum of their radii.", "5 %", "5 %")
    calendered: Calendering | None = optional("Compression after packing.", "{porosity: 30 %}", "none")
    pillars: Pillars | None = optional("A directionally frozen structure.", "{thickness: 150 um, ...}", "one of the others")
    blobs: Blobs | None = optional("Random blobs.", "{size: [60 um, 60 um, 60 um], fractions: [50 %], length: 3 um}", "one of the others")

    @model_validator(mode="after")
    def _fitting(self) -> Request:
        exactly_one(self, "layers", "pillars", "blobs")
        for name in ("binder", "coating", "overlap", "calendered"):
            if self.layers is None and getattr(self, name) is not None:
                raise q.refusal("belongs to layers", name, "Remove it, or state layers.", name)
        if (self.blobs is None) != (self.width is not None):
            rule = "must be stated with layers and pillars, and not with blobs, which have a size"
            raise q.refusal(rule, self.width.text if self.width else None, "Write for example width: 60 um.", "width")
        return self
