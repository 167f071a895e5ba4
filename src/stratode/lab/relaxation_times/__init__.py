"""Relaxation times that a spectrum between blocking electrodes shows without a model: where its parts cross, and where they peak."""
