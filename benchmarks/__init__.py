"""Speed and accuracy beside PyBaMM: `python benchmarks/run.py`."""
