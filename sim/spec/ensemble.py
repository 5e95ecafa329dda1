"""The ensemble: sets of numbers that are all as plausible as each other, as a calibration leaves them."""

import csv
from collections.abc import Mapping

from sim.spec.company import CompanySpec
from sim.spec.errors import SpecError
from sim.spec.paths import CONFIGS

ENSEMBLE = CONFIGS / "ensemble.csv"
"""One row a member, one column a number: ``behaviour.patience.exponent``, or ``mid.market.rivals`` for one size."""


def load_ensemble() -> list[Mapping[str, float]]:
    """What each member says, by column; raises ``SpecError`` if there is no ensemble."""
    if not ENSEMBLE.exists():
        raise SpecError(f"{ENSEMBLE}: there is no ensemble yet; python -m experiments.calibrate makes one")
    with ENSEMBLE.open(encoding="utf-8", newline="") as file:
        return [{name: _number(text) for name, text in row.items()} for row in csv.DictReader(file)]


def of_company(member: Mapping[str, float], company: CompanySpec) -> dict[str, float]:
    """What a member says of ``company``, by key: ``behaviour.patience.exponent``, ``company.market.rivals``.

    A company that is not of the catalogue keeps all numbers of its own: members then differ in behaviour alone.
    """
    found = {}
    for name, value in member.items():
        owner, _, key = name.partition(".")
        if owner in ("behaviour", company.name):
            found[f"{'behaviour' if owner == 'behaviour' else 'company'}.{key}"] = value
    return found


def _number(text: str) -> float:
    """Whole where it is written so: heads and accounts are."""
    return int(text) if text.lstrip("-").isdigit() else float(text)
