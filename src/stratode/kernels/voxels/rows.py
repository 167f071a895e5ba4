"""Coarse levels: nodes and the conductances between them in compressed rows, and one cycle of multigrid on them.

Row a holds its neighbours `index[start[a]:start[a + 1]]`, those before it first (up to `middle[a]`), and the conductances to them.
"""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel


@voxel_kernel
def compress(one, other, conductance, m, start, index, value):
    """Rows from the first `m` pairs, both ways; `start` (nodes + 1) is zero at first."""
    n = start.shape[0] - 1
    for e in range(m):
        start[one[e] + 1] += 1
        start[other[e] + 1] += 1
    for a in range(n):
        start[a + 1] += start[a]
    for e in range(m):
        a, b = one[e], other[e]
        index[start[a]], value[start[a]] = b, conductance[e]
        index[start[b]], value[start[b]] = a, conductance[e]
        start[a] += 1
        start[b] += 1
    for a in range(n, 0, -1):
        start[a] = start[a - 1]
    start[0] = 0


@voxel_kernel
def arrange(start, index, value, held, middle, inverse):
    """Neighbours before a node first; 1 over the diagonal, with `held`, the conductance to what is held."""
    n = middle.shape[0]
    for a in range(n):
        low, high = start[a], start[a + 1] - 1
        s = held[a]
        for e in range(low, high + 1):
            s += value[e]
        while low <= high:
            if index[low] < a:
                low += 1
            elif index[high] > a:
                high -= 1
            else:
                index[low], index[high] = index[high], index[low]
                value[low], value[high] = value[high], value[low]
        middle[a] = low
        inverse[a] = 1.0 / s if s > 0.0 else 0.0


@voxel_kernel
def sort_into(keys, start, members):
    """Members of each key in order: `members[start[key]:start[key + 1]]`; `start` is zero at first."""
    n = start.shape[0] - 1
    for a in range(keys.shape[0]):
        start[keys[a] + 1] += 1
    for key in range(n):
        start[key + 1] += start[key]
    for a in range(keys.shape[0]):
        members[start[keys[a]]] = a
        start[keys[a]] += 1
    for key in range(n, 0, -1):
        start[key] = start[key - 1]
    start[0] = 0


@voxel_kernel
def join(start, index, value, inverse, blocks, block_start, members, weakest, stack, groups):
    """Nodes of one block that hang together become one; returns how many there are. `stack` has room for every node."""
    n = 0
    groups[:] = -1
    for block in range(block_start.shape[0] - 1):
        for m in range(block_start[block], block_start[block + 1]):
            first = members[m]
            if groups[first] >= 0:
                continue
            groups[first] = n
            stack[0], size = first, 1
            while size > 0:
                size -= 1
                a = stack[size]
                for e in range(start[a], start[a + 1]):
                    b = index[e]
                    if groups[b] < 0 and blocks[b] == block and value[e] * min(inverse[a], inverse[b]) > weakest:
                        groups[b] = n
                        stack[size] = b
                        size += 1
            n += 1
    return n


@voxel_kernel
def coarsen(start, index, value, held, groups, group_start, members, scale, mark, next_start, next_index, next_value, next_held):
    """Conductances between groups, times `scale`; returns how many there are. `mark` (groups) is -1 at first."""
    total = 0
    for g in range(group_start.shape[0] - 1):
        next_start[g] = total
        first = total
        ends = held[members[group_start[g]]] * 0
        for m in range(group_start[g], group_start[g + 1]):
            a = members[m]
            ends += held[a]
            for e in range(start[a], start[a + 1]):
                other = groups[index[e]]
                if other == g:
                    continue
                if mark[other] < first:
                    mark[other] = total
                    next_index[total], next_value[total] = other, 0.0
                    total += 1
                next_value[mark[other]] += scale * value[e]
        next_held[g] = scale * ends
    next_start[group_start.shape[0] - 1] = total
    return total


@voxel_kernel
def forwards(start, middle, index, value, inverse, b, x):
    """One sweep of Gauss-Seidel from x = 0."""
    for a in range(middle.shape[0]):
        s = b[a]
        for e in range(start[a], middle[a]):
            s += value[e] * x[index[e]]
        x[a] = s * inverse[a]


@voxel_kernel
def hand_down(start, middle, index, value, x, groups, coarse):
    """What :func:`forwards` left undone, added to the groups: the flow from the neighbours that came after."""
    for a in range(middle.shape[0]):
        s = x[a] * 0
        for e in range(middle[a], start[a + 1]):
            s += value[e] * x[index[e]]
        coarse[groups[a]] += s


@voxel_kernel
def hand_up(coarse, groups, x):
    """Add the groups' correction to their members."""
    for a in range(groups.shape[0]):
        x[a] += coarse[groups[a]]


@voxel_kernel
def backwards(start, index, value, inverse, b, x):
    """One sweep of Gauss-Seidel in the opposite order."""
    for a in range(inverse.shape[0] - 1, -1, -1):
        s = b[a]
        for e in range(start[a], start[a + 1]):
            s += value[e] * x[index[e]]
        x[a] = s * inverse[a]


@voxel_kernel
def dot(a, b):
    """a . b over b's length, summed in double precision."""
    s = 0.0
    for n in range(b.shape[0]):
        s += a[n] * b[n]
    return s
