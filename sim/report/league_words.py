"""The league in words: which policy is best where, how sure that is, and numbers as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report.words import a_company, listed, money, money_range, span
from sim.spec.company import CompanySpec


def chance(share: float) -> str:
    """A chance of being best (0..1) in whole per cent; what is not quite none or all does not read as if it were."""
    if pd.isna(share):
        return ""
    if 0.0 < share < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 <= share < 1.0 else f"{100.0 * share:.0f} %"


def signed(share: float) -> str:
    """A share in per cent with its sign, as in ``+1.2`` or ``-0.4``; 0.0 has none."""
    value = round(100.0 * share, 1)
    return f"{value:+.1f}" if value else "0.0"


def answer(
    bests: Sequence[Mapping[str, Any]], lasts: Sequence[Mapping[str, Any]], companies: Sequence[CompanySpec], years: int
) -> str:
    """The whole study in one sentence: the best policy of each of ``companies``, and how sure that is.

    ``bests``: of each company the row of ``league`` that is best over all years; ``lasts``: that of the last year
    alone, told where there is more than one.
    """
    told = f"Over {span(years)}, most is left after all spending, with the chance of being best in brackets, "
    told += _where(bests, companies)
    if years > 1:
        told += f"; in year {years} alone, {_where(lasts, companies)}"
    return f"{told}."


def _where(bests: Sequence[Mapping[str, Any]], companies: Sequence[CompanySpec]) -> str:
    found: dict[str, list[str]] = {}
    for best, company in zip(bests, companies, strict=True):
        usual = ", its usual policy" if best["typical"] else ""
        told = f"{a_company(company)} ({chance(best['chance_of_best'])}{usual})"
        found.setdefault(best["policy"], []).append(told)
    return listed([f"under {policy} in {listed(sizes)}" for policy, sizes in found.items()])


def significance(row: Mapping[str, Any], comparisons: int) -> str:
    """Whether a policy's gain over the typical one can be told from luck, with so many ``comparisons`` looked at."""
    told = "clear of luck" if row["significant"] else "luck alone may explain it"
    return f"{told} (Holm, {comparisons} comparisons)" if comparisons > 1 else told


def summary(rows: Sequence[Mapping[str, Any]]) -> str:
    """What is behind the best in one company, of its rows of ``league``: where its gain is from, who is next."""
    best, *others = rows
    told = []
    for usual in others:
        if usual["typical"]:
            revenue = best["revenue"] - usual["revenue"]
            spend = revenue - (best["net"] - usual["net"])
            told.append(
                f"It earns {_more(revenue)} than {usual['policy']}, the usual policy, and spends {_more(spend)}."
            )
    rivals = [row for row in others if row["buyable"]]
    for row in rivals[:1]:
        ends = money_range(row["regret_low"], row["regret_high"])
        told.append(f"Next is {row['policy']}, {money(row['regret'])} behind (95 %: {ends}).")
    for row in others[len(rivals) :]:
        way = "ahead of" if row["regret"] < 0.0 else "behind"
        told.append(f"The yardstick, {row['policy']}, is {money(abs(row['regret']))} {way} {best['policy']}.")
    return " ".join(told)


def unsure(rows: Sequence[Mapping[str, Any]]) -> str:
    """What is not settled in one company, of its rows of ``league``: who else may be best, and what that may cost."""
    best, *others = [row for row in rows if row["buyable"]]
    rivals = [row["policy"] for row in others if row["may_be_best"]]
    if not rivals:
        return "No other policy may be best (95 %)."
    most = f"; whoever chooses {best['policy']} gives away at most {money(-best['lead_low'])} (95 %)"
    return f"{listed(rivals)} may also be best{most}."


def verdict(rows: Sequence[Mapping[str, Any]]) -> str:
    """The best of one company, of its rows of ``league``: by how much over the usual policy, how sure, and who else."""
    best = rows[0]
    if best["typical"]:
        ahead = "which is the usual policy"
    else:
        ends = money_range(best["gain_low"], best["gain_high"])
        clear = "clear of luck" if best["significant"] else "luck alone may explain it"
        ahead = f"{money(best['gain'])} over the usual policy (95 %: {ends}; {clear})"
    return f"{best['policy']} is best, {ahead}, with a chance of {chance(best['chance_of_best'])}. {unsure(rows)}"


def _more(dollars: float) -> str:
    return f"{money(abs(dollars))} {'less' if dollars < 0.0 else 'more'}"
