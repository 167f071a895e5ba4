"""Validity of what was measured: solid diffusivities, spectra, depolarisation, activation energies, structures, windows."""

from math import log10

import pytest
from tests.evidence.rules.stated import looked, paper, sample

from stratode.evidence.finding import Severity
from stratode.evidence.rules import kinetics, relaxation, solid, structure, windows

HIGH, MEDIUM = Severity.HIGH, Severity.MEDIUM
IONIC = "active: NMC811\ntraits: {electrolyte: IP}"


def severities(family, rule, *claims):
    found, _ = looked(family, rule, paper(sample(*claims)))
    return [finding.severity for finding in found]


# ------------------------------------------------------------------------------------------------------------------------ solid


def test_a_diffusivity_that_evens_particles_at_once():
    claims = ('solid_diffusivity: 1.43e-8 cm2/s, "on": GITT', "particle_diameter: 8 to 12 um", "specific_capacity: 103.1 mAh/g, rate: 3 C")
    found, made = looked(solid, "diffusivity against particles", paper(sample(*claims)))
    assert [f.severity for f in found] == [HIGH]
    assert len(made) == 1
    assert "11.1 to 25.3 s" in found[0].title
    assert "1200 s" in found[0].title
    assert found[0].margin == pytest.approx(40 / 25.2, rel=0.02)  # r^2/D of 6 um against a thirtieth of 1200 s


def test_without_a_rate_a_minute_counts():
    claims = ('solid_diffusivity: 1.7e-7 cm2/s, "on": GITT', "particle_diameter: 10 to 10 um")
    found, _ = looked(solid, "diffusivity against particles", paper(sample(*claims)))
    assert [f.severity for f in found] == [HIGH]
    assert "1.43 to 1.52 s" in found[0].title


def test_a_slow_discharge_makes_no_diffusivity_doubtful():
    claims = ('solid_diffusivity: 5e-11 cm2/s, "on": GITT', "particle_diameter: 10 um", "specific_capacity: 200 mAh/g, rate: 0.002 C")
    assert severities(solid, "diffusivity against particles", *claims) == []


def test_a_spectrum_may_resolve_what_a_pulse_does_not():
    claims = ('solid_diffusivity: 1e-7 cm2/s, "on": EIS', "particle_diameter: 10 um")
    assert severities(solid, "diffusivity against particles", *claims) == [MEDIUM]


@pytest.mark.parametrize("claim", ['solid_diffusivity: 2e-10 cm2/s, "on": GITT', 'solid_diffusivity: 1.43e-8 cm2/s, "on": model'])
def test_a_slow_diffusivity_or_that_of_a_model_is_left_alone(claim):
    claims = (claim, "particle_diameter: 8 to 12 um", "specific_capacity: 103.1 mAh/g, rate: 3 C")
    assert severities(solid, "diffusivity against particles", *claims) == []


@pytest.mark.parametrize(("lowest", "expected"), [("0.1 Hz", [MEDIUM]), ("0.01 Hz", [MEDIUM]), ("1e-3 Hz", [])])
def test_a_spectrum_must_go_a_decade_below_the_arc(lowest, expected):
    claims = ('solid_diffusivity: 1e-10 cm2/s, "on": EIS', f"lowest_frequency: {lowest}")
    found, made = looked(solid, "line below the arc", paper(sample(*claims)))
    assert [f.severity for f in found] == expected
    assert len(made) == 1
    if found:
        assert f"at most {0.2 - log10(float(lowest.split()[0])):.1f} decades" in found[0].title  # 1 / (2 pi 0.1 s) = 1.6 Hz


# ------------------------------------------------------------------------------------------------------------------- relaxation


@pytest.mark.parametrize(("diffusivity", "expected", "share"), [
    ("4.4e-9 cm2/s", [HIGH], "9%"), ("2.5e-8 cm2/s", [MEDIUM], "49%"), ("1.4e-7 cm2/s", [], ""),
])  # fmt: skip
def test_a_polarisation_short_of_the_relaxation_time(diffusivity, expected, share):
    claims = ("polarisation_time: 2 h", "thickness: 600 um", f"effective_diffusivity: {diffusivity}")
    found, made = looked(relaxation, "polarised to a steady gradient", paper(sample(*claims)))
    assert [f.severity for f in found] == expected
    assert len(made) == 1
    assert all(share in f.title for f in found)


# --------------------------------------------------------------------------------------------------------------------- kinetics


