"""Quantities over temperature: Arrhenius, Vogel-Tammann-Fulcher, and which of the two the data support."""
