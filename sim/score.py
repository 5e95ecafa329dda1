"""Marketing's lead score: an online logistic regression that learns only from what it is told.

The first weights are fitted to clicks, which is all that marketing has before sales reports an outcome; they are
never chosen. From then on each reported outcome moves them by one step of the stochastic gradient.
"""

import math

import numpy as np

from sim.compiled import Floats, compiled
from sim.draws import Purpose, normal, uniform

Signals = tuple[float, float, float]
"""What marketing sees of an inquiry: profile, activity (both in standard deviations) and hand raised (0 or 1)."""

FIRST_RATE = 0.05
"""Step of the gradient while the first weights are fitted: some hundred clicks settle them."""


@compiled
def logistic(x: float) -> float:
    """The logistic function, in 0..1, safe for any real ``x``."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else math.exp(x) / (1.0 + math.exp(x))


@compiled
def logit(score: Floats, profile: float, activity: float, hand: float) -> float:
    """Log-odds to qualify, of a score (intercept and three weights) that sees these signals."""
    return score[0] + score[1] * profile + score[2] * activity + score[3] * hand


@compiled
def learn(score: Floats, rate: float, profile: float, activity: float, hand: float, qualified: bool) -> None:
    """Take one reported outcome in: a step of the stochastic gradient."""
    step = rate * ((1.0 if qualified else 0.0) - logistic(logit(score, profile, activity, hand)))
    score[0] += step
    score[1] += step * profile
    score[2] += step * activity
    score[3] += step * hand


class Score:
    """The chance that an inquiry would qualify, as far as marketing knows."""

    def __init__(self, seed: int, learning_rate: float, clicks: int) -> None:
        """Fit the first weights to ``clicks`` visits whose only known outcome is a click, likelier for the active."""
        self.learning_rate = FIRST_RATE
        self.state = np.zeros(4)
        for visit in range(clicks):
            profile = normal(seed, Purpose.CLICK, visit, 0)
            activity = normal(seed, Purpose.CLICK, visit, 1)
            clicked = uniform(seed, Purpose.CLICK, visit, 2) < logistic(activity)
            self.learn((profile, activity, 0.0), clicked)
        self.learning_rate = learning_rate

    @property
    def intercept(self) -> float:
        """Log-odds of an inquiry without any signal."""
        return float(self.state[0])

    @property
    def weights(self) -> list[float]:
        """Log-odds that each signal adds."""
        return [float(weight) for weight in self.state[1:]]

    def logit(self, signals: Signals) -> float:
        """Log-odds to qualify."""
        return logit(self.state, *signals)

    def predict(self, signals: Signals) -> float:
        """Chance to qualify, 0..1."""
        return logistic(self.logit(signals))

    def learn(self, signals: Signals, qualified: bool) -> None:
        """Take one reported outcome in."""
        learn(self.state, self.learning_rate, *signals, qualified)
