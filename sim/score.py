"""Marketing's lead score: an online logistic regression that learns only from what it is told.

The first weights are fitted to clicks, which is all that marketing has before sales reports an outcome; they are
never chosen. From then on each reported outcome moves them by one step of the stochastic gradient.
"""

import math

from sim.draws import Purpose, normal, uniform

Signals = tuple[float, float, float]
"""What marketing sees of an inquiry: profile, activity (both in standard deviations) and hand raised (0 or 1)."""

FIRST_RATE = 0.05
"""Step of the gradient while the first weights are fitted: some hundred clicks settle them."""


def logistic(x: float) -> float:
    """The logistic function, in 0..1, safe for any real ``x``."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else math.exp(x) / (1.0 + math.exp(x))


class Score:
    """The chance that an inquiry would qualify, as far as marketing knows."""

    def __init__(self, seed: int, learning_rate: float, clicks: int) -> None:
        """Fit the first weights to ``clicks`` visits whose only known outcome is a click, likelier for the active."""
        self.learning_rate = FIRST_RATE
        self.intercept = 0.0
        self.weights = [0.0, 0.0, 0.0]
        for visit in range(clicks):
            profile = normal(seed, Purpose.CLICK, visit, 0)
            activity = normal(seed, Purpose.CLICK, visit, 1)
            clicked = uniform(seed, Purpose.CLICK, visit, 2) < logistic(activity)
            self.learn((profile, activity, 0.0), clicked)
        self.learning_rate = learning_rate

    def logit(self, signals: Signals) -> float:
        """Log-odds to qualify."""
        first, second, third = self.weights
        return self.intercept + first * signals[0] + second * signals[1] + third * signals[2]

    def predict(self, signals: Signals) -> float:
        """Chance to qualify, 0..1."""
        return logistic(self.logit(signals))

    def learn(self, signals: Signals, qualified: bool) -> None:
        """Take one reported outcome in."""
        step = self.learning_rate * (float(qualified) - self.predict(signals))
        self.intercept += step
        self.weights = [w + step * x for w, x in zip(self.weights, signals, strict=True)]
