"""What the levers do, as files: a table, a page, a picture."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.report import style
from sim.report.tables import markdown, simulated
from sim.report.words import percent, records
from sim.study.levers import DAYS_WATCHED, Setting

_PAGE = """# What each lever does

Each lever was turned alone, from a low to a high value, in one company under one policy and with the same luck, and
looked at in three ways.

## What it touches first, and whether it moves its own mechanism

{company} under `{policy}`, {pairs} pairs (seeds {first} to {last}){size}. The first
record in which the two worlds differ must be of a kind that the lever declares (`sim/spec/policy.py`); the interval of
the effect on its own mechanism holds 99 % and must not hold 0.

{mechanisms}
## What it does to revenue in year {year}

In per cent of the revenue under `{policy}`, with 95 % intervals. *Alone*: the typical policy with this one lever set as
in `{cure}`. *Last*: what `{cure}` loses if only this lever stays as in the typical policy. All levers together:
{everything} %. Parts need not sum to the whole, and any sign is an answer. A lever that both policies set alike is not
here; the four incentives sum to 1, so where one is turned the others give way in proportion.

{revenue}
![Effect of each lever on revenue, alone and last](revenue.png)

## Where a lever does nothing

Levers that change no record within {days} days under a size's typical policy:

{inert}
## Made by

    {command}

Configuration in `manifest.json`; `table.csv` has every figure of this page.
"""


@dataclass(frozen=True)
class LeverResults:
    """A finished study of the levers in one ``setting``."""

    setting: Setting
    mechanisms: pd.DataFrame
    revenue: pd.DataFrame
    inert: Mapping[str, Sequence[str]]
    made_by: str
    manifest: Mapping[str, Any]

    @property
    def table(self) -> pd.DataFrame:
        """One row a lever: all of it."""
        silent = self.mechanisms["lever"].map(lambda key: " ".join(self.inert.get(key, ())))
        both = self.mechanisms.merge(self.revenue.drop(columns=["typical", "cure"]), on="lever", how="left")
        return both.assign(inert_in=silent.to_numpy())

    @property
    def failures(self) -> list[str]:
        """Levers whose first record is not of a declared kind, or that do not move their own mechanism."""
        bad = self.mechanisms[~(self.mechanisms["as_declared"] & self.mechanisms["acts"])]
        return bad["lever"].tolist()

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        caption = f"n = {self.setting.pairs} pairs; Truce {self.manifest['package']['truce']}, not calibrated"
        text = {
            "table.csv": self.table.round(6).to_csv(index=False, lineterminator="\n"),
            "report.md": self._page(),
            "manifest.json": json.dumps(self.manifest, indent=1) + "\n",
        }
        drawn = {"revenue.png": style.png(effects(self.revenue, self.setting, caption))}
        return {**{name: content.encode() for name, content in text.items()}, **drawn}

    def _page(self) -> str:
        setting, all_of_it = self.setting, records(self.revenue)[0]
        return _PAGE.format(
            company=setting.company.title.split(",")[0],
            policy=setting.typical.name,
            cure=setting.cure.name,
            pairs=setting.pairs,
            first=setting.seed,
            last=setting.seed + setting.pairs - 1,
            size=simulated({"scale": setting.scale}),
            year=setting.years,
            days=DAYS_WATCHED,
            everything=percent(all_of_it, "all"),
            mechanisms=markdown(_readable_mechanisms(self.mechanisms)),
            revenue=markdown(_readable_revenue(self.revenue)),
            inert=_readable_inert(self.inert),
            command=self.made_by,
        )


@style.styled
def effects(revenue: pd.DataFrame, setting: Setting, caption: str) -> Figure:
    """Effect of each lever on the last year's revenue, alone and last, with 95 % intervals."""
    rows = revenue.sort_values("last")
    figure = Figure(figsize=(7.0, 0.32 * len(rows) + 1.6), layout="constrained")
    ax = figure.subplots()
    places = np.arange(len(rows))
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    looks = (("alone", 0.15, style.BLUE, "o"), ("last", -0.15, style.VERMILION, "s"))
    for name, offset, colour, mark in looks:
        mean, low, high = (100.0 * rows[f"{name}{end}"].to_numpy() for end in ("", "_low", "_high"))
        look: dict[str, Any] = {"color": colour, "marker": mark, "markersize": 4.0, "linestyle": "none", "capsize": 2.0}
        ax.errorbar(mean, places + offset, xerr=(mean - low, high - mean), label=name, **look)
    ax.set_yticks(places, rows["lever"])
    ax.set_xlabel(
        f"effect on revenue of year {setting.years}, % of revenue under {setting.typical.name}, 95 % intervals"
    )
    ax.set_title(f"{setting.company.name}: levers of {setting.cure.name}, alone and last")
    ax.legend(loc="lower right")
    return style.captioned(figure, caption)


def _readable_mechanisms(rows: pd.DataFrame) -> pd.DataFrame:
    lines = {
        f"`{row['lever']}`": {
            "low": _word(row["low"]),
            "high": _word(row["high"]),
            "first record": f"`{touched_first(row)}`",
            "mechanism": f"{row['measure']} ({row['unit']})",
            "at low": _number(row["at_low"]),
            "at high": _number(row["at_high"]),
            "effect, 99 %": effect(row),
            "acts": "yes" if row["acts"] else "no",
        }
        for row in records(rows)
    }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("lever")


def touched_first(row: Mapping[str, Any]) -> str:
    """The first record that the lever changed, and whether it declares it."""
    if not row["first_record"]:
        return "none"
    return f"{row['first_record']}{'' if row['as_declared'] else ' (not declared)'}"


def effect(row: Mapping[str, Any]) -> str:
    """The effect on the lever's own mechanism with its interval; none where the company has no such mechanism."""
    if pd.isna(row["effect"]):
        return "nothing to measure"
    return f"{row['effect']:,.3g} ({row['effect_low']:,.3g} to {row['effect_high']:,.3g})"


def _number(value: float) -> str:
    return "" if pd.isna(value) else f"{value:,.4g}"


def _readable_revenue(rows: pd.DataFrame) -> pd.DataFrame:
    lines = {
        f"`{row['lever']}`": {
            "typical": _word(row["typical"]),
            "cure": _word(row["cure"]),
            "alone, %": percent(row, "alone"),
            "last, %": percent(row, "last"),
        }
        for row in records(rows)
    }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("lever")


def _readable_inert(found: Mapping[str, Sequence[str]]) -> str:
    lines = [f"- `{key}`: {', '.join(companies)}" for key, companies in found.items()]
    return "\n".join(lines or ["- none"]) + "\n"


def _word(value: Any) -> str:
    return "null" if pd.isna(value) else f"{value:,g}" if isinstance(value, int | float) else str(value)
