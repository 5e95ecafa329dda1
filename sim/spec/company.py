"""What a company is: its market, its teams and its money. Sizes differ in these numbers and in nothing else."""

from pydantic import model_validator

from sim.spec.fields import Sourced, Spec, quantity, share


class MarketSpec(Spec):
    """The accounts that could buy, and how they buy."""

    accounts: int = quantity("Addressable accounts, customers among them", "accounts", 10, 2_000_000)
    customers: int = quantity("Accounts under contract on the first day", "accounts", 0, 1_000_000)
    value_median: float = quantity("Median annual contract value", "dollars a year", 10.0, 1e8)
    value_sigma: float = quantity("Log-normal spread of annual contract value (fact T5)", "log units", 0.0, 3.0)
    cycle_days: float = quantity("Median age of an opportunity when it is won", "calendar days", 2.0, 1000.0)
    rivals: float = quantity("Strength of the competing offers on a shortlist", "equal rivals", 0.0, 20.0)


class TeamSpec(Spec):
    """Heads, hours and what they cost, fully loaded."""

    reps: int = quantity("People who sell", "heads", 1, 5000)
    founders: int = quantity("Founders among those who sell: they know the job and do not leave", "heads", 0, 5000)
    marketers: int = quantity("Marketers, unless the policy sets another number", "heads", 0, 5000)
    rep_cost: float = quantity("Fully loaded cost of a rep", "dollars a year", 0.0, 5e6)
    marketer_cost: float = quantity("Fully loaded cost of a marketer", "dollars a year", 0.0, 5e6)
    outsourced_cost: float = quantity("Cost of an outsourced marketer", "dollars a year", 0.0, 5e6)
    selling_share: float = share("Part of a rep's 40 hours a week spent selling")
    marketing_share: float = quantity("Part of a marketer's 40 hours a week for marketing work", "share", 0.05, 1.0)
    quota: float = quantity("Annual contract value asked of a rep, expansions included", "dollars a year", 1.0, 1e8)


class EffortSpec(Spec):
    """What it takes to be noticed by, to reach and to serve a buyer of this company's size of deal."""

    hours_per_opportunity: float = quantity("Selling hours that a deal needs from first to last", "hours", 0.0, 500.0)
    hours_per_contact: float = quantity("Rep hours to try one account of one's own choice", "hours", 0.01, 20.0)
    hours_per_touch: float = quantity("Marketing hours behind one remembered touch", "hours", 0.0, 100.0)
    dollars_per_touch: float = quantity("Programme dollars behind one remembered touch", "dollars", 0.0, 1e5)


class CompanySpec(Spec):
    """One company. ``typical`` names the dysfunction usual at this size, ``cures`` what the article prescribes."""

    name: str
    title: str
    typical: str
    cures: tuple[str, ...]
    revenue: float = quantity("Annual revenue on the first day; fixes the budget", "dollars a year", 1e3, 1e12)
    marketing_budget: float = share("Marketing budget, salaries included, over annual revenue")
    market: MarketSpec
    team: TeamSpec
    effort: EffortSpec
    sources: dict[str, Sourced]

    @model_validator(mode="after")
    def _customers_fit_the_market(self) -> "CompanySpec":
        if self.market.customers > self.market.accounts:
            raise ValueError(
                f"market.customers = {self.market.customers}: must be at most market.accounts = {self.market.accounts}"
            )
        return self

    @model_validator(mode="after")
    def _founders_are_reps(self) -> "CompanySpec":
        if self.team.founders > self.team.reps:
            raise ValueError(f"team.founders = {self.team.founders}: must be at most team.reps = {self.team.reps}")
        return self


def scaled_heads(heads: int, factor: float) -> int:
    """``heads`` times ``factor``, rounded half up; whoever had somebody keeps at least one."""
    return max(1, int(heads * factor + 0.5)) if heads else 0


def scaled(company: CompanySpec, factor: float) -> CompanySpec:
    """The same company with heads, market and budget made smaller by one ``factor`` in (0, 1].

    Used where the market is too large for the engine at hand; whoever shows the result says so.
    """
    if factor == 1.0:
        return company
    market = company.market.model_copy(
        update={
            "accounts": scaled_heads(company.market.accounts, factor),
            "customers": scaled_heads(company.market.customers, factor),
        }
    )
    team = company.team.model_copy(
        update={
            "reps": scaled_heads(company.team.reps, factor),
            "founders": scaled_heads(company.team.founders, factor),
            "marketers": scaled_heads(company.team.marketers, factor),
        }
    )
    return company.model_copy(update={"revenue": company.revenue * factor, "market": market, "team": team})
