"""The mutation check: breaks each compiled rule in many small ways, and counts how often the tests notice.

``python -m tests.mutation`` breaks all of them; ``--rules 'handoff.*' desk.take_deal`` some.
"""

import argparse
import fnmatch
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
BATTERIES = ("tests/theory", "tests/properties", "tests/docking")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the check; 0 if no mutant survives but those that are known to be equivalent."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Break rules; see who notices.")
    parser.add_argument("--rules", nargs="+", default=["*"], metavar="RULE", help="such as desk.take_deal or 'desk.*'")
    parser.add_argument("--workers", type=int, default=1, help="mutants tried at once (default 1)")
    asked = parser.parse_args(arguments)

    # What nobody breaks may be machine code: draws, market, score and drift are compiled, the crowd's rules are not.
    import sim.drift
    import sim.market
    import sim.score  # noqa: F401

    os.environ["TRUCE_UNCOMPILED"] = "1"
    import pytest

    from tests.mutation.check import Check
    from tests.mutation.equivalent import EQUIVALENT
    from tests.mutation.mutants import mutants
    from tests.mutation.summary import Summary

    found = mutants(lambda rule: any(fnmatch.fnmatch(rule, pattern) for pattern in asked.rules))
    summary = Summary([mutant for mutant in found if mutant.name not in EQUIVALENT], time.monotonic)
    check = Check(summary.mutants, asked.workers, summary.add)
    options = ["-m", "mutation", "-p", "no:terminal", "-p", "no:cacheprovider", "-s", f"--rootdir={ROOT}"]
    code = pytest.main([*options, *(str(ROOT / battery) for battery in BATTERIES)], plugins=[check])
    if code != pytest.ExitCode.OK:
        print("the tests fail without any mutant", file=sys.stderr)
        return int(code)
    print(summary.table())
    return int(bool(summary.survivors))


if __name__ == "__main__":
    sys.exit(main())
