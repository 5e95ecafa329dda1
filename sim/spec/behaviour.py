"""How buyers, marketers and reps behave everywhere: parameters shared by all sizes and policies."""

from sim.spec.buyers import (
    ChoiceSpec,
    ContractSpec,
    FrictionSpec,
    InquirySpec,
    MemorySpec,
    PatienceSpec,
    ReachSpec,
    RestSpec,
    SegmentSpec,
    WindowSpec,
)
from sim.spec.fields import Sourced, Spec
from sim.spec.teams import (
    AnalyticsSpec,
    BeliefSpec,
    CareerSpec,
    ChangeSpec,
    HandoffWorkSpec,
    LeadershipSpec,
    MixSpec,
    PriceSpec,
    QuotaSpec,
    ScoreSpec,
)


class BehaviourSpec(Spec):
    """All shared parameters."""

    window: WindowSpec
    segment: SegmentSpec
    memory: MemorySpec
    inquiry: InquirySpec
    patience: PatienceSpec
    friction: FrictionSpec
    choice: ChoiceSpec
    contract: ContractSpec
    rest: RestSpec
    reach: ReachSpec
    score: ScoreSpec
    analytics: AnalyticsSpec
    handoff: HandoffWorkSpec
    belief: BeliefSpec
    quota: QuotaSpec
    career: CareerSpec
    mix: MixSpec
    leadership: LeadershipSpec
    price: PriceSpec
    change: ChangeSpec
    sources: dict[str, Sourced]
