"""Cycling: half cycles found and counted, efficiencies, fade and knees, rate tests, dQ/dV."""
