"""Many runs: fanned out over processes, paired by their luck, and counted."""
