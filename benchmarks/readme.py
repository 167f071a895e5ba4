"""Copy the short form of TABLE.md between the marks in the README: python benchmarks/readme.py [--check].

With `--check` nothing is written; the exit status is 1 where the README does not show what TABLE.md holds now.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE, README = HERE / "TABLE.md", HERE.parent / "README.md"
BEGIN, END = "<!-- benchmark table -->", "<!-- benchmark table: end -->"
OF_DASHES = "; a dash where no measured point brackets it"  # such rows stay in TABLE.md
UNMEASURED = "Not measured here yet: `python benchmarks/run.py` writes the table."
SECTIONS: dict[str, tuple[str, ...] | None] = {  # of TABLE.md: the columns that the README shows; (): the note alone; None: not shown
    "One discharge at equal accuracy": (
        "case",
        "at / mV rms",
        "stratode / ms",
        "stratode again / ms",
        "PyBaMM again / ms",
        "ratio",
        "ratio again",
    ),
    "Work and precision, all points": None,
    "Batch of varied designs": (),
    "Thick, starved cathodes": ("what", "CPU / ms", "capacity 95th / %", "rms 95th / mV"),
    "Agreement, both mesh-converged": ("case", "difference / mV rms", "capacity / %", "PyBaMM's own / mV"),
    "Against About:Energy's measured discharges": ("rate", "stratode / mV rms", "PyBaMM / mV rms", "between them / mV"),
    "Conservation": ("case", "lithium", "salt", "losses' residual / V"),
    "One impedance spectrum": (),
    "Experiments": ("experiment", "tool", "settings", "CPU / s", "rms / mV"),
    "Tortuosity of a volume": ("volume", "tool", "threads", "CPU / s", "peak / MiB", "error / %"),
    "Spheres on a simple cubic lattice": None,
}
WORST_ONLY = ("Agreement, both mesh-converged", "Conservation")  # of these the README shows the largest of each column


def short(table: str) -> str:
    """The sections of SECTIONS with their notes, chosen columns and stamps; rows that could not be compared are left out.

    Raises:
        ValueError: TABLE.md holds a section or lacks a column that SECTIONS does not expect: say there what the README shows of it.
    """
    found = {part.splitlines()[0].strip(): part.splitlines()[1:] for part in table.split("\n## ")[1:]}
    if unknown := found.keys() - SECTIONS.keys():
        raise ValueError(f"TABLE.md: must hold the sections of readme.SECTIONS; received {sorted(unknown)} too; name them there")
    shown = {title: columns for title, columns in SECTIONS.items() if columns is not None and title in found}
    told = ["\n\n".join(section(title, found[title], columns)) for title, columns in shown.items()]
    stamps = dict.fromkeys(line for lines in found.values() for line in lines if is_stamp(line))
    return "\n\n".join([*told, *stamps]) if told else UNMEASURED


def section(title: str, lines: list[str], columns: tuple[str, ...]) -> Iterator[str]:
    """Its note, and its table cut to `columns`."""
    note = " ".join(line for line in lines if line and not line.startswith("|") and not is_stamp(line))
    yield f"**{title}.** {note.replace(OF_DASHES, '')}"
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    if columns and rows:
        keep = [rows[0].index(name) for name in columns]
        head, rule, *body = [[row[k] for k in keep] for row in rows]
        body = [worst(body)] if title in WORST_ONLY else [row for row in body if "–" not in (row[-2], row[-1])]
        yield "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *body))


def worst(rows: list[list[str]]) -> list[str]:
    """The largest magnitude of each column but the first, as it was written."""
    return [f"worst of {len(rows)}", *(max(column, key=lambda text: abs(float(text))) for column in list(zip(*rows, strict=True))[1:])]


def is_stamp(line: str) -> bool:
    """Whether a line says when and where a section was measured."""
    return line.startswith("*2") and line.endswith("*")


def with_table(readme: str, table: str | None) -> str:
    """The README with its marked place filled anew. Raises ValueError where the marks are missing."""
    if BEGIN not in readme or END not in readme:
        raise ValueError(f"README: must hold the marks {BEGIN} and {END}; received neither or one; put them where the table belongs")
    before, rest = readme.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{UNMEASURED if table is None else short(table)}\n{END}{rest.split(END, 1)[1]}"


def main() -> int:
    now = README.read_text(encoding="utf-8")
    new = with_table(now, TABLE.read_text(encoding="utf-8") if TABLE.exists() else None)
    if "--check" in sys.argv[1:]:
        return int(new != now)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
