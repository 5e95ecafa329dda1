"""Something about a company changes for good on the first measured day, after a warm-up common to all; no policy does.

What facts T13 and T14 ask for: selling effort, marketing's effort, and leads that come out of mere curiosity.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from sim.model import FunnelModel
from sim.records.run import Run
from sim.spec.experiment import ExperimentSpec
from sim.spec.prices import marketer_price, marketers, programmes


class Shock(NamedTuple):
    """What is multiplied, and by how much."""

    what: Literal["selling", "marketing", "browsing"]
    times: float


NONE = Shock("selling", 1.0)
"""Nothing changes."""


def run_shocked(spec: ExperimentSpec, shock: Shock, detail: str = "moves") -> Run:
    """Run ``spec``, with ``shock`` from the first measured day on.

    ``selling``: reps' hours for selling. ``marketing``: marketers' hours for marketing work, and money for programmes.
    ``browsing``: the chance that an offer is answered by somebody outside a buying window, 1 at most; the engine must
    be ``columns``. Heads and wages stay. The records' ``spec`` is the one without the shock.
    """
    model = FunnelModel(spec, detail=detail)
    if shock.times != 1.0:
        while model.day < spec.warmup_days:
            model.step()
        _EFFECTS[shock.what](model, shock.times)
    return model.run()


def _selling(model: FunnelModel, times: float) -> None:
    staff = model.firm.staff
    staff.team = staff.team.model_copy(update={"selling_share": staff.team.selling_share * times})
    for rep in staff.reps:
        rep.hours *= times


def _marketing(model: FunnelModel, times: float) -> None:
    firm, staff = model.firm, model.firm.staff
    staff.team = staff.team.model_copy(update={"marketing_share": staff.team.marketing_share * times})
    for marketer in staff.marketers:
        marketer.hours *= times
    policy, company = firm.policy, firm.company
    wages = marketers(company, policy) * marketer_price(company, policy)
    wanted = times * programmes(company, policy) - policy.budget.extra + wages
    budget = wanted / (company.revenue * policy.budget.granted_share)
    firm.company = company.model_copy(update={"marketing_budget": budget})


def _browsing(model: FunnelModel, times: float) -> None:
    rules = model.crowd.world.rules
    rules["inquiry_response_browsing"] = min(1.0, float(rules["inquiry_response_browsing"][0]) * times)


_EFFECTS: dict[str, Callable[[FunnelModel, float], None]] = {
    "selling": _selling,
    "marketing": _marketing,
    "browsing": _browsing,
}
