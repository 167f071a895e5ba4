"""Places of the numbers that a march keeps in `Work.scalars`."""

TIME, STEP, ORDER, DEPTH, HEAD, VOLTAGE = 0, 1, 2, 3, 4, 5  # now, next step, order, past points, place of the newest, its voltage
STEPS, REJECTED, FAILED, ITERATIONS = 6, 7, 8, 9  # counters
PHASE, RUNG, RESTING = 10, 11, 12  # of the march; of settling, and the voltage at rest
TRIAL, ERROR, REFUSED = 13, 14, 15  # length of the step under trial, its error over the tolerance, refusals in a row
STOP, LOW_H, LOW_F, HIGH_H, HIGH_F, SIDE = 16, 17, 18, 19, 20, 21  # the stop being located and its bracket
OWN, RATE = 22, 23  # weight of the new value in the derivative of the present trial; how fast the voltage moves, V/s
STRETCH, FIRST, WARMING = 24, 25, 26  # of the leg, its first step; rounds of the temperature in this trial
HEATED = 27  # temperature that the properties are at, K
ENTERED, ENTERED_SLOPE = 28, 30  # of each end: lithium that enters the electrolyte in the last update, at no current and per current
USED = 32  # order of the newest accepted step; 0 where the march settled
COUNT = 33
