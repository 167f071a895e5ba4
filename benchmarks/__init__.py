"""Speed and accuracy beside PyBaMM and TauFactor: `python benchmarks/run.py`."""
