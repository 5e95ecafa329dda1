"""What figures of one contest are drawn from, made up."""

from sim.study.contest import Contest
from tests import builders
from tests.study.frames import kept, noisy

CAPTION = "n = 12 paired replications (seeds 0 to 11)"
CONTEST = Contest(builders.company("mid"), builders.policy("sales_led"), builders.policy("fractional_cmo"))
NAMES = (CONTEST.typical.name, CONTEST.cure.name)
SPOKEN = ["sales led", "fractional cmo"]


def tables(**effect):
    """Everything kept of twelve pairs."""
    return kept(noisy(names=NAMES, **effect))


def legend(figure):
    """The texts of a figure's legend."""
    return [text.get_text() for text in figure.legends[0].get_texts()]
