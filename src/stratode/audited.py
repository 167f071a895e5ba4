"""What `stratode audit` gives: papers with what cannot hold together in them, as a table, words, files and a notebook's display."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from stratode.evidence import audit as auditing
from stratode.evidence.audit import Audit
from stratode.evidence.claims.claim import Paper
from stratode.evidence.claims.from_run import claims_of_run
from stratode.evidence.claims.reading import read_paper
from stratode.evidence.claims.template import template
from stratode.evidence.rules import RELATIONS, RULES
from stratode.report.audit.page import write_report
from stratode.report.audit.summary import rules_summary, summary
from stratode.report.audit.tables import COLUMNS, finding_rows, findings_table, rules_table
from stratode.report.audit.words import paragraphs
from stratode.report.csv_files import write_csv
from stratode.report.files import write_text
from stratode.report.markup import table_html
from stratode.report.several import named
from stratode.report.strict_json import Json, dumps
from stratode.report.table import Table

Progress = Callable[[float, str], None]  # share done (0 to 1), and what is under way
File = str | PathLike[str]


@dataclass(frozen=True, slots=True, repr=False)
class Audited:
    """One or several papers with what an audit found; shows itself in a notebook.

    Args:
        several: one for each paper, in the order given.
    """

    several: tuple[Audit, ...]

    def table(self) -> Table:
        """A row a finding: severity, sample, what, margin."""
        return findings_table(self.several)

    def words(self) -> tuple[str, ...]:
        """The verdict, then a paragraph a finding; of several papers one paragraph each that begins with its name."""
        if len(self.several) == 1:
            return paragraphs(self.several[0])
        names = [found.paper.name for found in self.several for _ in paragraphs(found)]
        return named(names, [words for found in self.several for words in paragraphs(found)])

    def summary(self) -> dict[str, Json]:
        """What `summary.json` holds: of one paper as it is, of several under `papers`."""
        return summary(self.several)

    def save(self, folder: File) -> tuple[Path, ...]:
        """Write `summary.json`, `findings.csv` and `report.html`, each whole or not at all; returns their paths.

        Args:
            folder: made where it is missing; files of these names are replaced.

        Raises:
            OSError: the folder cannot be written to.
        """
        place = Path(folder)
        written, report = place / "summary.json", place / "report.html"
        write_text(written, dumps(self.summary()) + "\n")
        table = write_csv(place / "findings.csv", COLUMNS, finding_rows(self.several))
        write_report(report, self.several)
        return written, table, report

    def __repr__(self) -> str:
        """One line: which papers, with how many findings."""
        return f"<Audited {'; '.join(f'{found.paper.name}: {len(found.findings)} findings' for found in self.several)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return table_html(self.table())


def audit(*files: File | Paper, progress: Progress | None = None) -> Audited:
    """Tell whether the numbers that one or several papers claim can hold together.

    Args:
        files: claims files (YAML), or papers that were read.
        progress: called with (share done, what is under way).

    Returns:
        All findings, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: no file, or one that cannot be used, with everything that is wrong with it.
    """
    if not files:
        raise ValueError("files: need at least one claims file; received none. `stratode audit --template` prints one to begin from.")
    papers = [file if isinstance(file, Paper) else read_paper(Path(file)) for file in files]  # all of them before any is judged
    tell, found = progress or (lambda share, doing: None), []
    for i, paper in enumerate(papers):

        def share_of_all(share: float, doing: str, before: int = i, name: str = paper.name) -> None:
            tell((before + share) / len(papers), f"{name}: {doing}")

        found.append(auditing.audit(paper, share_of_all))
    return Audited(tuple(found))


def rules() -> Table:
    """All rules that claims are held against: family, name, what must hold, source."""
    return rules_table((*RELATIONS, *RULES))


def rules_as_json() -> dict[str, Json]:
    """The same as plain JSON types, with the quantities that each looks at."""
    return rules_summary((*RELATIONS, *RULES))


def claims_template() -> str:
    """A claims file with comments to begin from."""
    return template()


def claims_from_run(file: File) -> str:
    """The claims file that a paper on a computed cell would make.

    Args:
        file: the `summary.json` of `stratode run`.

    Raises:
        ValueError: no such file.
    """
    return claims_of_run(Path(file))
