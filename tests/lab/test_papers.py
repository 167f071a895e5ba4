"""The four papers' analyses on data simulated to their reported values: each returns them. Lines are numbered as in their tables.

Not here: figures without a number, and what no verb evaluates (XPS, ToF-SIMS, EELS, DSC, molecules). `of the paper` marks a reported
value; a `truth` that no paper states is chosen, because the paper gives a trend only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.lab import papers
from tests.lab.micrographs.test_front import DEPTH

from stratode import evaluate
from stratode.evaluate.evaluated import Evaluated

CM2_S, MAH_G, UM = 1e-4, 3600.0, 1e-6  # in SI
LLZO, ISP, DFP, DRY = "gao2025", "han2025", "huang2021", "chen2024"
GRAMS = "22 mg"
PARTS = "NMC83=96 wt%,carbon black=2 wt%,PVDF=2 wt%"


@dataclass(frozen=True)
class Line:
    """One line of a table of facts.

    Args:
        paper, number: which.
        run: makes the file and evaluates it.
        symbol: of the estimate that answers.
        truth: what the data were made of, in the estimate's unit.
        within: relative difference that noise and method may make.
        reported: whether `truth` is of the paper.
    """

    paper: str
    number: str
    run: Callable[[Path], Evaluated]
    symbol: str
    truth: float
    within: float
    reported: bool = True

    def __str__(self) -> str:
        return f"{self.paper} {self.number} {self.symbol} {self.truth:g}"


def porosity(thickness: str, loading: str = "29.6 mg/cm2") -> Callable[[Path], Evaluated]:
    return lambda _: evaluate.porosity(parts=PARTS, densities=["NMC83=4.75 g/cm3"], loading=loading, thickness=[thickness])


def wh(diffusivity: float) -> Callable[[Path], Evaluated]:
    thickness = f"{papers.thick(diffusivity * CM2_S).length / UM:.9g} um"
    return lambda p: evaluate.gitt(papers.titration(p, diffusivity * CM2_S), electrode_thickness=thickness, fit=False)


def peeled(newton_per_metre: float) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.peel(papers.peel(p, newton_per_metre * 0.025), width="25 mm")


def cut(newton_per_metre: float) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.peel(papers.peel(p, newton_per_metre * 0.001), width="1 mm", cutting=True)


def rated(capacities: dict[float, float], one_c: float) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.rate(papers.rates(p, capacities, one_c), active_mass=GRAMS, one_c=f"{one_c:g} mA/g")


def began(discharge: float, efficiency: float) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.cycle(papers.first_cycle(p, discharge, efficiency), active_mass=GRAMS)


def kept(retention: float, count: int) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.cycle(papers.cycling(p, 190.0, retention, count), active_mass=GRAMS)


def healed(share: float) -> Callable[[Path], Evaluated]:
    def run(path: Path) -> Evaluated:
        before, after = papers.pulled(path, 7.31), papers.pulled(path.with_name("healed.csv"), share * 7.31, 11)
        return evaluate.tensile(after, original=[before])

    return run


def sheared(crossover: float) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.rheology(papers.sheared(p, crossover), at="0.05 rad/s")


def blocked(siemens_per_cm: float) -> Callable[[Path], Evaluated]:
    """A membrane of 150 um and 1 cm2."""
    return lambda p: evaluate.eis(papers.blocking(p, 0.015 / siemens_per_cm), area="1 cm2", thickness="150 um")


def arced(series: float, transfer: float) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.eis(papers.arc(p, series, transfer, 1e-4), area="1 cm2")


def swept(at_45: float, at_55: float) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.lsv(papers.sweep(p, {4.5: at_45, 5.5: at_55}), area="1 cm2", at="4.5 V,5.5 V")


def diffused(diffusivity: float) -> Callable[[Path], Evaluated]:
    return lambda p: evaluate.relax(papers.depolarisation(p, diffusivity * CM2_S), thickness="600 um")


LINES = [
    Line(LLZO, "1.1", lambda p: evaluate.xrd(papers.diffraction(p, 14.201e-10, 1.5), phase="layered"), "I003/I104", 1.5, 0.05, False),
    Line(
        LLZO, "1.1", lambda p: evaluate.xrd(papers.diffraction(p, 14.201e-10, 1.5), phase="layered"), "d_003", 14.201e-10 / 3, 1e-3, False
    ),
    Line(LLZO, "1.2", lambda p: evaluate.fringes(papers.fringes(p, 0.24), calibration="1%"), "d", 0.24e-9, 0.005),
    Line(LLZO, "1.3", peeled(270.0), "F/b", 270.0, 0.01),
    Line(LLZO, "1.3", peeled(240.0), "F/b", 240.0, 0.01),
    *(Line(LLZO, "1.5", lambda p, e=e: evaluate.arrhenius(papers.arrhenius(p, e)), "Ea", e, 0.06) for e in (29.76e3, 33.17e3)),
    *(Line(LLZO, "1.7", wh(d), "D_WH", d * CM2_S, 0.01) for d in (1.43e-8, 1.24e-8)),
    *(
        Line(LLZO, "1.10", rated({0.5: 185.0, 1: 169.6, 2: 138.3, 3: 103.1}, 200.0), s, q * MAH_G, 1e-3)
        for s, q in (("Q_1C", 169.6), ("Q_2C", 138.3), ("Q_3C", 103.1))
    ),
    *(Line(LLZO, "1.11", began(200.0, e), "CE_1", e, 1e-4) for e in (0.9225, 0.9047)),
    *(Line(LLZO, "1.12", kept(r, 100), "R", r, 1e-3) for r in (0.937, 0.857)),
    Line(DFP, "2.3", lambda p: evaluate.lsv(papers.window(p), area="1 cm2"), "E_window_tangent", 7.6, 1e-3),
    *(Line(DFP, "2.4", blocked(s), "sigma", s * 100, 0.02) for s in (4.2e-4, 2.1e-5)),
    *(
        Line(DFP, "2.8", arced(rs, rct), s, v * 1e-4, 0.01)
        for rs, rct in ((8.9, 37.7), (21.2, 85.5), (31.4, 148.6))
        for s, v in (("R_s A", rs), ("R_ct A", rct))
    ),
    *(Line(DFP, "2.9", diffused(d), "D_eff", d * CM2_S, 0.02) for d in (1.4e-7, 8.9e-8, 4.4e-9)),
    *(
        Line(DFP, "2.10", lambda p: evaluate.cv(papers.voltammogram(p)), s, v, 5e-4)
        for s, v in (("E_pa1", 3.8), ("E_pa2", 4.0), ("E_pa3", 4.2), ("E_pc1", 3.7), ("E_pc2", 4.0), ("E_pc3", 4.2))
    ),
    *(Line(DFP, "2.11", began(q, 0.98), "Q_dis,1,m", q * MAH_G, 1e-3) for q in (199.0, 152.0)),
    *(Line(DFP, "2.12", rated({0.05: 199.0, 1: q}, 200.0), "Q_1C", q * MAH_G, 1e-3) for q in (120.0, 71.0)),
    Line(DFP, "2.14", kept(0.94, 200), "R", 0.94, 1e-3),
    *(Line(ISP, "3.2", lambda p, e=e: evaluate.tensile(papers.pulled(p, e)), "eps_break", e, 0.02) for e in (0.904, 5.40, 7.31, 8.17)),
    *(Line(ISP, "3.2", healed(h), "eta_eps_break", h, 0.006) for h in (0.990, 0.993)),
    *(Line(ISP, "3.3", sheared(w), "omega_x1", w, 0.02) for w in (0.4, 1.0)),
    *(Line(ISP, "3.5", blocked(s), "sigma", s * 100, 0.02) for s in (1.19e-3, 0.89e-3, 1.1e-6)),
    Line(ISP, "3.6", lambda p: evaluate.vtf(papers.vtf(p, 1.19e-3)), "Ea", 8.0e3, 0.05, False),
    Line(ISP, "3.6", lambda p: evaluate.vtf(papers.vtf(p, 1.19e-3)), "sigma(25 degC)", 0.119, 0.01),
    *(Line(ISP, "3.7", lambda p, t=t: evaluate.relaxation_times(papers.relaxing(p, t)), "tau_c - tau_D", t, 0.01) for t in (0.052, 0.082)),
    Line(ISP, "3.8", lambda p: evaluate.strain(papers.stretched(p), at="20%"), "R/R0(20%)", 1.3, 0.01),
    Line(ISP, "3.9", lambda p: evaluate.roughness(papers.rough(p, 2.0), pixel="4 um"), "Sq", 2.0 * UM, 0.1, False),
    *(Line(ISP, "3.10", peeled(f), "F/b", f, 0.01) for f in (59.0, 11.0)),
    *(Line(ISP, "3.11", cut(f), "F/b", f, 0.01) for f in (85.0, 57.0, 90.2, 38.0)),
    *(Line(ISP, "3.12", swept(low, high), "i_5.5V", high * 1e-2, 0.02) for low, high in ((1.5, 7.8), (1.9, 63.0))),
    *(
        Line(ISP, "3.14", began(q, e), s, v, 1e-3)
        for q, e in ((208.0, 0.922), (204.0, 0.904))
        for s, v in (("Q_dis,1,m", q * MAH_G), ("CE_1", e))
    ),
    *(Line(ISP, "3.15", kept(r, n), "R", r, 1e-3) for r, n in ((0.801, 200), (0.469, 150), (0.644, 200), (0.690, 200))),
    *(Line(ISP, "3.16", rated({0.2: 200.0, 3: 2.0 * r}, 200.0), "R_3C", r / 100, 2e-3) for r in (71.0, 57.3, 47.6)),
    *(Line(ISP, "3.17", lambda p, r=r: evaluate.resistance(papers.pulse(p, r)), "R_first", r, 0.005) for r in (56.5, 135.0)),
    *(Line(ISP, "3.17", wh(d), "D_WH", d * CM2_S, 0.01) for d in (1.72e-7, 2.73e-8)),
    *(
        Line(ISP, "3.18", lambda p: evaluate.drt(papers.two_arcs(p, 20.0, 38.0)), s, v, 0.05, False)
        for s, v in (("R_SEI", 20.0), ("R_ct", 38.0))
    ),
    *(
        Line(
            ISP, "3.19", lambda p: evaluate.dqdv(papers.stepped(p, 3.7, 4.2), follow={"H2-H3": (4.1, 4.28), "H1-M": (3.6, 3.8)}), s, v, 1e-3
        )
        for s, v in (("V_H2-H3,ch", 4.2), ("V_H1-M,ch", 3.7))
    ),
    Line(ISP, "3.22", lambda p: evaluate.cycle(papers.kneed(p, 80), active_mass=GRAMS), "n_knee", 80.0, 0.02),
    *(Line(DRY, "4.1", porosity(h), "eps", v, 2e-3) for h, v in (("141.5 um", 0.5323), ("82.7 um", 0.1998))),
    *(Line(DRY, "4.1", porosity(h, "22 mg/cm2"), "eps", v, 2e-3) for h, v in (("141.5 um", 0.6524), ("82.7 um", 0.4053))),
    *(
        Line(DRY, "4.6", lambda p, d=d: evaluate.front(papers.wetted(p, d), pixel="1 um"), "x_50", d - DEPTH[0], 0.06, False)
        for d in (40 * UM, 80 * UM)
    ),
    *(
        Line(DRY, "4.8", rated({0.2: 194.5, 0.5: 178.55, 1: 103.95}, 210.0), s, q * MAH_G, 1e-3)
        for s, q in (("Q_0.2C", 194.5), ("Q_0.5C", 178.55), ("Q_1C", 103.95))
    ),
    *(Line(DRY, "4.9", rated({0.1: 205.0, 0.5: q}, 210.0), "Q_0.5C", q * MAH_G, 1e-3) for q in (182.1, 142.75)),
    *(Line(DRY, "4.10", rated({0.1: 205.0, 1: q}, 210.0), "Q_1C", q * MAH_G, 1e-3) for q in (176.10, 153.15, 134.95, 150.05, 71.35, 63.35)),
    Line(DRY, "4.14", lambda p: evaluate.edge(papers.coated(p)), "t_plateau", 141.5 * UM, 0.005),
    Line(DRY, "4.14", lambda p: evaluate.edge(papers.coated(p)), "w_edge", 153.8 * UM, 0.02, False),
    Line(DRY, "4.15", rated({0.1: 150.0 / 0.733, 1: 150.0}, 210.0), "R_1C", 0.733, 1e-3),
]


@pytest.mark.parametrize("line", LINES, ids=str)
def test_the_reported_value_comes_back(line: Line, tmp_path: Path) -> None:
    assert line.run(tmp_path / "measured.csv").estimate(line.symbol).value == pytest.approx(line.truth, rel=line.within)


def test_a_solid_throughout_has_no_crossover(tmp_path: Path) -> None:
    """han2025, 3.3: G' > G'' of ISP50 at all frequencies."""
    found = evaluate.rheology(papers.sheared(tmp_path / "isp50.csv", None), at="0.05 rad/s")
    assert not any(one.symbol.startswith("omega_x") for one in found.sheets[0].estimates)


