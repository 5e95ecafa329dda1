"""What a null model can read off a policy: when it holds, and what it says about heads."""

from sim.spec.experiment import DAYS_PER_WEEK, ExperimentSpec
from sim.spec.policy import PolicySpec


def policies(spec: ExperimentSpec) -> list[tuple[int, PolicySpec]]:
    """Every policy that people work by in a run, with its first day, from the first day of the warm-up on."""
    found: list[tuple[int, PolicySpec]] = []
    for day in range(0, spec.days, DAYS_PER_WEEK):
        policy = spec.policy_on(day)
        if not found or not policy.same_levers(found[-1][1]):
            found.append((day, policy))
    return found


def more_heads(spec: ExperimentSpec, policy: PolicySpec, typical: PolicySpec) -> float:
    """Seats for reps under ``policy`` over those under ``typical``."""
    seats = [spec.company.team.reps + each.team.extra_reps for each in (policy, typical)]
    return seats[0] / seats[1]
