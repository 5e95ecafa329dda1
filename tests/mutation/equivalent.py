"""Mutants that change nothing that anybody could ever see, each with the reason."""

EQUIVALENT: dict[str, str] = {}
