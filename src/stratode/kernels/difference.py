"""Variable-step backward differences: weights of the past in the prediction and in the time derivative.

The derivative at the new time is that of the polynomial through the new value and `order` past ones (variable-coefficient
BDF, Brayton, Gustavson & Hachtel 1972); the prediction is the polynomial through `order + 1` past ones.
"""

from stratode.kernels.compiler import kernel


@kernel
def prediction_weights(past_time, head, count, time, weights):
    """Lagrange weights at `time` of the `count` newest past times (newest first)."""
    depth = past_time.size
    for i in range(count):
        ti = past_time[(head - i) % depth]
        w = 1.0
        for k in range(count):
            if k != i:
                tk = past_time[(head - k) % depth]
                w *= (time - tk) / (ti - tk)
        weights[i] = w


@kernel
def derivative_weights(past_time, head, order, time, weights):
    """Weights of the newest `order` past values in the derivative at `time`; returns the weight of the new value."""
    depth = past_time.size
    own = 0.0
    for i in range(order):
        ti = past_time[(head - i) % depth]
        own += 1.0 / (time - ti)
        w = 1.0 / (ti - time)
        for k in range(order):
            if k != i:
                tk = past_time[(head - k) % depth]
                w *= (time - tk) / (ti - tk)
        weights[i] = w
    return own


@kernel
def combine(past, head, weights, count, first, last, out):
    """out[first:last] = sum of weights times the newest rows of `past`."""
    depth = past.shape[0]
    row = past[head]
    w = weights[0]
    for j in range(first, last):
        out[j] = w * row[j]
    for i in range(1, count):
        row = past[(head - i) % depth]
        w = weights[i]
        for j in range(first, last):
            out[j] += w * row[j]


@kernel
def copy(source, first, target, at, count):
    """target[at : at + count] = source[first : first + count]; a loop compiles faster than a slice."""
    for k in range(count):
        target[at + k] = source[first + k]
