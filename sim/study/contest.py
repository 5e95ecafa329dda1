"""Who is held against whom: a company's typical policy against a cure, as both come or at equal dollars."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.load import load_behaviour, load_policy
from sim.spec.policy import PolicySpec
from sim.spec.prices import marketers
from sim.study.equal_budget import equal_budget
from sim.study.worlds import two_crossing

AS_IT_COMES = "as it comes"


class Contest(NamedTuple):
    """A policy of one company held against a cure; ``budget`` says at whose dollars."""

    company: CompanySpec
    typical: PolicySpec
    cure: PolicySpec
    budget: str = AS_IT_COMES

    @property
    def absence(self) -> bool:
        """Whether there is nobody to feud with: what costs is that nobody markets (C7)."""
        return marketers(self.company, self.typical) == 0


def at_equal_budget(contest: Contest, behaviour: BehaviourSpec) -> list[Contest]:
    """The same contest at the dearer policy's dollars a year, the rest in reps, and in programmes."""
    found = []
    for use in ("reps", "programmes"):
        typical, cure = equal_budget(contest.company, (contest.typical, contest.cure), behaviour, use)
        found.append(contest._replace(typical=typical, cure=cure, budget=f"equal, the rest in {use}"))
    return found


def contests_of(company: CompanySpec) -> list[Contest]:
    """The typical policy against each cure of a company of the catalogue; where it has no marketers, three more.

    There what costs is an absence. So the first cure is also held against two marketers in a feud, and against the
    typical policy at the cure's dollars a year.
    """
    found = [Contest(company, load_policy(company.typical), load_policy(cure)) for cure in company.cures]
    if found[0].absence:
        found += [found[0]._replace(typical=two_crossing()), *at_equal_budget(found[0], load_behaviour())]
    return found


def main_contests(contests: Sequence[Contest]) -> dict[str, Contest]:
    """By company the contest to look at first: the first one at its own budget in which there is somebody to feud with.

    The order is that of the company's cures, fixed before anything is run, so that no luck chooses. Where nobody
    markets in any contest, it is the first of all.
    """
    found: dict[str, Contest] = {}
    for contest in sorted(contests, key=lambda contest: (contest.budget != AS_IT_COMES, contest.absence)):
        found.setdefault(contest.company.name, contest)
    return {name: found[name] for name in dict.fromkeys(contest.company.name for contest in contests)}


def main_contest_of(company: CompanySpec) -> Contest:
    """The contest of ``company`` to look at first: its feud, not an absence of marketing, against its first cure."""
    return main_contests(contests_of(company))[company.name]


def policies_of(contests: Sequence[Contest]) -> list[PolicySpec]:
    """Every policy that ``contests`` name, once, in the order in which they come."""
    found = {policy.name: policy for contest in contests for policy in (contest.typical, contest.cure)}
    return list(found.values())
