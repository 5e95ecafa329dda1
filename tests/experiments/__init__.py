"""Experiments from the command line to their files."""

from pathlib import Path

import experiments

EXPERIMENTS = sorted(
    path.stem
    for path in Path(experiments.__file__).parent.glob("*.py")
    if "def main(" in path.read_text("utf-8") and path.stem != "rerun"
)
"""The names of all questions; ``rerun`` asks none."""
