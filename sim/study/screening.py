"""Which numbers a fact answers to: elementary effects all over the space (Morris 1991), by SALib.

A trajectory moves one number after the other by two thirds of its range; a number that each size has for itself moves
in all sizes at once. The mean size of what that does to a fact, mu*, counts the number's own effect and its part in
interactions alike (Campolongo and others 2007).
"""

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.spec.errors import SpecError
from sim.study.space import Space
from sim.study.targets import Target, targets
from sim.study.trials import Growing, Stage, Trials, can_be_run, carried_out

if TYPE_CHECKING:
    import pandas as pd

SCREENING, AGAIN = "screening", "screening again"
"""The stages; in the second the first point of each trajectory is run once more, which tells what luck does there."""
SEEDS = 4_000_000
"""How far the seeds are from those of a calibration."""
LEVELS = 4
STEP = LEVELS / (2.0 * (LEVELS - 1.0))
"""Of a range, that each number is moved by."""
ANSWERS, BEYOND_LUCK = 0.5, 2.0
"""A fact answers to a number that moves it by half of what is believable, and twice as far as luck does."""
FEWEST = 2
"""Trajectories that say something of a fact, without which nothing is known of its effects."""
COLUMNS: tuple[str, ...] = ("fact", "size", "parameter", "mu_star", "half_width", "luck", "answers")
"""The columns of ``effects``, in order."""


class Screening(NamedTuple):
    """How much is run."""

    where: Space
    scales: tuple[float, ...]
    """Heads, market and budget over the real company's, by size."""
    trajectories: int
    seed: int


def screened(plan: Screening, done: Trials, workers: int) -> Growing:
    """Run the trajectories, after what is ``done``; each has luck of its own, the same all along."""
    paths = _paths(plan)
    first = plan.seed + SEEDS
    seeds = [first + number for number, path in enumerate(paths) for _ in path]
    points = np.vstack([plan.where.spread(path) for path in paths])
    done = yield from carried_out(plan.where, Stage(SCREENING, points, seeds, plan.scales), done, workers)
    other = range(first + len(paths), first + 2 * len(paths))
    again = Stage(AGAIN, plan.where.spread(paths[:, 0]), other, plan.scales)
    done = yield from carried_out(plan.where, again, done, workers)
    return done


def effects(plan: Screening, done: Trials) -> "pd.DataFrame":
    """One row a fact, size and number, with ``COLUMNS``.

    ``mu_star``: over the whole range of the number, in widths of the fact's believable range (in standard deviations
    of all runs where that is open), with the half-width of its 95 % interval. ``luck``: mu* of a number that does
    nothing but change the luck.
    """
    import pandas as pd
    from SALib.analyze import morris

    paths, rows = _paths(plan), []
    readings = done.of(SCREENING).readings.reshape(*paths.shape[:2], -1)
    pairs = readings[:, 0] - done.of(AGAIN).readings
    names = plan.where.slots
    for target, column, pair in zip(targets(tuple(plan.where.own)), np.moveaxis(readings, 2, 0), pairs.T, strict=True):
        told = np.isfinite(column).all(axis=1)
        if told.sum() < FEWEST:
            continue
        width = _width(target, column[told])
        moved = column[told].ravel() / width
        found = morris.analyze(_problem(plan.where), np.vstack(paths[told]), moved, num_levels=LEVELS, seed=0)
        told_twice = pair[np.isfinite(pair)]
        noise = float(np.mean(np.abs(told_twice))) / width / STEP if len(told_twice) else np.inf
        for name, mu_star, half in zip(names, found["mu_star"], found["mu_star_conf"], strict=True):
            answers = mu_star >= ANSWERS and mu_star >= BEYOND_LUCK * noise
            values = (target.fact.id, target.size, name, mu_star, half, noise, answers)
            rows.append(dict(zip(COLUMNS, values, strict=True)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _paths(plan: Screening) -> Floats:
    """Trajectories x points x slots: those all of whose points make a company."""
    from SALib.sample import morris

    spare, problem = 3 * plan.trajectories, _problem(plan.where)
    points = morris.sample(problem, spare, num_levels=LEVELS, seed=plan.seed).reshape(spare, -1, problem["num_vars"])
    good = (path for path in points if all(can_be_run(plan.where, point) for point in plan.where.spread(path)))
    found = list(islice(good, plan.trajectories))
    if len(found) < plan.trajectories:
        raise SpecError(f"{len(found)} trajectories make companies all along, of {plan.trajectories} that are wanted")
    return np.array(found)


def _problem(where: Space) -> dict[str, Any]:
    names = where.slots
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _width(target: Target, column: Floats) -> float:
    low, high = target.ends
    return float(high - low) if np.isfinite(high - low) else float(np.std(column))


def identifiable(where: Space, table: "pd.DataFrame") -> list[str]:
    """The names of the numbers that a fact answers to: a size's own by facts of that size, shared ones by any."""
    answered = table[table["answers"]]
    found = []
    for name, one in zip(where.names, where.parameters, strict=True):
        size = name.partition(".")[0]
        rows = answered if size == "behaviour" else answered[answered["size"].eq(size)]
        if rows["parameter"].eq(one.key).any():
            found.append(name)
    return found
