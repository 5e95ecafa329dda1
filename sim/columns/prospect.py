"""The account, seen from its own side: need, memory, interest, patience, friction, choice, loyalty."""

import math

from sim.columns.calendar import book, book_window, cancel, cancel_window
from sim.columns.codes import HAND_RAISE, NEVER, RENEWAL, STAGE
from sim.columns.pool import lead_of, let_go
from sim.columns.state import World
from sim.compiled import lean
from sim.draws import Purpose, exponential, normal, pair, uniform
from sim.drift import FIT, opening
from sim.rules import RAISES_PER_WINDOW, UNIFORM_TO_UNIT, WORKING_HOURS
from sim.score import logistic
from sim.spec.experiment import DAYS_PER_QUARTER, DAYS_PER_YEAR


@lean
def open_to_offers(stage: int) -> bool:
    """Whether nobody works an account in ``stage``: an offer can be answered, a rep may contact it."""
    return stage == STAGE.market or stage == STAGE.recycled


@lean
def open_to_inquire(stage: int) -> bool:
    """Whether interest can show in ``stage``."""
    return stage == STAGE.market or stage == STAGE.recycled or stage == STAGE.customer


@lean
def gathered(w: World, i: int, passed: int, kept: float) -> float:
    """Interest of ``passed`` days in a window, over which awareness fades to a part ``kept``."""
    rules, account = w.rules[0], w.accounts[i]
    if account.stage == STAGE.customer:
        return rules.inquiry_customer_hand_raise * passed
    days = (1.0 - kept) / rules.forgetting if rules.forgetting > 0.0 else float(passed)
    return rules.inquiry_hand_raise * account.awareness * days


@lean
def settle(w: World, i: int, day: int) -> None:
    """Bring memory, interest and friction up to ``day``: closed forms, so no day in between is visited."""
    account = w.accounts[i]
    passed = day - int(account.settled)
    if passed > 0:
        rules = w.rules[0]
        kept = math.exp(-rules.forgetting * passed)
        if account.in_window and open_to_inquire(account.stage):
            w.leads[account.slot].interest += gathered(w, i, passed, kept)
        account.awareness *= kept
        account.understanding *= kept
        if account.friction != 0.0:
            account.friction *= math.exp(-rules.forgiving * passed)
        account.settled = day


@lean
def next_threshold(w: World, i: int) -> None:
    """Draw how much more interest it takes until the account asks."""
    account = w.accounts[i]
    lead = w.leads[account.slot]
    occasion = int(account.window) * RAISES_PER_WINDOW + int(lead.raises)
    lead.threshold = lead.interest + exponential(w.rules[0].seed, Purpose.HAND_RAISE, i, occasion)


@lean
def days_until(w: World, i: int, missing: float) -> float:
    """Days until ``missing`` interest is gathered: 0 where it is there, infinite where memory fades before."""
    rules, account = w.rules[0], w.accounts[i]
    if missing <= 0.0:
        return 0.0
    if account.stage == STAGE.customer:
        return missing / rules.inquiry_customer_hand_raise if rules.inquiry_customer_hand_raise > 0.0 else math.inf
    rate = rules.inquiry_hand_raise * account.awareness
    if missing * rules.forgetting >= rate:
        return math.inf
    if rules.forgetting > 0.0:
        return -math.log(1.0 - missing * rules.forgetting / rate) / rules.forgetting
    return missing / rate


@lean
def expect_hand_raise(w: World, i: int, day: int) -> None:
    """Book the day on which interest will reach its threshold if nothing else happens, or none."""
    account = w.accounts[i]
    if account.slot == NEVER:
        return
    slot = int(account.slot)
    expected = account.in_window and open_to_inquire(account.stage)
    if expected and w.due[slot, HAND_RAISE] == day:  # a touch earlier on the day does not put it off
        return
    cancel(w, HAND_RAISE, slot)
    if not expected:
        return
    lead = w.leads[slot]
    wait = days_until(w, i, lead.threshold - lead.interest)
    if wait < w.rules[0].days:
        on = day + max(1, math.ceil(wait))
        if on < account.window_due:
            book(w, HAND_RAISE, slot, on)


@lean
def touch(w: World, i: int, day: int, awareness: float, understanding: float) -> None:
    """A touch adds its part of what is missing from each."""
    settle(w, i, day)
    account = w.accounts[i]
    account.awareness += (1.0 - account.awareness) * awareness
    account.understanding += (1.0 - account.understanding) * understanding
    expect_hand_raise(w, i, day)


