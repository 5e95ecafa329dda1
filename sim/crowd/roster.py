"""Who stands where: everybody by stage, the desks, and all that is written down of a day."""

from sim.contract import DAYS, LOSSES, REASONS, SOURCES, TOUCHES
from sim.crowd.calendar import NEVER, Calendar, Event
from sim.crowd.desk import Desk
from sim.crowd.prospect import MARKETING, SALES, Prospect
from sim.draws import Purpose, uniform
from sim.exchange import Bookings, Campaigns, MarketingTally
from sim.records.recorder import Recorder
from sim.rules import Rules
from sim.spec.company import EffortSpec
from sim.spec.policy import PolicySpec
from sim.stages import STAGES, Stage, check_move

REASON = {name: code for code, name in enumerate(REASONS)}
SOURCE = {name: code for code, name in enumerate(SOURCES)}
TOUCH = {name: code for code, name in enumerate(TOUCHES)}
LOSS = {name: code for code, name in enumerate(LOSSES)}
COUNTED = tuple(column.name for column in DAYS[1 + len(STAGES) :])
"""What is counted a day beside the stages."""
MAY_COOL_OFF = frozenset({Stage.MARKET, Stage.RECYCLED, Stage.MARKETING_QUALIFIED})
"""Stages in which an account that has had enough turns its back; who talks or deals with a rep says so there."""


