"""A BPX file, discharged from 100 % state of charge at three rates; where do the millivolts go?"""

from pathlib import Path

import stratode

HERE = Path(__file__).parent


def main() -> stratode.Outcome:
    (file,) = HERE.glob("*.json")
    outcome = stratode.run(file, rates=["0.2C", "1C", "2C"], protocol="discharge")
    for run in outcome.results[0].rates:
        name, loss = max(run.mean_losses.items(), key=lambda item: item[1])
        print(f"{run.c_rate:g}C: {run.capacity / 10:.2f} mAh/cm2 at {run.mean_voltage:.3f} V; most is lost to {name}, {loss * 1e3:.0f} mV")
    return outcome


if __name__ == "__main__":
    main()