@lean
def open_window(w: World, i: int, day: int, part: float, more: float) -> None:
    """A need arises, of which ``part`` of the time is left, with ``more`` luck; who needs something looks around."""
    rules, account = w.rules[0], w.accounts[i]
    luck = normal(rules.seed, Purpose.WINDOW_LENGTH, i, account.window)
    length = rules.window_median * math.exp(rules.window_sigma * (luck + more))
    settle(w, i, day)
    lead = w.leads[lead_of(w, i)]
    account.in_window, lead.interest, lead.raises = 1, 0.0, 0
    next_threshold(w, i)
    book_window(w, i, day + 1 + int(length * part))
    touch(w, i, day, rules.inquiry_search, 0.0)


@lean
def await_window(w: World, i: int, day: int) -> None:
    """Book the next window; need passes on the clock of the segment."""
    rules, account = w.rules[0], w.accounts[i]
    wait = rules.window_gap * exponential(rules.seed, Purpose.WINDOW_GAP, i, account.window)
    on = opening(w.drift, account.segment, day, wait)
    cancel_window(w, i)
    if on != NEVER:
        book_window(w, i, on)


@lean
def first_window(w: World, i: int) -> None:
    """Day 0: in a window with the long-run chance, somewhere within it; otherwise waiting for the next one."""
    rules = w.rules[0]
    chance = rules.window_mean / (rules.window_mean + rules.window_gap)
    luck = uniform(rules.seed, Purpose.WINDOW_START, i, 0)
    if luck < chance:
        open_window(w, i, 0, luck / chance, rules.window_sigma)
    else:
        await_window(w, i, 0)


@lean
def end_window(w: World, i: int, day: int) -> None:
    """The need is gone, or met; the next window is awaited."""
    account = w.accounts[i]
    if account.in_window:
        settle(w, i, day)
        account.in_window = 0
        account.window += 1
        cancel(w, HAND_RAISE, account.slot)
        await_window(w, i, day)
        let_go(w, i)


@lean
def raise_hand(w: World, i: int, day: int) -> None:
    """Interest has reached its threshold: it is shown, and the next one is drawn."""
    settle(w, i, day)
    lead = w.leads[w.accounts[i].slot]
    lead.interest = max(lead.interest, lead.threshold)
    lead.raises += 1
    next_threshold(w, i)


@lean
def responds(w: World, i: int, day: int, offered: bool) -> bool:
    """Whether a touch of ``day`` is answered: an offer by buyers, and anything out of curiosity (noise)."""
    rules = w.rules[0]
    chance = rules.inquiry_response_brand
    if offered:
        chance = rules.inquiry_response_in_window if w.accounts[i].in_window else rules.inquiry_response_browsing
    return uniform(rules.seed, Purpose.RESPONSE, i, day) < chance


