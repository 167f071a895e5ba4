"""Coarse levels: nodes and the conductances between them in compressed rows, and one cycle of multigrid on them.

Row a holds its neighbours `index[start[a]:start[a + 1]]` and the conductances to them. For the cycle they are arranged in slots, those
before a node apart from those after it, so that nearly all rows are equally long and the processor need not guess where they end; the few
that find no slot are listed behind: `before` and `after` are what :func:`arrange` filled, with `x` 0 at the place behind the nodes.
"""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel

SLOTS = 3  # for the neighbours before a node, and for those after it: a block has six, three of them before it


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
def invert(start, value, held, inverse):
    """Fill 1 over the diagonal, with `held`, the conductance to what is held; 0 where nothing is."""
    for a in range(inverse.shape[0]):
        s = held[a]
        for e in range(start[a], start[a + 1]):
            s += value[e]
        inverse[a] = 1.0 / s if s > 0.0 else 0.0


@voxel_kernel
def _put(arranged, a, slot, m, b, g):
    """Give node a's neighbour b the next slot, or a place in the list behind; returns how many are listed."""
    place, conductance, more, far, extra = arranged
    if slot < SLOTS:
        place[a, slot], conductance[a, slot] = b, g
        return m
    more[m + 1], far[m + 1], extra[m + 1] = a, b, g
    return m + 1


@voxel_kernel
def _end(arranged, m):
    """Close the list behind: no node bears the number before its first, or after its last."""
    _, _, more, far, extra = arranged
    more[0], far[0], extra[0] = -1, 0, 0
    more[m + 1], far[m + 1], extra[m + 1] = -1, 0, 0


@voxel_kernel
def arrange(start, index, value, before, after):
    """Arrange the neighbours before each node and those after it; returns how many of each found no slot.

    Args:
        before: place (nodes, SLOTS), the neighbours, the number of nodes where there is none; the conductances to them (nodes, SLOTS),
            0 where there is none; then of each that found no slot, rising, from place 1 on, its node (-1 before the first and after
            the last), the neighbour, and the conductance to it. All filled.
        after: the same of those after it.
    """
    n, low, high = before[0].shape[0], 0, 0
    for a in range(n):
        lower, upper = 0, 0
        for e in range(start[a], start[a + 1]):
            if index[e] < a:
                low = _put(before, a, lower, low, index[e], value[e])
                lower += 1
            else:
                high = _put(after, a, upper, high, index[e], value[e])
                upper += 1
        for slot in range(lower, SLOTS):
            before[0][a, slot], before[1][a, slot] = n, 0
        for slot in range(upper, SLOTS):
            after[0][a, slot], after[1][a, slot] = n, 0
    _end(before, low)
    _end(after, high)
    return low, high


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
def forwards(before, inverse, b, x):
    """One sweep of Gauss-Seidel from x = 0."""
    place, conductance, more, far, extra = before
    m = 1
    for a in range(inverse.shape[0]):
        s = b[a] + conductance[a, 0] * x[place[a, 0]] + conductance[a, 1] * x[place[a, 1]] + conductance[a, 2] * x[place[a, 2]]
        while more[m] == a:
            s += extra[m] * x[far[m]]
            m += 1
        x[a] = s * inverse[a]


@voxel_kernel
def hand_down(after, x, groups, coarse):
    """What :func:`forwards` left undone, added to the groups: the flow from the neighbours that came after."""
    place, conductance, more, far, extra = after
    for a in range(groups.shape[0]):
        s = conductance[a, 0] * x[place[a, 0]] + conductance[a, 1] * x[place[a, 1]] + conductance[a, 2] * x[place[a, 2]]
        coarse[groups[a]] += s
    for m in range(1, more.shape[0] - 1):
        coarse[groups[more[m]]] += extra[m] * x[far[m]]


@voxel_kernel
def hand_up(coarse, groups, x):
    """Add the groups' correction to their members."""
    for a in range(groups.shape[0]):
        x[a] += coarse[groups[a]]


@voxel_kernel
def backwards(before, after, inverse, b, x):
    """One sweep of Gauss-Seidel in the opposite order."""
    place, conductance, more, far, extra = before
    next_place, next_conductance, next_more, next_far, next_extra = after
    m, k = more.shape[0] - 2, next_more.shape[0] - 2
    for a in range(inverse.shape[0] - 1, -1, -1):
        s = b[a] + conductance[a, 0] * x[place[a, 0]] + conductance[a, 1] * x[place[a, 1]] + conductance[a, 2] * x[place[a, 2]]
        s += next_conductance[a, 1] * x[next_place[a, 1]] + next_conductance[a, 2] * x[next_place[a, 2]]
        s += next_conductance[a, 0] * x[next_place[a, 0]]
        while more[m] == a:
            s += extra[m] * x[far[m]]
            m -= 1
        while next_more[k] == a:
            s += next_extra[k] * x[next_far[k]]
            k -= 1
        x[a] = s * inverse[a]


@voxel_kernel
def dot(a, b):
    """a . b over b's length, summed in double precision."""
    s = 0.0
    for n in range(b.shape[0]):
        s += a[n] * b[n]
    return s
