"""Spheres in a box: pushed apart until they do not overlap, and drawn into voxels."""