@lean
def fit_on(w: World, i: int, day: int) -> float:
    """How well the offer fits on ``day``, 0..1; what the segment needs moves. The account has a lead."""
    account = w.accounts[i]
    moved = w.leads[account.slot].fit + w.drift[FIT, account.segment, day // DAYS_PER_QUARTER]
    return min(1.0, max(0.0, moved))


@lean
def show(w: World, i: int, day: int, hand_raised: bool, profile_noise: float) -> None:
    """An inquiry arrives at an hour of ``day`` and shows noisy signals of fit and intent."""
    rules, account = w.rules[0], w.accounts[i]
    lead, occasion = w.leads[account.slot], int(account.inquiries)
    of_fit = profile_noise * normal(rules.seed, Purpose.SIGNAL, i, 2 * occasion)
    of_intent = rules.score_activity_noise * normal(rules.seed, Purpose.SIGNAL, i, 2 * occasion + 1)
    lead.profile = (fit_on(w, i, day) - 0.5) * UNIFORM_TO_UNIT + of_fit
    lead.activity = float(account.in_window) + of_intent
    lead.hand = 1.0 if hand_raised else 0.0
    lead.arrived = day
    lead.arrival_hour = WORKING_HOURS * uniform(rules.seed, Purpose.ARRIVAL_HOUR, i, occasion)


@lean
def annoy(w: World, i: int, added: float, day: int) -> bool:
    """Clumsy touches add up; returns whether the account has had enough."""
    settle(w, i, day)
    rules, account = w.rules[0], w.accounts[i]
    account.friction += added
    patience = exponential(rules.seed, Purpose.TOLERANCE, i, account.fed_up)
    return account.friction >= rules.friction_tolerance * patience


@lean
def hours_since(w: World, i: int, day: int) -> float:
    """Working hours from the inquiry to the end of ``day``."""
    lead = w.leads[w.accounts[i].slot]
    return WORKING_HOURS * (day - lead.arrived + 1) - lead.arrival_hour


@lean
def fitness(w: World, i: int, day: int) -> float:
    """Part of full readiness that an account of this fit has."""
    least = w.rules[0].patience_unfit_readiness
    return least + (1.0 - least) * fit_on(w, i, day)


@lean
def readiness(w: World, i: int, day: int, delay: float, friction: float, skill: float) -> float:
    """Chance, 0..1, that an inquiry qualifies, called ``delay`` working hours later with ``skill`` (0..1)."""
    rules = w.rules[0]
    waited = math.exp(-rules.patience_exponent * math.log(delay) - friction)
    return min(1.0, rules.patience_readiness * fitness(w, i, day) * waited * skill)


@lean
def luck_to_qualify(w: World, i: int) -> tuple[float, float]:
    """This inquiry's luck: whether it is ready, and if not, whether it fits."""
    return pair(w.rules[0].seed, Purpose.QUALIFY, i, w.accounts[i].inquiries)


@lean
def would_qualify(w: World, i: int, day: int) -> bool:
    """Whether the inquiry would qualify if a rep called within the hour and nobody had annoyed the account."""
    if not w.accounts[i].in_window:
        return False
    return luck_to_qualify(w, i)[0] < readiness(w, i, day, 1.0, 0.0, 1.0)


@lean
def days_to_tell(w: World, i: int) -> int:
    """Days from the first talk about this inquiry until it shows what the lead is."""
    wait = exponential(w.rules[0].seed, Purpose.DISCOVERY, i, w.accounts[i].inquiries)
    return 1 + int(w.rules[0].handoff_discovery_days * wait)


@lean
def would_have_come(w: World, i: int, day: int) -> bool:
    """Whether a need that ends on ``day``, the lead waiting or in talks, had come to a deal if called at once."""
    account = w.accounts[i]
    pending = account.stage == STAGE.marketing_qualified or account.stage == STAGE.sales_accepted
    if not (account.in_window and pending):
        return False
    return w.leads[account.slot].arrived + days_to_tell(w, i) < day and would_qualify(w, i, day)


@lean
def odds_of_deal(
    w: World, i: int, skill: float, served: float, discount: float, friction: float, day: int
) -> tuple[float, float]:
    """Chances (win, no decision) of an open deal; ``served`` is the part of the needed hours that it got, 0..1."""
    rules, account = w.rules[0], w.accounts[i]
    pays = w.leads[account.slot].contract > 0
    paying = rules.choice_incumbent if pays else 0.0
    known = (1.0 if pays else account.awareness) - 0.5
    understood = account.understanding - 0.5
    neglect = rules.choice_neglect * (1.0 - served)
    nothing = logistic(rules.choice_no_decision - rules.choice_understanding * understood - paying + neglect)
    appeal = (
        rules.choice_fit * (fit_on(w, i, day) - 0.5)
        + rules.choice_awareness * known
        + rules.choice_understanding * understood
    )
    pull = math.exp(appeal + skill + paying + rules.choice_price * discount - neglect - friction)
    return (1.0 - nothing) * pull / (pull + rules.rivals), nothing


@lean
def renews(w: World, i: int, day: int) -> bool:
    """Whether the contract that ends is renewed, by fit and by how well the account knew what it bought."""
    rules, account = w.rules[0], w.accounts[i]
    bought = w.leads[account.slot].bought_understanding
    chance = logistic(
        rules.contract_renewal + rules.contract_fit * fit_on(w, i, day) + rules.contract_understanding * bought
    )
    luck = uniform(rules.seed, Purpose.RENEWAL, i, account.renewals)
    account.renewals += 1
    return luck < chance


@lean
def begin_contract(w: World, i: int, day: int, cents: int) -> None:
    """Pay ``cents`` a year from ``day`` on, for a year at first."""
    account = w.accounts[i]
    lead = w.leads[account.slot]
    lead.contract, lead.bought_understanding = cents, account.understanding
    book(w, RENEWAL, account.slot, day + DAYS_PER_YEAR)
