"""Signs: a charging current is positive, the reactance of a capacitance negative; what a file means is turned, or told."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution
from stratode.lab.record import CURRENT, FREQUENCY, IMAGINARY, REAL, VOLTAGE, Array

CLEAR = 0.3  # share of the voltage's way, net, that must go with or against the current to tell a sign
MOST = 0.8  # share of points
PIECE = 1_000_000  # rows looked at once
AGAINST = "If a discharge is written positive there, turn it with --columns 'Current / A=-NAME'."


States = Callable[[], tuple[NDArray[np.int64], list[str]]]  # the state of each row as the number of a text, and the texts


class Sign(Enum):
    """What a format means by a positive current."""

    CHARGING = "charging"
    UNKNOWN = "unknown"
    CATHODIC = "usually reduction"


def check_signs(columns: dict[str, Array], sign: Sign, states: States | None) -> tuple[dict[str, Array], list[Caution]]:
    """The columns with the current as the house counts it, and what was turned or could not be told."""
    if FREQUENCY in columns:
        return columns, _of_impedance(columns)
    if CURRENT not in columns:
        return columns, []
    current = columns[CURRENT]
    if states is not None and not (current < 0.0).any():
        codes, texts = states()
        falling = np.array([is_discharge(text) for text in texts], dtype=bool)[codes]
        if (current[falling] > 0.0).any():
            turned = np.where(falling, -current, current)
            words = "The file writes all currents positive; those of discharge steps were made negative, as its states name them."
            return columns | {CURRENT: turned}, [Caution("sign_from_states", words)]
    way = tendency(columns)
    if sign is Sign.CATHODIC and way < -CLEAR:
        words = "Reduction currents stand positive in this file; all were turned, so that oxidation (charge) is positive."
        return columns | {CURRENT: -current}, [Caution("sign_flipped", words)]
    if way < -CLEAR:
        words = f"The voltage falls while the current is positive, net {-way:.0%} of its way, as if discharge were positive. {AGAINST}"
        return columns, [Caution("sign_suspect", words)]
    if sign is not Sign.CHARGING and way < CLEAR and np.any(current != 0.0):
        words = f"The file does not tell which sign of the current charges; positive was taken to charge. {AGAINST}"
        return columns, [Caution("sign_unknown", words)]
    return columns, []


def is_discharge(state: str) -> bool:
    """Whether the name of a step says discharge."""
    text = state.strip().casefold()
    return "放电" in text or "dchg" in text or "dis" in text or text == "d" or text.startswith(("d_", "cc_d", "cc d"))


def tendency(columns: dict[str, Array]) -> float:
    """Net share of the voltage's way that goes with the current, -1 to 1; 0 where nothing is told."""
    if VOLTAGE not in columns:
        return 0.0
    current, voltage = columns[CURRENT], columns[VOLTAGE]
    net = way = 0.0
    for start in range(0, current.size, PIECE):
        part = slice(start, start + PIECE + 1)
        side, steps = np.sign(current[part]), np.diff(voltage[part])
        steady = (side[1:] == side[:-1]) & (side[1:] != 0.0)
        way += float(np.abs(steps[steady]).sum())
        net += float((steps * side[1:])[steady].sum())
    return net / way if way > 0.0 else 0.0


def _of_impedance(columns: dict[str, Array]) -> list[Caution]:
    found = []
    if IMAGINARY in columns and columns[IMAGINARY].size:
        inductive = float((columns[IMAGINARY] > 0.0).mean())
        if inductive > MOST:
            words = (
                f"The imaginary part is positive in {inductive:.0%} of the points, as of an inductance. If the file writes -Z'' there, "
                "turn it with --columns 'Imaginary Impedance / ohm=-NAME'."
            )
            found.append(Caution("sign_suspect", words))
    if REAL in columns and columns[REAL].size and float((columns[REAL] < 0.0).mean()) > 0.5:
        found.append(
            Caution("negative_resistance", "The real part is negative in most points: no passive cell gives that. Check its sign.")
        )
    return found
