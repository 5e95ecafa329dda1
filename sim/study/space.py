"""What a calibration may move: the numbers that nobody can count, those shared by all sizes and those of each.

A point gives each of them a share (0 to 1) of its plausible range (``Parameter.at``). Evenly spread points are the
prior: every value in its range is as plausible as any other, by ratios where a number can only be positive.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.facts import Size
from sim.spec.load import load_behaviour, load_company
from sim.study.parameters import Parameter, ranged

GIVEN: frozenset[str] = frozenset(
    {
        *("company.revenue", "company.marketing_budget", "company.market.customers", "company.market.value_median"),
        *("company.team.reps", "company.team.founders", "company.team.marketers", "company.team.quota"),
        *("company.team.rep_cost", "company.team.marketer_cost", "company.team.outsourced_cost"),
        *("behaviour.price.fractional_cmo", "behaviour.price.cmo", "behaviour.price.tools", "behaviour.price.hiring"),
        *("behaviour.change.delay_weeks", "behaviour.change.cost_per_head"),
    }
)
"""What a company can count: who it is and what it pays. These say which company is asked about, so nothing is learned
of them from facts about companies in general."""


class Space(NamedTuple):
    """The numbers that are moved, in the order of a point: the shared ones, then those of each size in turn."""

    shared: tuple[Parameter, ...]
    own: Mapping[Size, tuple[Parameter, ...]]

    @property
    def names(self) -> list[str]:
        """A name for each place of a point: ``behaviour.patience.exponent``, ``mid.market.rivals``."""
        own = [f"{size}.{one.key.partition('.')[2]}" for size, ones in self.own.items() for one in ones]
        return [one.key for one in self.shared] + own

    @property
    def parameters(self) -> list[Parameter]:
        """The numbers themselves, in the same order."""
        return [*self.shared, *(one for ones in self.own.values() for one in ones)]

    def places(self, size: Size) -> list[int]:
        """The places of a point that a company of this ``size`` depends on."""
        first = len(self.shared)
        for other, ones in self.own.items():
            if other == size:
                return [*range(len(self.shared)), *range(first, first + len(ones))]
            first += len(ones)
        raise KeyError(size)

    def values(self, point: Floats, size: Size) -> dict[str, float]:
        """The values at ``point`` by key, as ``changed`` takes them."""
        moved = [*self.shared, *self.own[size]]
        return {one.key: one.at(float(share)) for one, share in zip(moved, point[self.places(size)], strict=True)}

    @property
    def slots(self) -> list[str]:
        """The keys of all numbers, each once, though several sizes may have one of their own."""
        return list(dict.fromkeys(one.key for one in self.parameters))

    def spread(self, slots: Floats) -> Floats:
        """Points (points x places) at which every size has the same share of a range, by slot (points x slots)."""
        number = {key: slot for slot, key in enumerate(self.slots)}
        return slots[:, [number[one.key] for one in self.parameters]]

    @property
    def centre(self) -> Floats:
        """The point of the values that stand in the catalogue."""
        return np.array([one.share(float(one.default)) for one in self.parameters])


def space(sizes: Sequence[Size], one_in: int = 1) -> Space:
    """The numbers of the catalogue that have a plausible range, but for those that are ``GIVEN``.

    For a quick look, ``one_in`` so many of them.
    """
    behaviour = load_behaviour()
    moved = {
        size: [one for one in ranged(load_company(size), behaviour) if one.key not in GIVEN and one.low < one.high]
        for size in sizes
    }
    shared = [one for one in moved[sizes[0]] if one.key.startswith("behaviour.")]
    own = {size: [one for one in ones if one.key.startswith("company.")] for size, ones in moved.items()}
    return Space(tuple(shared[::one_in]), {size: tuple(ones[::one_in]) for size, ones in own.items()})
