"""The command: what it says where, and with which exit status."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from stratode import cli, verbs

RECIPE = """
name: half cell
cell: {format: coin, area: 1.13 cm2}
cathode:
  layers:
    - name: only
      loading: 10 mg/cm2
      porosity: 40 %
      components:
        - {material: NMC811, share: 96 wt%, diameter: 10 um}
        - {material: carbon black, share: 2 wt%}
        - {material: PVDF, share: rest}
      transport: {bruggeman: 1.5}
anode:
  lithium: {thickness: 250 um}
electrolyte: {material: Nyman 2008, concentration: 1 M}
protocol:
  one_c: 200 mA/g
  window: {lower: 2.7 V, upper: 4.3 V}
  rates: [0.5 C, 1 C]
"""
VERBS = ("new", "run", "explain", "image", "generate", "materials", "materials list", "materials show", "schema", "audit")


class Said(NamedTuple):
    status: int
    out: str
    err: str


Stratode = Callable[..., Said]


@pytest.fixture
def stratode(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stratode:
    """The command in this process: arguments in, exit status and both streams out."""

    def call(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["stratode", *map(str, arguments)])
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return call


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "half_cell.yaml"
    path.write_text(RECIPE, encoding="utf-8")
    return path


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(stratode: Stratode, verb: str) -> None:
    said = stratode(*verb.split(), "--help")
    assert said.status == 0
    assert "Example:  stratode " + verb.split()[0] in " ".join(said.out.split("\n")), "help without an example"


BROKEN = {
    "unknown key": ("porosity: 40 %", "porostiy: 40 %", "porosity"),
    "key in the wrong place": ("  one_c: 200 mA/g", "  one_c: 200 mA/g\n  temperature: 25 degC", "temperature"),
    "missing unit": ("loading: 10 mg/cm2", "loading: 10", "loading"),
    "wrong dimension": ("loading: 10 mg/cm2", "loading: 10 um", "loading"),
    "unknown unit": ("diameter: 10 um", "diameter: 10 parsnips", "diameter"),
    "negative size": ("diameter: 10 um", "diameter: -10 um", "diameter"),
    "not a number": ("area: 1.13 cm2", "area: wide", "area"),
    "infinite": ("thickness: 250 um", "thickness: 1e999 um", "thickness"),
    "porosity above one": ("porosity: 40 %", "porosity: 140 %", "porosity"),
    "shares above 100 %": ("share: 2 wt%", "share: 12 wt%", "rest"),
    "unknown material": ("material: NMC811", "material: NMC999", "NMC999"),
    "material of another kind": ("material: PVDF", "material: Nyman 2008", "Nyman 2008"),
    "no layers": (RECIPE[RECIPE.index("    - name: only") : RECIPE.index("anode:")], "    []\n", "layers"),
    "missing part": ("anode:\n  lithium: {thickness: 250 um}\n", "", "anode"),
    "window upside down": ("{lower: 2.7 V, upper: 4.3 V}", "{lower: 4.3 V, upper: 2.7 V}", "window"),
    "rate of zero": ("[0.5 C, 1 C]", "[0 C, 1 C]", "rates"),
    "two ways to say one thing": ("{bruggeman: 1.5}", "{bruggeman: 1.5, tau: 3}", "transport"),
    "stated twice": ("porosity: 40 %", "porosity: 40 %\n      porosity: 41 %", "porosity"),
    "tag": ("name: half cell", "name: !!python/object/apply:os.system [ls]", "tags"),
    "alias": ("name: half cell", "name: &a [x, x]\nother: [*a, *a]", "alias"),
    "not YAML": ("cell: {format: coin", "cell: {format: coin: [", "YAML"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_recipe_is_refused_with_its_field_named(stratode: Stratode, recipe: Path, kind: str) -> None:
    old, new, named = BROKEN[kind]
    assert old in RECIPE
    recipe.write_text(RECIPE.replace(old, new, 1), encoding="utf-8")
    said = stratode("run", recipe, "--json")
    assert said.status == 2
    assert named in said.err
    assert str(recipe) in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


WRONG_COMMANDS = {
    "no such file": (("run", "nowhere.yaml"), "nowhere.yaml"),
    "a folder": (("run", "."), "file"),
    "no file": (("run",), "FILE"),
    "no such option": (("run", "RECIPE", "--rate", "1C"), "--rates"),
    "rate without meaning": (("run", "RECIPE", "--rates", "fast"), "rates"),
    "rate of zero": (("run", "RECIPE", "--rates", "0C"), "0.0001"),
    "no rate": (("run", "RECIPE", "--rates", ","), "rates"),
    "rate stated twice": (("run", "RECIPE", "--rates", "1C,1C"), "once"),
    "unknown protocol": (("run", "RECIPE", "--protocol", "charge"), "discharge"),
    "-o is a file": (("run", "RECIPE", "-o", "RECIPE"), "folder"),
    "-o below a file": (("run", "RECIPE", "-o", "RECIPE/below"), "folder"),
    "measured without -o": (("run", "RECIPE", "--measured", "points.csv"), "-o"),
    "measured is not there": (("run", "RECIPE", "--measured", "points.csv", "-o", "out"), "points.csv"),
    "bpx without -o": (("run", "RECIPE", "--bpx"), "-o"),
    "bpx of a half cell": (("run", "RECIPE", "--bpx", "-o", "out"), "anode"),
    "bpx of two cells": (("run", "RECIPE", "RECIPE", "--bpx", "-o", "out"), "one by one"),
    "unknown starter": (("new", "dubble-layer"), "double-layer"),
    "unknown material": (("materials", "show", "NMC812"), "NMC811"),
    "unknown kind of material": (("materials", "list", "--kind", "solid"), "active"),
    "unknown verb": (("runn",), "run"),
}


@pytest.mark.parametrize("kind", WRONG_COMMANDS)
def test_a_wrong_command_ends_with_status_2_and_says_what_to_do(
    stratode: Stratode, recipe: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(recipe.parent)
    arguments, named = WRONG_COMMANDS[kind]
    before = sorted(recipe.parent.iterdir())
    said = stratode(*(word.replace("RECIPE", str(recipe)) for word in arguments))
    assert said.status == 2
    assert named in said.err
    assert said.out == ""
    assert sorted(recipe.parent.iterdir()) == before, "a refused command must leave nothing behind"


def test_new_never_replaces_a_file(stratode: Stratode, recipe: Path) -> None:
    said = stratode("new", "-o", recipe)
    assert said.status == 2
    assert "exist" in said.err
    assert recipe.read_text(encoding="utf-8") == RECIPE


@pytest.mark.parametrize("kind", ["half-cell", "full-cell", "double-layer", "solid-state"])
def test_a_starter_can_be_read_back(stratode: Stratode, tmp_path: Path, kind: str) -> None:
    from stratode import verbs

    path = tmp_path / "new.yaml"
    assert stratode("new", kind, "-o", path).status == 0
    assert verbs.read([path])[0].cathode.layers


def test_the_starters_in_depth_run_as_their_note_says(stratode: Stratode, tmp_path: Path) -> None:
    path = tmp_path / "cell.yaml"
    assert f"stratode run {path} --impedance" in stratode("new", "transport-cell", "-o", path).err
    said = stratode("run", path)
    assert said.status == 2
    assert "steps: must be stated by a transport cell to run it; received none in 'blocking cell'. Add for example steps:" in said.err
    assert "--impedance" in said.err
    said = stratode("run", path, "--impedance")
    assert said.status == 0
    assert "At rest the cell shows" in said.out
    path = tmp_path / "solid.yaml"
    assert stratode("new", "solid-state", "-o", path).err.rstrip().endswith(f"stratode run {path}")
    said = stratode("run", path, "--rates", "0.2C")
    assert said.status == 0
    assert "cut off" in said.out


def test_each_kind_of_recipe_has_its_schema(stratode: Stratode) -> None:
    battery, transport = (json.loads(stratode("schema", *kind).out) for kind in ((), ("--kind", "transport")))
    assert "cathode" in battery["properties"]
    assert {"left", "middle", "right"} <= transport["properties"].keys()
    said = stratode("schema", "--kind", "pouch")
    assert said.status == 2
    assert "must be battery or transport" in said.err


@pytest.mark.parametrize(
    "arguments",
    [("schema",), ("schema", "--json"), ("materials", "list", "--json"), ("materials", "show", "NMC811", "--json"), ("new", "--json")],
)
def test_json_is_one_object_and_nothing_else(stratode: Stratode, arguments: tuple[str, ...]) -> None:
    said = stratode(*arguments)
    assert said.status == 0
    assert said.err == ""
    assert isinstance(json.loads(said.out, parse_constant=_refuse), dict)


def test_a_run_writes_its_files_and_strict_json(stratode: Stratode, recipe: Path, tmp_path: Path) -> None:
    said = stratode("run", recipe, "--rates", "0.5C", "--protocol", "discharge", "--profiles", "--json", "-o", tmp_path / "out")
    assert said.status == 0
    printed = json.loads(said.out, parse_constant=_refuse)
    (entry,) = printed["rates"]
    assert entry["c_rate"] == 0.5
    assert 100.0 < entry["capacity_mAh_g"] < 275.5  # between nothing and one lithium per formula unit (M = 97.28 g/mol)
    assert {"salt_mol_m3", "utilisation", "x_um"} <= set(entry["profiles"][0])
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"summary.json", "curves.csv", "report.html"}
    saved = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"), parse_constant=_refuse)
    assert saved == printed


def test_a_cell_written_as_bpx_discharges_as_the_cell_itself(stratode: Stratode, tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "examples" / "full_cell.yaml").read_text(encoding="utf-8")
    recipe = tmp_path / "full.yaml"
    recipe.write_text(text.replace("cathode:", "cathode:\n  contact_resistance: 0 ohm cm2", 1), encoding="utf-8")
    asked = ("--rates", "1C", "--protocol", "discharge", "--json")
    said = stratode("run", recipe, *asked, "--bpx", "-o", tmp_path / "out")
    again = stratode("run", tmp_path / "out" / "cell.bpx.json", *asked)
    assert (said.status, again.status) == (0, 0)
    first, second = (json.loads(run.out)["rates"][0] for run in (said, again))
    for key in ("capacity_mAh_cm2", "mean_voltage_V", "current_mA_cm2"):
        assert second[key] == pytest.approx(first[key], rel=2e-4)  # BPX holds its curves as tables


def test_several_recipes_are_told_apart(stratode: Stratode, recipe: Path) -> None:
    said = stratode("run", recipe, recipe, "--rates", "1C", "--json")
    assert [entry["recipe"] for entry in json.loads(said.out)["recipes"]] == ["half cell", "half cell (2)"]


def test_a_run_that_could_not_finish_ends_with_status_3(stratode: Stratode, recipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from stratode import outcome

    monkeypatch.setattr(outcome.Outcome, "unfinished", property(lambda self: ("half cell at 1C",)))
    said = stratode("run", recipe, "--rates", "1C", "--json")
    assert said.status == 3
    assert "half cell at 1C" in said.err
    assert json.loads(said.out)["rates"], "what was computed is still told"


def test_an_ascii_terminal_gets_what_it_can_carry() -> None:
    done = in_a_process("materials", "show", "NMC811", encoding="ascii")
    assert done.returncode == 0
    assert done.stdout.decode("ascii")


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    command = [sys.executable, "-c", "from stratode.cli import main; main()", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_help_opens_no_room() -> None:
    """The door opens at once: no numerical library is imported before a verb needs it."""
    code = "import sys; sys.argv = ['stratode', '--help']; import stratode.cli as cli\ntry: cli.main()\nfinally: print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for heavy in ("numpy", "scipy", "numba", "plotly", "matplotlib", "pydantic", "pint", "rich"):
        assert f"'{heavy}'" not in done.stdout


def test_a_defect_is_confessed_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from stratode.cli import speech

    monkeypatch.delenv("STRATODE_TRACEBACK", raising=False)
    speech.confess(KeyError, KeyError("x"), None)
    said = capsys.readouterr()
    assert said.out == ""
    assert "not in your input (KeyError: 'x')" in said.err


def in_a_process(*arguments: str, encoding: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from stratode.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def test_a_full_disk_is_called_that(tmp_path: Path, stratode: Stratode, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.replace", full)
    status, _, err = stratode("new", "-o", tmp_path / "mine.yaml")
    assert status == 2
    assert "no room is left to write to" in err
    assert list(tmp_path.iterdir()) == []


def test_what_the_command_states_is_no_longer_assumed(tmp_path: Path) -> None:
    file = tmp_path / "bare.yaml"
    file.write_text(RECIPE.replace("  rates: [0.5 C, 1 C]\n", ""), encoding="utf-8")
    fields = {"protocol.rates", "protocol.charge", "protocol.discharge"}
    (assumed,) = verbs.read([file])
    (stated,) = verbs.read([file], rates=["1C"], protocol="discharge")
    assert fields <= {item.field for item in assumed.assumptions}
    assert not fields & {item.field for item in stated.assumptions}


STEPS = "protocol: {one_c: 200 mA/g, window: {lower: 2.7 V, upper: 4.3 V}, steps: [rest 1 h]}\n"


def test_explain_asks_for_two_rate_tests(stratode: Stratode, recipe: Path, tmp_path: Path) -> None:
    cycled = tmp_path / "cycled.yaml"
    cycled.write_text(RECIPE[: RECIPE.index("protocol:")] + STEPS, encoding="utf-8")
    said = stratode("explain", recipe, cycled)
    assert said.status == 2
    assert said.err.startswith("stratode: recipes: must both be rate tests to be compared; 'half cell (2)' is none.")
