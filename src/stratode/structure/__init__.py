"""Volumes: read, segment, generate, measure; and what a layer of a recipe takes from them."""
