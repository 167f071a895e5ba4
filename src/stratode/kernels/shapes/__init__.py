"""Kernels on shapes of voxels: distances, largest inscribed balls, basins; plain arrays in and out, they know nobody but the compiler."""