def test_calendered_masses_do_not_give_the_stated_porosity(tmp_path: Path) -> None:
    """chen2024, 4.1: 25 % is stated at 82.7 um; 29.6 mg/cm2 there leave 20.0 %."""
    found = evaluate.porosity(parts=PARTS, densities=["NMC83=4.75 g/cm3"], loading="29.6 mg/cm2", thickness=["82.7 um"], stated="25 %")
    assert "stated_differs" in [caution.name for caution in found.sheets[0].cautions]


def test_a_slow_diffusion_was_polarised_too_short(tmp_path: Path) -> None:
    """huang2021, 2.9: 2 h against 23 h."""
    found = evaluate.relax(papers.depolarisation(tmp_path / "dfp_p.csv", 4.4e-13), thickness="600 um")
    told = {c.name for s in found.sheets for c in (*s.cautions, *(c for e in s.estimates for c in e.cautions))}
    assert "polarisation_too_short" in told


def test_cracks_of_a_micrograph_are_its_cracks(tmp_path: Path) -> None:
    """gao2025, 1.17, and han2025, 3.23: a share that is counted in the picture itself."""
    file, share = papers.cracked(tmp_path / "top.npy")
    assert evaluate.cracks(file, pixel="0.5 um").estimate("A_crack").value == pytest.approx(share, rel=0.08)
