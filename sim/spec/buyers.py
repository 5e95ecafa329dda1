"""How buyers behave everywhere: need, memory, interest, patience, friction, choice, loyalty."""

from sim.spec.fields import Spec, quantity, share, switch


class WindowSpec(Spec):
    """When an account wants to buy."""

    years_between: float = quantity("Mean time between two buying windows (the 95:5 rule)", "years", 0.1, 50.0)
    search_days: float = quantity(
        "How long a buyer looks around before it talks to anybody", "business days", 0.0, 500.0
    )
    length_cycles: float = quantity(
        "Rest of a window's median length, over the median sales cycle", "cycles", 0.1, 20.0
    )
    length_sigma: float = quantity("Log-normal spread of that length", "log units", 0.0, 2.0)


class SegmentSpec(Spec):
    """Parts of the market whose need and fit move from quarter to quarter: what evidence is about (C8)."""

    number: int = quantity("Segments of the market, equally large", "segments", 1, 50)
    need_sigma: float = quantity("Spread of a segment's need around the market's", "log units", 0.0, 2.0)
    fit_sigma: float = quantity("Spread of what is added to the fit of a segment's accounts", "share", 0.0, 0.5)
    persistence: float = quantity("Part of a deviation that is still there a quarter later", "share", 0.0, 1.0)


class MemorySpec(Spec):
    """What an account knows of the company: a touch adds ``lift`` of what is missing, time takes it away."""

    monthly_retention: float = quantity("Awareness and understanding kept after a month", "share", 0.01, 1.0)
    brand_awareness: float = share("Lift of awareness by a brand touch")
    demand_awareness: float = share("Lift of awareness by a demand touch")
    demand_understanding: float = share("Lift of understanding by a demand touch")
    booth_awareness: float = share("Lift of awareness at a booth")
    booth_understanding: float = share("Lift of understanding at a booth")
    nurture_awareness: float = share("Lift of awareness by a nurture touch")
    nurture_understanding: float = share("Lift of understanding by a nurture touch")
    enablement_understanding: float = share("Lift of understanding by collateral that a rep uses")
    call_understanding: float = share("Lift of both by a conversation with a rep or a chasing marketer")
    referral_awareness: float = share("Lift of awareness by word of mouth")
    referrals: float = quantity("Accounts that a customer tells in a year", "accounts a year", 0.0, 100.0)


class InquirySpec(Spec):
    """How interest shows."""

    hand_raise: float = quantity("Hand-raising by a fully aware account in its window", "per business day", 0.0, 1.0)
    customer_hand_raise: float = quantity("The same of a customer who wants more", "per business day", 0.0, 1.0)
    search: float = share("Lift of awareness when a window opens: who needs something looks around")
    response_in_window: float = share("Chance that an offer is answered by an account in its window")
    response_browsing: float = share("Chance that an offer is answered by one outside it (noise)")
    response_brand: float = share("Chance that a brand touch is answered, by anybody (noise: content is looked at)")


class PatienceSpec(Spec):
    """What a talk needs from the buyer's side: readiness, which waiting and misfit take away."""

    exponent: float = quantity(
        "Fall of readiness with working hours of delay, max(1, hours)^-k (inbound only)", "exponent", 0.0, 2.0
    )
    readiness: float = quantity(
        "Chance to qualify of a perfect fit in its window, called at once (capped at 1)", "chance", 0.0, 3.0
    )
    cold_readiness: float = share("The same for an account that a rep contacts unasked")
    unfit_readiness: float = share("Readiness of an account with no fit over one with full fit")


class FrictionSpec(Spec):
    """What clumsy touches leave behind: it lowers readiness by exp(-friction), and the odds of a deal likewise."""

    chase: float = quantity("Friction of a marketer's push outside the account's window", "log units", 0.0, 5.0)
    contact: float = quantity("Friction of a rep's cold contact outside the account's window", "log units", 0.0, 5.0)
    clash: float = quantity("Friction of a touch while the other team is at it, uncoordinated", "log units", 0.0, 5.0)
    again: float = quantity("Friction of a touch soon after another one by the same team", "log units", 0.0, 5.0)
    days: float = quantity("For how long a touch is still fresh", "business days", 0.0, 130.0)
    monthly_retention: float = quantity("Friction kept after a month", "share", 0.0, 1.0)
    tolerance: float = quantity("Mean friction at which an account asks to be left alone", "log units", 0.01, 100.0)


class ChoiceSpec(Spec):
    """How an opportunity ends: utilities on the logit scale."""

    cycle_sigma: float = quantity("Log-normal spread of the buyer's cycle", "log units", 0.0, 2.0)
    fit: float = quantity("Worth of fit, from none to full", "logits", 0.0, 10.0)
    awareness: float = quantity("Worth of being known (the day-one shortlist)", "logits", 0.0, 10.0)
    understanding: float = quantity("Worth of being understood", "logits", 0.0, 10.0)
    incumbent: float = quantity("Worth of being the supplier already (fact T8)", "logits", 0.0, 10.0)
    skill_sigma: float = quantity("Spread of rep skill (fact T7)", "logits", 0.0, 3.0)
    neglect: float = quantity("Worth of the selling hours that a deal did not get, if none came", "logits", 0.0, 10.0)
    no_decision: float = quantity("Pull of doing nothing (fact T16)", "logits", -10.0, 10.0)
    price: float = quantity("Worth of a discount of the whole price", "logits", 0.0, 20.0)
    expansion_share: float = share("Value of an expansion over the contract that it adds to")


class ContractSpec(Spec):
    """How a customer stays."""

    renewal: float = quantity("Pull to renew of a customer with no fit and no understanding", "logits", -10.0, 10.0)
    fit: float = quantity("Worth of fit at renewal", "logits", 0.0, 10.0)
    understanding: float = quantity("Worth of having understood what was bought", "logits", 0.0, 10.0)


class RestSpec(Spec):
    """How long an account stays out before it is an ordinary part of the market again."""

    recycled: float = quantity("In nurture", "business days", 1.0, 2600.0)
    disqualified: float = quantity("After not fitting", "business days", 1.0, 2600.0)
    lost: float = quantity("After a lost deal", "business days", 1.0, 2600.0)
    churned: float = quantity("After leaving", "business days", 1.0, 2600.0)
    cooling_off: float = quantity("After being pushed away", "business days", 1.0, 2600.0)


class ReachSpec(Spec):
    """How many people a channel can meet, and what nurture and collateral take."""

    ceiling: float = quantity("Part of the market that one channel can reach on a day at most", "share", 1e-6, 0.5)
    saturates: bool = switch("Whether a channel that nears its ceiling meets the same accounts again")
    burst_sigma: float = quantity("Log-normal spread of a campaign's reach from week to week", "log units", 0.0, 2.0)
    hours_per_nurture: float = quantity("Marketing hours behind one nurture touch", "hours", 0.0, 100.0)
    hours_per_collateral: float = quantity("Marketing hours behind one piece of collateral", "hours", 0.0, 1000.0)
    dollars_per_collateral: float = quantity("Programme dollars behind one piece of collateral", "dollars", 0.0, 1e5)
    collateral_used: float = share("Pieces of collateral that a rep uses")
    booth_share: float = share("Hours and money for sales' requests that go into booths; the rest is collateral")
