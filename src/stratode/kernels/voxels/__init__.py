"""Kernels on volumes of voxels; plain arrays in and out, they know nobody but the compiler."""
