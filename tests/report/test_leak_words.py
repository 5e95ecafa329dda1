"""Where most is lost, in a sentence and in short."""

import pandas as pd

from sim.contract import LOSSES
from sim.records.leaks import WASTE
from sim.report.leak_words import CAUSES, change, leak, most_lost


def leaks(**causes):
    """Leaks of two years, half of each cause in each: ``cause=(value, dollars)`` in all."""
    rows = [(cause, value / 2, money / 2) for cause, (value, money) in causes.items() for _ in range(2)]
    return pd.DataFrame(rows, columns=["cause", "value", "dollars"])


def test_the_largest_loss_and_the_largest_waste_are_named_with_their_parts_a_year():
    told = most_lost(
        leaks(never_called=(3e6, 2e5), neglected=(1e6, 0.0), collateral_unused=(0.0, 6e5), not_ready=(0.0, 9e6)),
        2,
    )
    assert told == (
        "Most is lost on leads that nobody calls: $1.5 million of the $2.0 million of annual contract value that "
        "better work would have won each year; most money is wasted making material that no rep uses: $300 thousand of "
        "$400 thousand a year."
    )


def test_where_nothing_is_lost_or_wasted_it_says_so():
    assert most_lost(leaks(never_called=(0.0, 0.0)), 2) == (
        "No buyer was lost that better work would have won; no money was wasted."
    )


def test_every_cause_of_loss_and_of_waste_has_its_words():
    for cause in LOSSES:
        assert "Most is lost " in most_lost(leaks(**{cause: (1.0, 0.0)}), 2)
    for cause in WASTE:
        assert "most money is wasted " in most_lost(leaks(**{cause: (0.0, 1.0)}), 2)


def test_in_short_the_largest_loss_alone():
    assert leak(leaks(never_called=(3e6, 2e5), neglected=(1e6, 9e9))) == "Most is lost on leads that nobody calls."
    assert leak(leaks(never_called=(0.0, 2e5))) == "No buyer is lost."


def test_causes_have_short_names_for_pictures_too():
    assert (set(CAUSES["value"]), set(CAUSES["dollars"])) == (set(LOSSES), set(WASTE))


def test_what_becomes_of_lost_buyers_under_the_remedy():
    causes = dict.fromkeys(CAUSES["value"], (0.0, 0.0))
    before = leaks(**causes | {"never_called": (3e6, 0.0), "too_late": (1e6, 0.0)})
    after = leaks(**causes | {"never_called": (1e6, 0.0), "too_late": (1.4e6, 0.0)})
    typical, cure = (rows.groupby("cause", sort=False).sum().reset_index() for rows in (before, after))
    assert change(typical, cure, 2) == (
        "Under the remedy buyers worth $1.2 million a year are lost instead of $2.0 million; not every buyer that is "
        "won stays, or pays within the years that are counted. Most is won back on leads that nobody calls "
        "($1.0 million a year); more is lost on leads that are called too late ($200 thousand a year)."
    )
    assert change(typical, typical, 2).endswith("that are counted.")
