"""Spheres pushed apart by their overlaps: the energy sum(overlap^2) / 2 falls until none is left or forces balance.

The descent is FIRE (Bitzek et al., Phys. Rev. Lett. 97 (2006) 170201): damped motion that keeps its speed while it runs downhill.
"""

import math

from stratode.kernels.compiler import kernel
from stratode.kernels.packing.pairs import FULL, find_pairs, nearest_image

APART, BALANCED, TOO_MANY_PAIRS, UNFINISHED = 0, 1, 2, 3

STEP, LONGEST_STEP = 0.1, 0.4  # of time; a contact of stiffness 1 between masses of 1 swings with a period of 4.4
GROW, SHRINK, PATIENCE = 1.1, 0.5, 5
MIX, MIX_SHRINK = 0.1, 0.99


@kernel
def push(centres, radii, box, periodic, lowest, highest, first, second, pairs, force):
    """Forces of all overlaps into `force` (n, 3); returns the largest overlap over the sum of the radii.

    A sphere whose centre leaves `lowest` <= z <= `highest` is pushed back; that is no overlap.
    """
    worst = 0.0
    for i in range(centres.shape[0]):
        force[i, 0] = max(lowest[i] - centres[i, 0], 0.0) - max(centres[i, 0] - highest[i], 0.0)
        force[i, 1] = 0.0
        force[i, 2] = 0.0
    for p in range(pairs):
        i, j = first[p], second[p]
        dz = nearest_image(centres[j, 0] - centres[i, 0], box[0], periodic[0])
        dy = nearest_image(centres[j, 1] - centres[i, 1], box[1], periodic[1])
        dx = nearest_image(centres[j, 2] - centres[i, 2], box[2], periodic[2])
        touch = radii[i] + radii[j]
        square = dz * dz + dy * dy + dx * dx
        if square < touch * touch:
            distance = math.sqrt(square)
            depth = touch - distance
            worst = max(worst, depth / touch)
            share = depth / max(distance, 1e-9 * touch)
            force[i, 0] -= share * dz
            force[i, 1] -= share * dy
            force[i, 2] -= share * dx
            force[j, 0] += share * dz
            force[j, 1] += share * dy
            force[j, 2] += share * dx
    return worst


@kernel
def steer(velocity, force, mix):
    """Turn the velocities towards the forces; returns the power that was put in before, negative where it runs uphill."""
    power = 0.0
    speed = 0.0
    strength = 0.0
    for i in range(force.shape[0]):
        for axis in range(3):
            power += force[i, axis] * velocity[i, axis]
            speed += velocity[i, axis] * velocity[i, axis]
            strength += force[i, axis] * force[i, axis]
    if power > 0.0:
        scale = mix * math.sqrt(speed / max(strength, 1e-300))
        for i in range(force.shape[0]):
            for axis in range(3):
                velocity[i, axis] = (1.0 - mix) * velocity[i, axis] + scale * force[i, axis]
    return power


@kernel
def move(centres, velocity, force, moved, box, periodic, step, longest):
    """One step of time; no sphere moves farther than `longest`. Returns the farthest way since the pairs were found."""
    farthest = 0.0
    for i in range(centres.shape[0]):
        way = 0.0
        for axis in range(3):
            velocity[i, axis] += step * force[i, axis]
            way += velocity[i, axis] * velocity[i, axis]
        scale = step * min(1.0, longest / max(step * math.sqrt(way), 1e-300))
        total = 0.0
        for axis in range(3):
            d = scale * velocity[i, axis]
            moved[i, axis] += d
            total += moved[i, axis] * moved[i, axis]
            at = centres[i, axis] + d
            if periodic[axis]:
                at -= box[axis] * math.floor(at / box[axis])
            centres[i, axis] = at
        farthest = max(farthest, total)
    return math.sqrt(farthest)


@kernel
def relax(
    centres, radii, box, periodic, lowest, highest, skin, counts, heads, following, first, second, velocity, force, moved,
    enough, balance, most_steps,
):  # fmt: skip
    """Moves `centres` (n, 3) until the largest relative overlap is below `enough` (APART), or the largest force below `balance` (BALANCED).

    Returns:
        (status, largest overlap over the sum of the radii, steps).
    """
    n = centres.shape[0]
    velocity[:, :] = 0.0
    moved[:, :] = 0.0
    step, mix, downhill, worst = STEP, MIX, 0, 0.0
    pairs = find_pairs(centres, radii, box, periodic, skin, counts, heads, following, first, second)
    for count in range(most_steps):
        if pairs == FULL:
            return TOO_MANY_PAIRS, worst, count
        worst = push(centres, radii, box, periodic, lowest, highest, first, second, pairs, force)
        largest = 0.0
        outside = 0.0
        for i in range(n):
            largest = max(largest, force[i, 0] ** 2 + force[i, 1] ** 2 + force[i, 2] ** 2)
            outside = max(outside, (max(lowest[i] - centres[i, 0], 0.0) + max(centres[i, 0] - highest[i], 0.0)) / (2.0 * radii[i]))
        if max(worst, outside) < enough:
            return APART, worst, count
        if largest < balance * balance:
            return BALANCED, worst, count
        if steer(velocity, force, mix) > 0.0:
            downhill += 1
            if downhill > PATIENCE:
                step = min(step * GROW, LONGEST_STEP)
                mix *= MIX_SHRINK
        else:
            velocity[:, :] = 0.0
            step, mix, downhill = max(step * SHRINK, 1e-3), MIX, 0
        if move(centres, velocity, force, moved, box, periodic, step, 0.1 * skin) > 0.5 * skin - 0.1 * skin:
            moved[:, :] = 0.0
            pairs = find_pairs(centres, radii, box, periodic, skin, counts, heads, following, first, second)
    return UNFINISHED, worst, most_steps
