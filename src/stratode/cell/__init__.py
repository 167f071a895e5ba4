"""The cell: laws, the layered P2D solver, protocols run on it, losses and limits."""

from stratode.cell.protocol import Precision
from stratode.cell.simulate import simulate

__all__ = ["Precision", "simulate"]
