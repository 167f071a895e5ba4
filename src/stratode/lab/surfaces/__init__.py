"""Surfaces measured as height maps: levelled, filtered, and their areal texture parameters."""
