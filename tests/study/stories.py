"""Finished runs of a few moves, whose facts are known by hand."""

from sim.contract import REASONS, SOURCES, TOUCHES
from sim.records.recorder import Recorder
from sim.records.run import Run
from sim.stages import Stage
from tests import builders
from tests.records.made_up import REP, told

SPEC = builders.spec(warmup_years=1, years=3)
FIRST = SPEC.warmup_days
"""The first measured day; stories count from it."""
USUAL = {
    "inquiry": "hand_raised",
    "marketing_qualified": "scored_in",
    "sales_accepted": "called",
    "opportunity": "qualified",
    "customer": "won",
    "recycled": "never_called",
    "market": "rested",
    "lost": "lost_to_competitor",
    "cooling_off": "pushed_away",
    "churned": "not_renewed",
}
"""Why prospects move to a stage, unless a story says otherwise."""


def trip(source, *steps, value=100, rep=0, expected=0):
    """The moves of one prospect; a step is ``"DAY STAGE"`` or ``"DAY STAGE REASON"``.

    ``rep`` is in charge all along; the last move, if it ends a deal, was expected to bring ``expected`` cents.
    """
    moves = []
    for step in steps:
        day, stage, *why = step.split()
        reason = why[0] if why else USUAL[stage]
        worth = expected if step is steps[-1] else 0
        moves.append((int(day), SOURCES.index(source), Stage[stage.upper()], REASONS.index(reason), value, rep, worth))
    return moves


def story(*trips, scores=(), days=None, people=(REP,), **books):
    """A run in which prospects make ``trips``, and ``scores`` (day, score, good) are given.

    ``days`` are counts and ``books`` cents by measured day: ``revenue={0: 500}``.
    """
    recorder = Recorder("activities")
    moves = [(*move, who) for who, trip in enumerate(trips) for move in trip]
    for day, source, stage, reason, value, rep, worth, who in sorted(moves, key=lambda move: move[0]):
        recorder.move(FIRST + day, who, source, int(Stage.MARKET), int(stage), -1, rep, reason, value, worth)
    for number, (day, score, good) in enumerate(scores):
        recorder.activity(FIRST + day, number, TOUCHES.index("score"), -1, score, good)
    spent = {(FIRST + day, name): cents for name, pages in books.items() for day, cents in pages.items()}
    counts = {(FIRST + day, "opportunity"): number for day, number in (days or {}).items()}
    base = told(days=SPEC.days, spec=SPEC, spent=spent, counts=counts, people=people)
    written = recorder.tables()
    return Run(SPEC, base.tables | {name: written[name] for name in ("moves", "activities")})
