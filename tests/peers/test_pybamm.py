"""stratode and PyBaMM's Doyle-Fuller-Newman, both mesh-converged, on the benchmark's cases and on a measured pouch cell."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("pybamm", reason="PyBaMM is absent; install the extra: pip install 'stratode[peers]'")

from benchmarks import adapter, peer, pouch
from benchmarks.cases import BY_NAME, CHEN2020, Case
from benchmarks.metric import Curve, capacity_error, voltage_error
from benchmarks.peer import Mesh, Settings
from benchmarks.reference import fingerprint, reference

from stratode.cell.protocol import Precision

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore::UserWarning:pybamm", "ignore::UserWarning:bpx")]

FINE = Precision(nodes=300, tolerance=1e-5)
FINE_POUCH = Settings(Mesh(60, 30, 60, 40, 2.0, 2.0), 1e-6, 1e-8)
AGREE = 1e-3  # V rms
PLACE = pouch.folder()
needs_data = pytest.mark.skipif(PLACE is None, reason="About:Energy's data are absent; set STRATODE_DATA to the folder that holds bpx/")


@pytest.mark.parametrize("name", ["chen2020_C5", "chen2020_1C", "chen2020_2C", "half_100um_1C", "half_300um_0.5C", "half_600um_1C"])
def test_both_converged_agree_within_a_millivolt(name: str) -> None:
    truth = reference(BY_NAME[name])
    assert truth.voltage_error < 0.15e-3
    ours = adapter.discharge(BY_NAME[name], FINE, 0).curve
    assert voltage_error(ours, truth.curve) <= AGREE
    assert abs(capacity_error(ours, truth.curve)) <= 1e-3


@pytest.mark.parametrize("name", ["chen2020_1C", "half_300um_1C"])
def test_stored_references_are_what_pybamm_gives_now(name: str) -> None:
    case = BY_NAME[name]
    mesh = Mesh(30, 20, 30, 30, 2.0, 2.0) if name.startswith("chen") else Mesh(0, 24, 100, 30, 3.0, 2.0)
    curve, _ = peer.discharge(case, Settings(mesh, 1e-5, 1e-7), 0)
    assert voltage_error(curve, reference(case).curve) < 0.4e-3


@needs_data
@pytest.mark.parametrize("rate", pouch.RATES, ids=lambda rate: rate.name)
def test_measured_pouch_cell_is_missed_alike(rate: pouch.Rate, capsys: pytest.CaptureFixture[str]) -> None:
    assert PLACE is not None
    cell = adapter.pouch(PLACE / pouch.FILE)
    ours = adapter.run(cell, pouch.current_density(PLACE, rate) / cell.protocol.one_c, FINE, 0).curve
    theirs, _ = pouch.peer(PLACE, rate, FINE_POUCH).solve()
    data = pouch.measured(PLACE, rate)
    misfit = [1e3 * voltage_error(curve, data) for curve in (ours, theirs)]
    with capsys.disabled():
        print(f"\n{rate.name}: rms misfit to the measurement {misfit[0]:.2f} mV (stratode), {misfit[1]:.2f} mV (PyBaMM)")
    assert abs(misfit[0] - misfit[1]) <= 1.0
    assert voltage_error(ours, theirs) <= AGREE


def test_the_peer_solves_pybamms_own_chen2020() -> None:
    """PyBaMM's own parameter set and the benchmark's copy of its values give one discharge."""
    import pybamm

    values = pybamm.ParameterValues("Chen2020")
    values["Upper voltage cut-off [V]"] = 5.0
    settings = Settings(Mesh(20, 10, 20, 20), 1e-7, 1e-9)
    own, _ = peer.Discharge(values, False, CHEN2020.current_density, 4000.0, settings).solve()
    ours, _ = peer.discharge(CHEN2020, settings, 0)
    assert voltage_error(ours, own) < 2e-6  # what is left of the tolerance in time
    assert abs(capacity_error(ours, own)) < 1e-6


@pytest.mark.parametrize("case", [CHEN2020, BY_NAME["half_600um_1C"]], ids=lambda case: case.name)
def test_adapter_hands_over_the_same_numbers(case: Case) -> None:
    cell = adapter.cell(case)
    layer = cell.cathode.layers[0]
    population = layer.populations[0]
    inert = sum(share.volume_fraction for share in layer.inert)
    assert layer.porosity + population.volume_fraction + inert == pytest.approx(1.0, abs=1e-12)
    salt = np.array([0.0, 10.0, 1000.0, 4000.0])
    np.testing.assert_array_equal(cell.electrolyte.conductivity(salt), case.salt.conductivity(salt))
    values = peer.parameters(case)
    given = values["Positive electrode exchange-current density [A.m-2]"](1000.0, 0.5, 1.0, None)
    at_half = given * population.material.max_concentration  # i0 is homogeneous of order one in the solid's concentrations
    assert at_half == pytest.approx(float(population.material.exchange_current(0.5)), rel=1e-12)


@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_clustered_edges_fill_the_domain_without_a_gap(side: str) -> None:
    edges = peer.clustered(40, side, 3.0)
    widths = np.diff(edges)
    assert edges[0] == 0.0
    assert edges[-1] == 1.0
    assert np.all(widths > 0)
    assert np.all(widths[1:] / widths[:-1] < 1.2)
    assert np.all(widths[:-1] / widths[1:] < 1.2)


def test_metric_knows_a_shifted_curve() -> None:
    time = np.linspace(0.0, 100.0, 101)
    curve = Curve(time, 4.0 - 0.01 * time, 2.0 * time)
    assert voltage_error(Curve(time, curve.voltage + 0.003, curve.charge), curve) == pytest.approx(0.003, rel=1e-9)
    assert capacity_error(Curve(time, curve.voltage, 1.01 * curve.charge), curve) == pytest.approx(0.01, rel=1e-9)


def test_a_changed_case_is_not_answered_from_the_store() -> None:
    other = BY_NAME["half_100um_1C"]
    assert fingerprint(CHEN2020) != fingerprint(other)
    assert fingerprint(CHEN2020) == fingerprint(BY_NAME["chen2020_1C"])
