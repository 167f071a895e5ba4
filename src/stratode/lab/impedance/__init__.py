"""Impedance evaluated: consistency, circuits, resistances, conductivity, diffusion, transmission lines."""
