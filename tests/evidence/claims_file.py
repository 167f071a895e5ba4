"""A claims file in which everything holds together, for tests to break."""

CLAIMS = """\
paper: {name: drawn, title: A cell, doi: 10.0000/example}
common:
  - {one_c: 200 mA/g, at: section 2}
samples:
  thick:
    active: NMC811
    traits: {binder: PVDF}
    slurry: {active: NMC811, parts: {NMC811: 96, carbon: 2, PVDF: 2, NMP: 60}, leaves: [NMP], at: section 2}
    claims:
      - {coating_loading: 22.0 mg/cm2, at: Table 1}
      - {active_mass_share: 96.0 wt%, at: section 2}
      - {specific_capacity: 190 mAh/g, rate: 0.1 C, at: Figure 3}
      - {areal_capacity: 4.01 mAh/cm2, rate: 0.1 C, at: abstract}
      - {specific_capacity: 150 mAh/g, rate: 1 C, at: Figure 3}
      - {rate_retention: 78.9 +- 1 %, rate: 1 C, against: 0.1 C, at: section 3}
  other:
    like: thick
    traits: {binder: ISP}
    claims:
      - {specific_capacity: 175 mAh/g, rate: 1 C, at: Figure 3}
      - {rate_retention: 92 +- 1 %, rate: 1 C, against: 0.1 C, at: section 3}
      - {property: peel strength, value: 59 N/m, at: Figure 4}
statements:
  - {larger: other, than: thick, in: specific_capacity, rate: 1 C, because: binder, at: section 3}
"""
WRONG = CLAIMS.replace("areal_capacity: 4.01 mAh/cm2", "areal_capacity: 6.02 mAh/cm2")
