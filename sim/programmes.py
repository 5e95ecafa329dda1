"""What marketing's hours and money come to in a week: hours make touches (content, mails), money buys more of them.

Nothing is left over: every hour and every dollar reaches somebody, so that two policies of one budget spend the same.
"""

import math
from collections.abc import Sequence

from sim.contract import MARKETER_ACTIVITIES
from sim.exchange import Campaigns, MarketerPlan, MarketingTally
from sim.spec.buyers import ReachSpec
from sim.spec.company import EffortSpec
from sim.spec.experiment import DAYS_PER_WEEK, WEEKS_PER_YEAR
from sim.spec.policy import BudgetSpec


def campaigns(
    plans: Sequence[MarketerPlan],
    skills: Sequence[float],
    money: float,
    budget: BudgetSpec,
    effort: EffortSpec,
    reach: ReachSpec,
    seen: MarketingTally,
) -> Campaigns:
    """This week's campaigns from ``plans``, what each marketer gets done in an hour, and ``money`` dollars a year.

    Nurture writes to nobody twice a week. What sales asks for is collateral and booths by ``reach.booth_share``;
    collateral is one piece a deal and week at most, and what the deals cannot use goes into booths.
    """
    week = {name: math.sumprod([getattr(plan, name) for plan in plans], skills) for name in MARKETER_ACTIVITIES}
    paid = {name.removeprefix("programmes_"): cost / WEEKS_PER_YEAR for name, cost in split(money, budget).items()}

    def touches(hours: float, dollars: float) -> float:
        return _bought(hours, effort.hours_per_touch) + _bought(dollars, effort.dollars_per_touch)

    kept = 1.0 - reach.booth_share
    pieces = _bought(week["enablement"] * kept, reach.hours_per_collateral)
    pieces += _bought(paid["enablement"] * kept, reach.dollars_per_collateral)
    collateral = min(pieces, float(seen.open_deals))
    booths = 1.0 - (kept * collateral / pieces if 0.0 < pieces < math.inf else kept)
    return Campaigns(
        brand_touches=touches(week["brand"], paid["brand"]) / DAYS_PER_WEEK,
        demand_touches=touches(week["demand"], paid["demand"]) / DAYS_PER_WEEK,
        booth_touches=touches(week["enablement"] * booths, paid["enablement"] * booths) / DAYS_PER_WEEK,
        nurture_touches=min(_bought(week["nurture"], reach.hours_per_nurture), float(seen.in_nurture)),
        collateral=collateral,
        chase_hours=math.fsum(plan.chase for plan in plans) / DAYS_PER_WEEK,
        analytics_hours=week["analytics"],
        marketers=len(plans),
        bar=math.fsum(plan.bar for plan in plans) / len(plans) if plans else 0.0,
    )


def split(money: float, budget: BudgetSpec) -> dict[str, float]:
    """Programme money by what it is for, named as in the books."""
    demand = max(0.0, 1.0 - budget.brand_share - budget.enablement)
    parts = {"brand": budget.brand_share, "demand": demand, "enablement": budget.enablement}
    return {f"programmes_{name}": money * part for name, part in parts.items()}


def _bought(budget: float, price: float) -> float:
    """How much ``budget`` buys; what costs nothing is limited by something else."""
    if budget <= 0.0:
        return 0.0
    return budget / price if price > 0.0 else math.inf
