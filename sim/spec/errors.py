"""Refusals."""


class SpecError(ValueError):
    """Refused."""
