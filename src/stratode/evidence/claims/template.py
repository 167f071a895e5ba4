"""A claims file to begin from: a small example that can be audited as it is, and every quantity that can be claimed, in comments."""

from __future__ import annotations

from collections.abc import Iterator

from stratode.evidence.claims.measures import MEASURES, Measure
from stratode.evidence.claims.reading import KEYS
from stratode.evidence.claims.value import read_value
from stratode.recipe.errors import RecipeError

TOPICS = {  # first quantity -> what it and those after it are about
    "loading": "the coating",
    "specific_capacity": "charge, energy and the cell",
    "conductivity": "transport and methods",
    "oxidation_onset": "stability of the electrolyte",
    "wetting_time": "wetting",
}
EXAMPLES = {  # where the example of the kind would not be one of the quantity
    "faces": "2", "transference": "0.3", "np_ratio": "2.5", "flux_ratio": "4.1", "c_rate": "0.5 C", "mean_voltage": "3.8 V",
    "first_cycle_efficiency": "88.1 %", "coulombic_efficiency": "99.7 %", "lower_cutoff": "2.8 V", "reduction_onset": "0.4 V",
    "coating_density": "2.9 g/cm3", "active_density": "4.7 g/cm3", "carbon_mass_share": "2 wt%", "binder_mass_share": "2 wt%",
    "carbon_density": "1.95 g/cm3", "binder_density": "1.78 g/cm3", "electrolyte_density": "1.2 g/cm3", "particle_diameter": "8 to 12 um",
    "wetting_time": "2 h", "mesh_size": "0.5 um", "lowest_frequency": "0.01 Hz", "effective_diffusivity": "2e-7 cm2/s",
    "salt_diffusivity": "3e-6 cm2/s", "solid_diffusivity": "1e-10 cm2/s", "rate_retention": "63 +- 2 %", "cycle_retention": "91.2 %",
    "cell_mass": "53.1 g", "cell_volume": "17.8 cm3", "conductivity": "1.2 mS/cm", "mass_per_area": "62 mg/cm2",
}  # fmt: skip
UNLISTED = ("loading_meaning",)  # stands for a choice of meaning, not for a number that papers print
CONDITIONS = {"rate": "0.5 C", "against": "0.1 C", "cycle": "100", "since": "1", "temperature": "25 degC"}
HEAD = """\
# Claims of one paper, for: stratode audit THIS_FILE.yaml
# Replace what stands here by what your paper states, and only by that: what is left out is derived or assumed by the audit, and it says so.
# One item, one number, with its unit and with as many digits as are printed: digits are taken as rounding, 16.7 as 16.65 to 16.75.
#   63 +- 2 %     with a stated standard uncertainty        8 to 12 um    a range
#   ~150 um       called approximate: taken as +-10 %       1e-10 cm2/s   a power of ten
# Beside the number an item may say:
#   at: Table 1   where it stands                           note: ...     whatever a reader should know
#   rate: 0.5 C   C-rate of a capacity, energy or current   against: 0.1 C   C-rate of the reference of a retention
#   cycle: 100    number of the cycle (1 where left out)    since: 1         cycle of the reference of a retention
#   temperature: 60 degC   (25 degC where left out)         on: active       basis, where a quantity can be counted on several
paper:
  name: my paper
  title: Its title
  doi: 10.0000/example

# Claims that hold for every sample.
common:
  - {one_c: 200 mA/g, at: experimental section}

samples:
  thick:
    active: NMC811              # ranges of density and voltage are kept for some materials; any name is taken
    traits: {binder: PVDF}      # what sets samples apart, in any words
    slurry:                     # a recipe by mass, where one is stated; `complete: no` where something is left out
      active: NMC811
      parts: {NMC811: 96, carbon black: 2, PVDF: 2, NMP: 60}
      leaves: [NMP]             # what goes away on drying
      at: experimental section
    claims:
      - {coating_loading: 22.0 mg/cm2, at: Table 1}
      - {active_mass_share: 96.0 wt%, at: experimental section}
      - {thickness: ~75 um, at: Figure 2, note: read from a micrograph}
      - {specific_capacity: 190 mAh/g, rate: 0.1 C, at: Figure 3}
      - {areal_capacity: 4.01 mAh/cm2, rate: 0.1 C, at: abstract}
      - {specific_capacity: 150 mAh/g, rate: 1 C, at: Figure 3}
      - {rate_retention: 78.9 +- 1 %, rate: 1 C, against: 0.1 C, at: section 3}
  thick, other binder:
    like: thick                 # all that is not stated here is as in the other sample
    traits: {binder: ISP}
    claims:
      - {specific_capacity: 175 mAh/g, rate: 1 C, at: Figure 3}
      - {areal_capacity: 3.70 mAh/cm2, rate: 1 C, at: Figure 3}
      - {rate_retention: 92 +- 1 %, rate: 1 C, against: 0.1 C, at: section 3}
      - {property: peel strength, value: 59 N/m, at: Figure 4}   # anything that only sentences compare
    # a quantity that is stated here with the same conditions replaces that of the other sample

# Sentences that set two samples beside each other.
statements:
  - {larger: "thick, other binder", than: thick, in: specific_capacity, rate: 1 C, because: binder, at: section 3}
  # - {larger: A, than: B, in: tortuosity, by: 2, at: abstract}    by at least that factor
  # - {twin: A, of: B, at: section 2}    A is B without its direction: the same loading and thickness, another structure
  # - {same: A, and: B, at: section 2}   one electrode, of which only the loading differs

# Every quantity that can be claimed, with an example of its unit.
"""


def template() -> str:
    """The file as text."""
    return HEAD + "\n".join(_quantities()) + "\n"


def _quantities() -> Iterator[str]:
    """A comment for each quantity, under its topic."""
    for name, measure in MEASURES.items():
        if name in TOPICS:
            yield f"#\n# {TOPICS[name]}"
        if name in UNLISTED:
            continue
        item = f"#   - {{{name}: {example(measure)}{''.join(f', {key}: {CONDITIONS[key]}' for key in _keys(measure))}}}"
        yield f"{item:<62} {measure.noun}" + (f"; on: {' | '.join(measure.bases)}" if measure.bases else "")


def example(measure: Measure) -> str:
    """A value that is accepted for a quantity."""
    stated = EXAMPLES.get(measure.name, measure.kind.example)
    try:
        read_value(stated, measure, measure.name)
    except RecipeError:  # a length of 25 um is no example of a small one
        return measure.text(measure.si(0.5 * (measure.low + measure.high)))
    return stated


def _keys(measure: Measure) -> Iterator[str]:
    """Conditions of a quantity as a claims file calls them; a first cycle and room temperature go without saying."""
    for key, name in KEYS.items():
        if name in measure.depends_on and (key != "cycle" or "since" in [k for k, n in KEYS.items() if n in measure.depends_on]):
            yield key
