"""Real files, and our own simulation as a file: what they are known to hold comes back."""

import os
from pathlib import Path

import numpy as np
import pytest
from tests.lab.covered import names_of_cautions

from stratode import evaluate
from stratode.lab.estimate import found
from stratode.lab.reading.files import read_record

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("STRATODE_DATA", ROOT.parent / "shared" / "data"))
LAND = DATA / "cycler" / "SINTEF__LiGrR2032__2024-04-30__25degC__Landt"
FORMED = """
  start: discharged
  steps:
    - repeat 2 times (charge at 0.5C to 4.3 V, hold until C/20, rest 10 min, discharge at 1C to 2.7 V, rest 10 min)
"""


@pytest.fixture(scope="module")
def land():
    files = [LAND.with_name(LAND.name + end) for end in (".csv", ".bdf.csv")]
    if not files[0].is_file():
        pytest.skip("the Land file is not there (STRATODE_DATA)")
    return files


def test_a_land_file_and_its_bdf_twin_give_the_same_cycles(land):
    told = [evaluate.cycle(file).results[0] for file in land]
    np.testing.assert_allclose(told[0].cycles.discharge.charge, told[1].cycles.discharge.charge, rtol=1e-9)


def test_its_coarse_current_is_told_and_its_counters_are_taken(land):
    """0.2 mA written to 0.1 mA: rows give 7.1 mAh where the cycler counted 6.3."""
    told = evaluate.cycle(land[0]).results[0]
    assert {"counters_disagree", "begins_discharging", "cycles_not_whole"} <= set(names_of_cautions(told))
    assert found(told.estimates, "Q_dis,1").value == pytest.approx(6.3 * 3.6, abs=0.01)
    by_rows = evaluate.cycle(land[0], charge="rows").results[0]
    assert found(by_rows.estimates, "Q_dis,1").value == pytest.approx(7.14 * 3.6, rel=2e-3)


def test_its_graphite_stages_are_seen(land):
    """Graphite against lithium has plateaus near 0.09, 0.12 and 0.21 V (Dahn 1991, Phys. Rev. B 44, 9170)."""
    told = evaluate.dqdv(land[0]).results[0]
    charge = sorted(track.peaks[0].position for track in told.tracks if track.direction > 0)
    discharge = sorted(track.peaks[0].position for track in told.tracks if track.direction < 0)[:3]
    middle = 0.5 * (np.array(charge[:3]) + np.array(discharge))
    np.testing.assert_allclose(middle, [0.08, 0.115, 0.20], atol=0.02)


def test_a_file_that_only_rests_is_refused():
    file = DATA / "cycler" / "neware_21_10_7_85.ndax"
    if not file.is_file():
        pytest.skip("the Neware file is not there (STRATODE_DATA)")
    with pytest.raises(ValueError, match="received only zeros"):
        evaluate.cycle(file)


def test_a_simulated_experiment_gives_its_own_table_back(tmp_path):
    import stratode

    text = (ROOT / "examples" / "han2025_22.yaml").read_text(encoding="utf-8")
    recipe = tmp_path / "cycled.yaml"
    recipe.write_text(text[: text.index("protocol:")] + "protocol:\n  one_c: 200 mA/g\n  window: {lower: 2.7 V, upper: 4.3 V}" + FORMED)
    run = stratode.run(recipe)
    run.save(tmp_path / "run")
    told = evaluate.cycle(tmp_path / "run" / "curves.csv", area="1.13 cm2").results[0]
    stages = [stage for stage in run.several[0].result.stages if stage.charge != 0.0]
    charged = [sum(s.charge for s in stages if s.round == k and s.charge > 0.0) for k in (1, 2)]
    discharged = [-sum(s.charge for s in stages if s.round == k and s.charge < 0.0) for k in (1, 2)]
    area = 1.13e-4
    for side, truth in ((told.cycles.charge, charged), (told.cycles.discharge, discharged)):
        off = np.abs(side.charge / 3600.0 / area - np.array(truth))
        assert np.all(off <= side.doubt / 3600.0 / area + 2e-4 * np.array(truth))  # the solver's own error of charge
    assert len(read_record(tmp_path / "run" / "curves.csv")) > 100


def test_the_curves_of_a_simulated_rate_test_are_refused_with_what_to_do_which_works(tmp_path):
    import stratode

    run = stratode.run(ROOT / "examples" / "chen2024_l_dry_s.yaml", rates=["0.5C", "1C"])
    run.save(tmp_path)
    with pytest.raises(ValueError, match=r"must run forward.*curves of a simulated rate test.*rows of one 'C-rate / 1'.*lab rate --curves"):
        evaluate.cycle(tmp_path / "curves.csv")
    head, *rows = (tmp_path / "curves.csv").read_text(encoding="utf-8").splitlines()
    for rate in ("0.5", "1"):
        (tmp_path / f"{rate}.csv").write_text("\n".join([head, *(row for row in rows if row.startswith(f"{rate},"))]), encoding="utf-8")
    told = evaluate.rate(tmp_path / "0.5.csv", tmp_path / "1.csv", curves="0.5C,1C").results[0]
    whole = [float(row.split(",")[-1]) for row in rows if row.startswith("0.5,")][-1]
    assert told.capacity[0] == pytest.approx(whole, rel=2e-3)  # Ah
    assert told.capacity[1] < told.capacity[0]