def energies(first, second, *more):
    one = sample(f"activation_energy: {first} kJ/mol", *more[:1], name="with")
    return paper(one, sample(f"activation_energy: {second} kJ/mol", *more[1:], name="without"))


def test_activation_energies_without_resistances():
    found, _ = looked(kinetics, "activation energies against resistances", energies(29.76, 33.17))
    assert [f.severity for f in found] == [MEDIUM]
    assert "3.96" in found[0].title
    assert "3.96" in found[0].readings[0]


@pytest.mark.parametrize(("second", "expected"), [("39 ohm cm2", []), ("12 ohm cm2", [MEDIUM])])
def test_activation_energies_with_resistances(second, expected):
    resistances = ("charge_transfer_resistance: 10 ohm cm2", f"charge_transfer_resistance: {second}")
    found, made = looked(kinetics, "activation energies against resistances", energies(29.76, 33.17, *resistances))
    assert [f.severity for f in found] == expected
    assert len(made) == 1


def test_activation_energies_that_are_alike_need_nothing():
    assert looked(kinetics, "activation energies against resistances", energies(30.0, 30.2)) == ([], [])


# -------------------------------------------------------------------------------------------------------------------- structure


@pytest.mark.parametrize(("twin", "expected"), [("5.6", [MEDIUM]), ("1.9", [])])
def test_an_isotropic_twin_lies_between_the_directions(twin, expected):
    directed, even = sample("tortuosity: 1.2", "flux_ratio: 1.81", name="directed"), sample(f"tortuosity: {twin}", name="even")
    found, made = looked(structure, "isotropic twin", paper(directed, even, statements=("twin: even, of: directed",)))
    assert [f.severity for f in found] == expected
    assert len(made) == 1
    if found:
        assert found[0].margin == pytest.approx(5.55 / (1.815 * 1.25), rel=0.02)  # 2.17 in the plane, digits used up


@pytest.mark.parametrize(("second", "expected"), [("8.9e-8", [MEDIUM]), ("3.0e-8", [])])
def test_diffusivities_in_the_pores_go_as_inverse_tortuosities(second, expected):
    one = sample("tortuosity: 1.2", "effective_diffusivity: 1.4e-7 cm2/s", head=IONIC, name="directed")
    other = sample("tortuosity: 5.6", f"effective_diffusivity: {second} cm2/s", head=IONIC, name="even")
    found, made = looked(structure, "diffusivity by tortuosity", paper(one, other))
    assert [f.severity for f in found] == expected
    assert len(made) == 1
    if found:
        assert "1.57 x" in found[0].title
        assert "4.67 x" in found[0].title


def test_diffusivities_of_two_electrolytes_are_not_compared():
    one = sample("tortuosity: 1.2", "effective_diffusivity: 1.4e-7 cm2/s", head=IONIC, name="first")
    other = sample("tortuosity: 5.6", "effective_diffusivity: 8.9e-8 cm2/s", head="active: NMC811\ntraits: {electrolyte: P}", name="second")
    assert looked(structure, "diffusivity by tortuosity", paper(one, other)) == ([], [])


# ---------------------------------------------------------------------------------------------------------------------- windows


@pytest.mark.parametrize(("rule", "claims", "severity"), [
    ("window within the orbital gap", ("oxidation_onset: 4.7 V", "reduction_onset: -2.9 V", "orbital_gap: 6.43 eV"), HIGH),
    ("reduction above lithium", ("reduction_onset: -2.9 V",), HIGH),
    ("cut-off within the window", ("oxidation_onset: 4.0 V", "upper_cutoff: 4.3 V"), MEDIUM),
])  # fmt: skip
def test_windows_that_cannot_be(rule, claims, severity):
    found, made = looked(windows, rule, paper(sample(*claims)))
    assert [f.severity for f in found] == [severity]
    assert len(made) == 1


@pytest.mark.parametrize(("rule", "claims"), [
    ("window within the orbital gap", ("oxidation_onset: 4.7 V", "reduction_onset: 0.2 V", "orbital_gap: 6.43 eV")),
    ("reduction above lithium", ("reduction_onset: 0.2 V",)),
    ("cut-off within the window", ("oxidation_onset: 4.7 V", "upper_cutoff: 4.3 V")),
])  # fmt: skip
def test_windows_that_can_be(rule, claims):
    found, made = looked(windows, rule, paper(sample(*claims)))
    assert not found
    assert len(made) == 1
