"""stratode: an open virtual lab for thick lithium-battery electrodes.

The front door from Python has the words of the command line:

    import stratode
    outcome = stratode.run("recipe.yaml", rates=["0.5C", "1C"])
    outcome.save("results/")

Nothing is imported before it is used, and nothing inside the package imports this door.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stratode.audited import Audited, audit
    from stratode.generated import Generation, generate
    from stratode.observed import Observed
    from stratode.outcome import Outcome
    from stratode.pictured import Pictured, image
    from stratode.responses import Responses
    from stratode.spectra import Spectra
    from stratode.verbs import (
        as_bpx,
        explain,
        impedance,
        material,
        materials,
        read,
        run,
        save_bpx,
        schema,
        sensitivities,
        simulate,
        starter,
    )

_HOME = {
    "Audited": "stratode.audited",
    "Generation": "stratode.generated",
    "Observed": "stratode.observed",
    "Outcome": "stratode.outcome",
    "Pictured": "stratode.pictured",
    "Responses": "stratode.responses",
    "Spectra": "stratode.spectra",
    "audit": "stratode.audited",
    "generate": "stratode.generated",
    "image": "stratode.pictured",
}

__all__ = [
    "Audited",
    "Generation",
    "Observed",
    "Outcome",
    "Pictured",
    "Responses",
    "Spectra",
    "as_bpx",
    "audit",
    "explain",
    "generate",
    "image",
    "impedance",
    "material",
    "materials",
    "read",
    "run",
    "save_bpx",
    "schema",
    "sensitivities",
    "simulate",
    "starter",
]


def __getattr__(name: str) -> Any:
    """The verb or class called `name`, imported at its first use."""
    if name not in __all__:
        raise AttributeError(f"stratode has no '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(_HOME.get(name, "stratode.verbs")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
