"""A recipe that states whatever a battery may state beside the starters, and ways to use each of it wrongly. Plain data."""

from __future__ import annotations

from typing import Any

DEEP = """
name: all of it
cell: {format: coin, area: 1.13 cm2}
temperature: 40 degC
thermal: {heat_capacity: 3 J/K, heat_transfer: 10 W/(m2 K), surface: 6 cm2, ambient: 25 degC}
cathode:
  contact_capacitance: 10 uF/cm2
  layers:
    - name: composite
      loading: 20 mg/cm2
      porosity: 35 %
      components:
        - material: NMC811
          share: 88 wt%
          diameter: {lognormal: {median: 10 um, spread: 1.4}, classes: 3}
          film_resistance: 5 ohm cm2
          film_capacitance: 1 uF/cm2
          double_layer: 30 uF/cm2
          hysteresis: "off"
        - {material: carbon black, share: 4 wt%}
        - {material: LLZO, share: rest, path: {tau: 3}, ion_conductivity: 0.5 mS/cm}
      transport: {bruggeman: 1.5, binder_microporosity: 40 %, binder_exponent: 3}
    - name: top
      loading: 10 mg/cm2
      porosity: 40 %
      components:
        - material: NMC811
          share: 90 wt%
          diameter: {histogram: [{diameter: 4 um, share: 30 %}, {diameter: 8 um, share: 70 %}]}
        - {material: carbon black, share: 4 wt%}
        - {material: ISP50, share: rest, path: none}
separator: {conductor: LLZTO, thickness: 30 um, porosity: 30 %, share: 70 vol%, transport: {tau: 1.5}, path: {efficiency: 50 %}}
anode:
  lithium: {thickness: 50 um, double_layer: 20 uF/cm2, film_capacitance: 2 uF/cm2}
electrolyte: {conductivity: 0.4 mS/cm, diffusivity: 1e-11 m2/s, transference: 1, concentration: 1.2 M}
protocol: {one_c: 200 mA/g, window: {lower: 2.7 V, upper: 4.3 V}, rates: [0.1 C]}
"""

LAYER = "cathode.layers.0"
ACTIVE, CARBON, GARNET = (f"{LAYER}.components.{i}" for i in range(3))

# what is put where, and a field that must then be named; None takes the field away
WRONG_USES: tuple[tuple[str, Any, str], ...] = (
    ("thermal", "isothermal", "thermal"),
    ("thermal.specific_heat", "1000 J/(kg K)", "thermal"),
    ("thermal.heat_transfer", "10 W/m2", "thermal.heat_transfer"),
    ("thermal.surface", "6 cm", "thermal.surface"),
    ("thermal.ambient", "500 degC", "thermal.ambient"),
    ("cathode.contact_capacitance", "10 uF", "cathode.contact_capacitance"),
    ("anode.contact_capacitance", "10 uF/cm2", "anode.contact_capacitance"),
    (f"{ACTIVE}.diameter.file", "sizes.csv", f"{ACTIVE}.diameter"),
    (f"{ACTIVE}.diameter.lognormal", None, f"{ACTIVE}.diameter"),
    (f"{ACTIVE}.diameter.classes", "40", f"{ACTIVE}.diameter.classes"),
    (f"{ACTIVE}.diameter.lognormal.spread", "0.5", f"{ACTIVE}.diameter.lognormal.spread"),
    (f"{ACTIVE}.diameter", {"file": "nowhere.csv"}, f"{ACTIVE}.diameter.file"),
    ("cathode.layers.1.components.0.diameter.histogram.0.share", "50 %", "cathode.layers.1.components.0.diameter.histogram"),
    ("cathode.layers.1.components.0.diameter.histogram.1.diameter", "4 um", "cathode.layers.1.components.0.diameter.histogram"),
    (f"{ACTIVE}.double_layer", "30 uF/g", f"{ACTIVE}.double_layer"),
    (f"{ACTIVE}.hysteresis", "20", f"{ACTIVE}.hysteresis"),
    (f"{ACTIVE}.hysteresis", "on", f"{ACTIVE}.hysteresis"),
    (f"{ACTIVE}.exchange_factor", "0", f"{ACTIVE}.exchange_factor"),
    (f"{ACTIVE}.path", "none", f"{ACTIVE}.path"),
    (f"{CARBON}.ion_conductivity", "1 mS/cm", f"{CARBON}.ion_conductivity"),
    (f"{CARBON}.double_layer", "30 uF/cm2", f"{CARBON}.double_layer"),
    (f"{GARNET}.diameter", "1 um", f"{GARNET}.diameter"),
    (f"{GARNET}.path", "nowhere", f"{GARNET}.path"),
    (f"{GARNET}.path.bruggeman", "1.5", f"{GARNET}.path"),
    (f"{GARNET}.path", {"efficiency": "60 %"}, f"{GARNET}.path.efficiency"),
    (f"{LAYER}.transport.binder_microporosity", "98 %", f"{LAYER}.transport.binder_microporosity"),
    (f"{LAYER}.transport.binder_exponent", None, f"{LAYER}.transport.binder_exponent"),
    (f"{LAYER}.transport", {"tau": "2", "binder_microporosity": "40 %", "binder_exponent": "3"}, f"{LAYER}.transport.binder_microporosity"),
    ("separator.share", "90 vol%", "separator.share"),
    ("separator.share", "20 vol%", "separator.density"),
    ("separator.conductor", None, "separator.share"),
    ("separator.conductor", "PVDF", "separator.conductor"),
    ("separator.path", {"efficiency": "80 %"}, "separator.path.efficiency"),
    ("separator.thickness", None, "separator.thickness"),
    ("anode.lithium.double_layer", "20 uF", "anode.lithium.double_layer"),
    ("electrolyte.transference", "1.1", "electrolyte.transference"),
    ("kind", "transport", "kind"),
)
