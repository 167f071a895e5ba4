"""The command `stratode`: a thin door. Options become arguments of a verb, its answer becomes text, JSON or files."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from typer.main import get_command

from stratode.cli import auditing, catalogue, comparing, generating, imaging, lab, running, speech

app = typer.Typer(
    name="stratode",
    help="An open virtual lab for thick lithium-battery electrodes.",
    epilog="Exit status: 0 done, 2 the input is wrong, 3 a computation could not finish.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
running.register(app)
comparing.register(app)
imaging.register(app)
generating.register(app)
lab.register(app)
auditing.register(app)
catalogue.register(app)


@app.callback()
def about(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False) -> None:
    """An open virtual lab for thick lithium-battery electrodes."""
    if version:
        from importlib.metadata import version as installed

        speech.say(installed("stratode"))
        raise typer.Exit


def main() -> None:
    """Run the command with this process's arguments; ends the process with the exit status."""
    sys.excepthook = speech.confess
    speech.tolerate_narrow_terminals()
    try:
        get_command(app)(prog_name="stratode")  # the command itself: typer's own call would put its hook for errors over ours
    except ValueError as error:
        speech.refuse(error)
    except ImportError as error:
        if error.name is not None:  # a module that does not load is a defect; an extra that is not installed names no module
            raise
        speech.refuse(error)
    except OSError as error:
        speech.refuse(speech.in_words(error))
    except MemoryError:
        speech.unfinished("memory ran out; files already named stay whole. Free some, or take a smaller volume, larger voxels or a crop.")
