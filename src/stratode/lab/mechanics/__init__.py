"""Films that are stretched: stress and strain, what healing restores, resistance under strain."""