class Roster:
    """The prospects, what is due for them, where they stand, and whose desk they lie on."""

    def __init__(self, rules: Rules, effort: EffortSpec, recorder: Recorder, policy: PolicySpec) -> None:
        """Nobody is there yet."""
        self.rules, self.effort, self.recorder, self.policy = rules, effort, recorder, policy
        self.seed = rules.seed
        self.calendar: Calendar[Prospect] = Calendar()
        self.prospects: list[Prospect] = []
        self.counts = [0] * len(Stage)
        self.members: dict[Stage, dict[int, Prospect]] = {stage: {} for stage in Stage if stage != Stage.MARKET}
        self.desks: list[Desk] = []
        self.campaigns = Campaigns()
        self.marketing = MarketingTally()
        self.recurring, self.seats = 0, 0
        self.bookings = Bookings()
        self.day_counts: dict[str, float] = dict.fromkeys(COUNTED, 0)

    def begin_day(self) -> None:
        """Before the phases: the day's counts and bookings start at zero."""
        self.bookings = Bookings()
        self.day_counts = dict.fromkeys(COUNTED, 0)

    # ------------------------------------------------------------------ where everybody stands

    def admit(self, prospects: list[Prospect]) -> None:
        """Let ``prospects`` in, all of them in the market."""
        self.prospects = prospects
        self.counts[Stage.MARKET] = len(prospects)

    def place(self, prospect: Prospect, stage: Stage) -> None:
        """Put ``prospect`` into ``stage`` and keep the counts; ``move`` is for everything after day 0."""
        self.members.get(prospect.stage, {}).pop(prospect.index, None)
        self.counts[prospect.stage] -= 1
        prospect.stage = stage
        self.counts[stage] += 1
        if stage != Stage.MARKET:
            self.members[stage][prospect.index] = prospect

    def in_stage(self, stage: Stage) -> list[Prospect]:
        """Prospects in ``stage`` (not ``market``), in the order of their index."""
        members = self.members[stage]
        return [members[index] for index in sorted(members)]

    def move(self, prospect: Prospect, stage: Stage, reason: str, day: int, value: int = 0, expected: int = 0) -> None:
        """Move ``prospect``, if that is legal, and record it. ``value`` cents a year default to its usual contract.

        Raises ``IllegalMoveError`` where the funnel has no such move.
        """
        check_move(prospect.stage, stage)
        prospect.settle(day)
        marketers = self.campaigns.marketers
        self.recorder.move(
            day,
            prospect.index,
            prospect.source,
            int(prospect.stage),
            int(stage),
            prospect.index % marketers if marketers else -1,
            prospect.rep,
            REASON[reason],
            value or prospect.value,
            expected,
        )
        self.place(prospect, stage)
        prospect.expect_hand_raise(day)

    def rest(self, prospect: Prospect, stage: Stage, reason: str, day: int, value: int = 0, expected: int = 0) -> None:
        """Move ``prospect`` to a stage where it rests for as long as ``behaviour.rest`` says of that stage."""
        days: float = getattr(self.rules.behaviour.rest, stage.name.lower())
        self.move(prospect, stage, reason, day, value, expected)
        self.calendar.book(Event.REST, prospect, day + max(1, int(days)))

    def recycle(self, prospect: Prospect, reason: str, day: int) -> None:
        """Into nurture, as far as the policy keeps what was not ready; otherwise out of sight."""
        luck = uniform(self.seed, Purpose.RECYCLE, prospect.index, prospect.inquiries)
        if luck < self.policy.lead.recycling:
            self.rest(prospect, Stage.RECYCLED, reason, day)
        else:
            self.move(prospect, Stage.MARKET, reason, day)
            prospect.source = SOURCE["none"]

    # ------------------------------------------------------------------ the desks

    def colleague(self, prospect: Prospect, seat: int) -> int:
        """``seat`` if somebody sits there; otherwise the account's own pick of the staffed ones, if there are any."""
        if seat < len(self.desks) and self.desks[seat].staffed:
            return seat
        staffed = [desk.seat for desk in self.desks if desk.staffed]
        luck = uniform(self.seed, Purpose.HANDOVER, prospect.index, prospect.inquiries + prospect.deals)
        return staffed[int(luck * len(staffed))] if staffed else min(seat, self.seats - 1)

    def unqueue(self, lead: Prospect) -> None:
        """Take ``lead`` off the desk on which it waits."""
        self.desks[lead.rep].queue.remove(lead)
        lead.due[Event.GIVE_UP] = NEVER

    # ------------------------------------------------------------------ clumsy touches

    def bother(self, prospect: Prospect, touch: str, day: int, push: float = 0.0) -> bool:
        """A ``touch`` by one team: friction by how clumsy it is. Returns whether the account turns its back.

        Clumsy is to push (``push``, from 0), to come again too soon, and to come while the other team is at it, as far
        as the two do not coordinate.
        """
        friction = self.rules.behaviour.friction
        other, again = prospect.met(SALES if touch == "contact" else MARKETING, day)
        clash = 1.0 - self.policy.lanes.coordination if other else 0.0
        self.day_counts[f"{touch}_clashes"] += clash
        added = push + friction.clash * clash + (friction.again if again else 0.0)
        if added <= 0.0 or not prospect.annoy(added, day) or prospect.stage not in MAY_COOL_OFF:
            return False
        if prospect.stage == Stage.MARKETING_QUALIFIED:
            self.unqueue(prospect)
            if prospect.would_qualify(day):
                self.miss(prospect, "collided", day)
        self.rest(prospect, Stage.COOLING_OFF, "pushed_away", day)
        prospect.fed_up, prospect.friction = prospect.fed_up + 1, 0.0
        return True

    # ------------------------------------------------------------------ what is written down

    def note(
        self, day: int, prospect: Prospect, touch: str, person: int = -1, score: float = 0.0, good: int = -1
    ) -> None:
        """Write down a touch, if touches are asked for."""
        if self.recorder.detailed:
            self.recorder.activity(day, prospect.index, TOUCH[touch], person, score, good)

    def miss(self, prospect: Prospect, cause: str, day: int) -> None:
        """A buyer would have come to a deal with the same luck, had all been done well; ``cause`` says what was not.

        Lost is what the deal would have been worth times the chance to win it. A need is lost once: the last cause
        counts, and none if the account comes to a deal after all.
        """
        prospect.settle(day)
        win, _ = prospect.odds_of_deal(0.0, 1.0, 0.0, 0.0, day)
        prospect.missed = (cause, day, int(win * prospect.value + 0.5))

    def miss_deal(self, deal: Prospect, cause: str, day: int, value: int) -> None:
        """A deal worth ``value`` cents a year would have been won with the same luck; likewise.

        It belongs to the need in which it opened. Where that is over there is nothing left to wait for.
        """
        if deal.in_window and deal.window == deal.need:
            deal.missed = (cause, day, value)
        else:
            self.recorder.miss(day, deal.index, deal.need, deal.rep, LOSS[cause], value)

    def close_window(self, prospect: Prospect, day: int) -> None:
        """The need is over; if it was lost through somebody's fault, that is written down."""
        if prospect.would_have_come(day):
            talking = prospect.stage == Stage.SALES_ACCEPTED and not prospect.chased
            self.miss(prospect, "too_late" if talking else "never_called", day)
        self.write_off(prospect)
        prospect.close_window(day)

    def write_off(self, prospect: Prospect) -> None:
        """Write down how the need of ``prospect`` was lost, if it was: it cannot be won back any more."""
        if prospect.missed is not None:
            cause, on, value = prospect.missed
            self.recorder.miss(on, prospect.index, prospect.window, prospect.rep, LOSS[cause], value)
            prospect.missed = None

    def turn_windows(self, day: int) -> None:
        """Buying windows open and close; whoever rested long enough is back in the market."""
        for prospect in self.calendar.take(Event.WINDOW, day):
            if prospect.in_window:
                self.close_window(prospect, day)
            else:
                prospect.open_window(day)
        for prospect in self.calendar.take(Event.REST, day):
            prospect.source = SOURCE["none"]
            self.move(prospect, Stage.MARKET, "rested", day)

    def sign(self, deal: Prospect, cents: int) -> None:
        """Book ``cents`` of annual value that the deal's rep signed."""
        kind = "expansions" if deal.contract else "new_bookings"
        setattr(self.bookings, kind, getattr(self.bookings, kind) + cents)
        self.bookings.signed[deal.rep] = self.bookings.signed.get(deal.rep, 0) + cents
        self.recurring += cents
