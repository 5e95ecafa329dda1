"""What the levers do, as files: a table, a page, a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.report import parts, style
from sim.report.manifest import version
from sim.report.page import Cell, Command, Page, Picture, Section, Table, Text
from sim.report.spreadsheets import csv
from sim.report.tables import simulated
from sim.report.words import percent, records
from sim.study.levers import DAYS_WATCHED, Setting

TITLE = "What does each lever do?"
LEAD = (
    "A policy is a bundle of levers. Here each was turned alone, from a low to a high value, in one company under one "
    "policy and with the same luck."
)
TOUCHES = (
    "The first record in which the two worlds differ must be of a kind that the lever declares (sim/spec/policy.py); "
    "the interval of the effect on its own mechanism holds 99 % and must not hold 0."
)


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

    @property
    def answer(self) -> str:
        """How many levers move their own mechanism, and which of them moves revenue most."""
        acting = len(self.mechanisms) - len(self.failures)
        row = max(records(self.revenue.round(6)), key=lambda row: float(row["last"]))
        return (
            f"{acting} of {len(self.mechanisms)} levers move their own mechanism, first through a record that they "
            f"declare; of {self.setting.cure.name}'s, {row['lever']} is worth most at the end: without it, revenue of "
            f"year {self.setting.years} is {percent(row, 'last')} % lower."
        )

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        page = self._page()
        return {
            "table.csv": csv(self.table.round(6)),
            **parts.page_files(page, self.manifest),
            "revenue.png": style.png(effects(self.revenue.round(6), self.setting, self._caption)),
        }

    @property
    def _caption(self) -> str:
        setting = self.setting
        seeds = f"seeds {setting.seed} to {setting.seed + setting.pairs - 1}"
        size = simulated({"scale": setting.scale})
        return f"n = {setting.pairs} pairs ({seeds}){size}; {version(self.manifest)}"

    def _page(self) -> Page:
        setting, typical, cure = self.setting, self.setting.typical.name, self.setting.cure.name
        revenue = self.revenue.round(6)
        where = f"{setting.company.title.split(',')[0]} under {typical}, {self._caption}."
        alone = (
            f"In per cent of the revenue under {typical}, with 95 % intervals. Alone: the typical policy with this one "
            f"lever set as in {cure}. Last: what {cure} loses if only this lever stays as in the typical policy. All "
            f"levers together: {percent(records(revenue)[0], 'all')} %. Parts need not sum to the whole, and any "
            "sign is an answer. A lever that both policies set alike is not here; the four incentives sum to 1, so "
            "where one is turned the others give way in proportion."
        )
        picture = Picture(
            "levers",
            "Alone and last",
            effects(revenue, setting, ""),
            "Effect of each lever on revenue, alone and last, with intervals; the numbers are in the table above.",
            self._caption,
            file="revenue",
            wide=True,
        )
        inert = f"Levers that change no record within {DAYS_WATCHED} days under a size's typical policy."
        return Page(
            title=TITLE,
            lead=LEAD,
            answer=self.answer,
            sections=[
                Section(
                    "What it touches first, and whether it moves its own mechanism",
                    "Mechanisms",
                    [Text(where), Text(TOUCHES), _mechanisms(self.mechanisms.round(6))],
                ),
                Section(
                    f"What it does to revenue in year {setting.years}",
                    "Revenue",
                    [Text(alone), _revenue(revenue, typical, cure), picture],
                ),
                Section("Where a lever does nothing", "Nothing", [Text(inert), _inert(self.inert)]),
                Section("How to make it again", "Made by", [Command(self.made_by)]),
            ],
            note="Configuration in manifest.json; table.csv has every figure of this page.",
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


def _mechanisms(rows: pd.DataFrame) -> Table:
    columns = ["lever", "low", "high", "first record", "mechanism", "at low", "at high", "effect, 99 %", "acts"]
    return Table(
        "What each lever touches first, and its mechanism",
        columns,
        [
            [
                Cell(row["lever"]),
                Cell(_word(row["low"])),
                Cell(_word(row["high"])),
                Cell(touched_first(row)),
                Cell(f"{row['measure']} ({row['unit']})"),
                _number(row["at_low"]),
                _number(row["at_high"]),
                Cell(effect(row), None if pd.isna(row["effect"]) else row["effect"]),
                Cell("yes" if row["acts"] else "no"),
            ]
            for row in records(rows)
        ],
    )


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


def _number(value: float) -> Cell:
    return Cell("") if pd.isna(value) else Cell(f"{value:,.4g}", value)


def _revenue(rows: pd.DataFrame, typical: str, cure: str) -> Table:
    return Table(
        "Effect on revenue",
        ["lever", typical, cure, "alone, %", "last, %"],
        [
            [
                Cell(row["lever"]),
                Cell(_word(row["typical"])),
                Cell(_word(row["cure"])),
                *(Cell(percent(row, part), row[part]) for part in ("alone", "last")),
            ]
            for row in records(rows)
        ],
    )


def _inert(found: Mapping[str, Sequence[str]]) -> Table:
    rows = [[Cell(key), Cell(", ".join(companies))] for key, companies in found.items()]
    return Table("Levers without an effect", ["lever", "in"], rows or [[Cell("none"), Cell("")]])


def _word(value: Any) -> str:
    return "null" if pd.isna(value) else f"{value:,g}" if isinstance(value, int | float) else str(value)
