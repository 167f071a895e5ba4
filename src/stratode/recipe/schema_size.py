"""What a recipe may say about the sizes of particles: one diameter, or a distribution by volume."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag, model_validator

from stratode.recipe import quantities as q
from stratode.recipe.schema_part import MAPPING, TEXT, Name, Part, exactly_one, optional, required, text_or_mapping


class Lognormal(Part):
    """A lognormal distribution of the particles' volume over their diameter."""

    median: q.Diameter = required("Diameter that halves the particles' volume, d50.", "10 um")
    spread: q.Spread = required("Geometric standard deviation: 68 % of the volume lies within median / spread to median x spread.", "1.4")


class SizeClass(Part):
    """One class of a measured distribution."""

    diameter: q.Diameter = required("Mean diameter of the class.", "4 um")
    share: q.ClassShare = required("Share of the particles' volume in the class.", "10 %")


class Distribution(Part):
    """A distribution of the particles' volume over their diameter; exactly one of lognormal, histogram, file."""

    lognormal: Lognormal | None = optional("A lognormal distribution.", "{median: 10 um, spread: 1.4}", "one of the others")
    histogram: tuple[SizeClass, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="A measured distribution, class by class; shares add up to 100 %.",
        examples=["[{diameter: 4 um, share: 30 %}, {diameter: 8 um, share: 70 %}]"],
        json_schema_extra={"x-when-left-out": "one of the others"},
    )
    file: Name | None = optional(
        "Name of a CSV file beside the recipe: a header row with the diameter's unit, then diameter and share of each class.",
        "sizes.csv",
        "one of the others",
    )
    classes: int | None = Field(
        default=None,
        ge=1,
        le=20,
        description="Number of particle sizes that stand for the distribution.",
        examples=[5],
        json_schema_extra={"x-when-left-out": "5"},
    )

    @model_validator(mode="after")
    def _one(self) -> Distribution:
        exactly_one(self, "lognormal", "histogram", "file")
        return self


Sizes = Annotated[
    Annotated[q.Diameter, Tag(TEXT)] | Annotated[Distribution, Tag(MAPPING)],
    Discriminator(text_or_mapping),
]
