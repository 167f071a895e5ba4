"""Which layer belongs at the collector? Large below small against small below large, at 1C."""

from pathlib import Path

import stratode

HERE = Path(__file__).parent


def main() -> stratode.Outcome:
    outcome = stratode.run(HERE / "chen2024_l_dry_s.yaml", HERE / "chen2024_s_dry_l.yaml", rates=["1C"])
    for result in outcome.results:
        (run,) = result.rates
        print(f"{result.name}: {run.specific_capacity:.1f} mAh/g at {run.c_rate:g}C, limited by {run.limited_by}")
    return outcome


if __name__ == "__main__":
    main()
