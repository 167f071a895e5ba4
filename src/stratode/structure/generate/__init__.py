"""Volumes with stated statistics and seeds: packings, layers, calendering, coatings, binder, frozen pillars."""
