"""Counting labels."""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel


@voxel_kernel
def count_labels(labels, counts):
    """Add to `counts` (4, 256) how often each label occurs in `labels` (n,); four rows, so that equal neighbours do not wait."""
    n = labels.shape[0]
    for m in range(0, n - 3, 4):
        counts[0, labels[m]] += 1
        counts[1, labels[m + 1]] += 1
        counts[2, labels[m + 2]] += 1
        counts[3, labels[m + 3]] += 1
    for m in range(n - n % 4, n):
        counts[0, labels[m]] += 1
