"""How this room refuses: what is wrong, what the file looks like, what would be accepted."""

from __future__ import annotations

from types import TracebackType

from stratode.recipe.errors import shown
from stratode.recipe.extras import MissingExtra

ACCEPTED = (
    "Gamry .DTA, CHI .txt, BioLogic .mpt, Land, Neware (.nda, .ndax, tables), Arbin and Maccor exports, BDF, and any table with "
    "named columns as .csv, .txt, .xlsx or .xls"
)


class Decoding:
    """What fails within, in whatever class of its own a library fails, is damage of the file: it becomes one message.

    Args:
        file: its name.
        kind: what it must be whole as, "workbook".

    Raises:
        ValueError: the file cannot be read.
    """

    def __init__(self, file: str, kind: str) -> None:
        """Keeps the names."""
        self.file, self.kind = file, kind

    def __enter__(self) -> None:
        """Nothing."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Tells the damage."""
        if kind is None or issubclass(kind, MissingExtra):
            return
        if issubclass(kind, MemoryError):
            raise unreadable(self.file, "must fit in memory", f"a {self.kind} that does not", "Export it as .csv.") from error
        if issubclass(kind, Exception) or kind.__name__ == "PanicException":  # what libraries written in Rust fail with
            told = quoted(" ".join(str(error).split()) or kind.__name__)
            remedy = "It is damaged or unfinished: copy or export it again."
            raise unreadable(self.file, f"must be a whole {self.kind}", told, remedy) from error


def unreadable(file: str, rule: str, received: str, remedy: str) -> ValueError:
    """The error for a file that cannot be read.

    Args:
        file: its name.
        rule: what must be, "must be a table".
        received: what it looks like instead.
        remedy: a sentence.
    """
    return ValueError(f"{quoted(file)}: {rule}; received {received}. {remedy}")


def quoted(text: str) -> str:
    """A text of unknown origin, short, printable and on one line."""
    return shown(text)[1:-1]
