"""Where to look: how plausible a point of the space is, given where each fact should come out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.facts import Size
from sim.study.emulator import Emulator
from sim.study.posterior import draws, log_chance
from sim.study.space import Space
from sim.study.targets import Target
from sim.study.workers import run_all

CHAINS = 32
"""In one task; which processes carry them out changes nothing."""


class Search(NamedTuple):
    """Points are wanted at which each of ``targets`` lies between its ``ends`` (2 x targets, on the working scale)."""

    where: Space
    told: Mapping[Size, Emulator]
    targets: Sequence[Target]
    ends: Floats

    def chance(self, points: Floats) -> Floats:
        """Logarithm of how plausible each of ``points`` is, up to a constant: all targets lie where they should."""
        total = np.zeros(len(points))
        for size, emulator in self.told.items():
            mean = emulator.mean(points[:, self.where.places(size)])
            total += log_chance(mean, emulator.error, *self.ends[:, of(self.targets, size)]).sum(axis=1)
        return total


class Chains(NamedTuple):
    """How points are drawn: where each chain starts (chains x places), its sweeps, and the seed of all."""

    start: Floats
    sweeps: int
    seed: int


def drawn(searches: Sequence[Search], chains: Chains, workers: int, label: str) -> Floats:
    """For each of ``searches`` where the chains end: searches x chains x places."""
    groups = range(0, len(chains.start), CHAINS)
    jobs = [
        (search, Chains(chains.start[first : first + CHAINS], chains.sweeps, chains.seed + first))
        for search in searches
        for first in groups
    ]
    found = run_all(jobs, workers, _draws, label)
    whole = [np.concatenate(found[number : number + len(groups)]) for number in range(0, len(found), len(groups))]
    return np.array(whole)


def _draws(job: tuple[Search, Chains]) -> Floats:
    from threadpoolctl import threadpool_limits

    search, chains = job
    with threadpool_limits(1):  # sums in another order have other last digits
        return draws(search.chance, chains.start, chains.sweeps, chains.seed)


def of(targets: Sequence[Target], size: Size) -> list[int]:
    """The numbers of those of ``targets`` that are about this ``size``."""
    return [number for number, target in enumerate(targets) if target.size == size]


def believable(targets: Sequence[Target]) -> Floats:
    """The ends that are believable of each: 2 x targets."""
    return np.array([target.ends for target in targets]).T
