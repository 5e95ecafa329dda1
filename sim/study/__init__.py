"""Many runs: fanned out over processes, paired by their luck, and counted."""

from sim.study.tidy import load

__all__ = ["load"]
