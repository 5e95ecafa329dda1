"""The results of the search for worlds in which a cure loses, and for those in which it pays, from runs to files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.report import parts, style
from sim.report.figures.when_it_fails import limits_and_worlds
from sim.report.page import Cell, Command, Page, Picture, Section, Table, Text
from sim.report.spreadsheets import csv
from sim.report.words import a_company, listed, records, span
from sim.study.contest import Contest
from sim.study.sensitivity import Outcomes, Sample
from sim.study.sweep import Sweep
from sim.study.versions import model_version
from sim.study.when_it_fails import LOSES, PAYS, SCREENED, Box, boxes, halves, such

TITLE = "Where does the cure lose, and where does it pay?"
LEAD = (
    "Nobody knows the numbers of the model exactly. Here each of them is drawn anew from its whole plausible range, "
    "for many worlds, and each world lives through the same years, with the same luck, under the usual policy and "
    "under the cure. The cure loses in a world if less is left under it, after all spending, on average over "
    "replications; otherwise it pays."
)
FOUND = (
    f"A box limits a few numbers. Half of the worlds, every other one, found the boxes: of {SCREENED} numbers with the "
    "strongest rank correlation with the gain, PRIM (the patient rule induction method of Friedman and Fisher 1999, as "
    "the EMA workbench has it) takes away whatever end of a range leaves most of what is looked for, again and again; "
    "of all its boxes that is kept in which being inside correlates most with the outcome (phi coefficient). The other "
    "half, with numbers of its own, judges them: all counts below are of that half. A box holds if its outcome is more "
    "frequent in it than outside by Fisher's exact test, after Holm's correction over boxes. The p-value of a limit "
    "says whether it matters, given the others, after Holm's correction over the limits of its box; how many boxes and "
    "numbers were looked through before, no p-value has to make up for, since other worlds judge."
)
EVENLY = (
    "Worlds are drawn evenly from plausible ranges and not held to known facts, as the ensemble of the calibration is: "
    "what part of them loses is no chance that yours does. What counts here is where more of them lose, or fewer."
)
COLUMNS = ("box", "number", "unit", "from", "to", "plausible", "p of the limit")
JUDGED = (
    *("box", "the cure", "worlds in it", "in so many of them", "that is, %", "in all worlds, %"),
    *("of all such worlds, %", "p", "holds"),
)


@dataclass(frozen=True)
class WhenItFailsResults:
    """A finished search: the contest ``of`` a company, what was run, and what came of it.

    ``sample``: the worlds; ``outcomes``: net gain of the cure in each; ``looked``: the boxes. ``made_by`` is the
    command that makes it again.
    """

    of: Contest
    sweep: Sweep
    sample: Sample
    outcomes: Outcomes
    looked: Sequence[Box]
    options: Mapping[str, Any]
    made_by: str

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows of ``boxes``, rounded as they are written."""
        return boxes(self.of, self.sample, self.outcomes, self.looked).round(6)

    @property
    def caption(self) -> str:
        """How many worlds and replications, and which seeds."""
        count, last = self.sweep.replications, self.sweep.seed + self.sweep.replications - 1
        scale = self.options["scale"]
        size = "" if scale == 1.0 else f", at {scale:g} of its size"
        return (
            f"{len(self.sample.shares)} worlds of a {self.of.company.name} company{size}, n = {count} paired "
            f"replications each (seeds {self.sweep.seed} to {last}); Truce {model_version()['truce']}"
        )

    @cached_property
    def answer(self) -> str:
        """The study in a sentence or two."""
        lose = self._judging["outcome"].eq(LOSES)
        who = f"{self.of.cure.name} loses against {self.of.typical.name} in {100.0 * lose.mean():.0f} % of the worlds"
        told = f"In {a_company(self.of.company)} {who} ({int(lose.sum())} of {len(lose)})"
        holding = self.table[self.table["holds"].astype(bool)]
        if holding.empty:
            return f"{told}; no box of numbers tells where, clear of luck."
        first = holding[holding["box"] == holding.groupby("outcome")["box"].transform("min")]
        return f"{told}. {' '.join(_in_words(box) for _, box in first.groupby('box'))}"

    def files(self) -> dict[str, bytes]:
        """All files of the results, by name. Equal studies give equal bytes."""
        tables = parts.tables(self.table, "boxes", TITLE, self.answer, self.made_by)
        gains = pd.DataFrame(self.sample.design).assign(gain=self.outcomes.mean, luck=np.sqrt(self.outcomes.luck))
        made_of = {
            "model": model_version(),
            **{"company": self.of.company.name, "typical": self.of.typical.name, "cure": self.of.cure.name},
            **{"worlds": len(self.sample.shares), "replications": self.sweep.replications, "seed": self.sweep.seed},
            **self.options,
        }
        files = {**tables, "worlds.csv": csv(gains.round(6)), **parts.page_files(self.page(), made_of)}
        if len(self.table):
            files["boxes.png"] = style.png(self._figure(self.caption))
        return files

    def page(self) -> Page:
        """The page of the results."""
        judged: list[Any] = [Text(FOUND)]
        if len(self.table):
            judged += [
                _judged(self.table),
                Picture(
                    "boxes",
                    "The boxes, and the worlds that judge",
                    self._figure(""),
                    "Limits of each box in the plausible ranges, and the worlds that judge over the first two numbers "
                    "of the first box; limits are in the table below, worlds in worlds.csv.",
                    self.caption,
                    file="boxes",
                    wide=True,
                ),
                _limits(self.table),
            ]
        else:
            judged.append(Text("No box was found in which more worlds lose, or pay, than elsewhere."))
        spread = float(np.sqrt(np.mean(self.outcomes.luck)))
        luck = (
            f"Luck is in it: the mean gain of a world has a standard error of {spread / 1e3:,.0f} thousand dollars, "
            f"where worlds spread by {np.std(self.outcomes.mean) / 1e3:,.0f} thousand; a world near 0 may fall on "
            "either side."
        )
        return Page(
            title=TITLE,
            lead=LEAD,
            answer=self.answer,
            sections=[
                Section("Where it loses and where it pays", "Boxes", judged),
                Section("How sure is this?", "How sure", [Text(luck), Text(EVENLY)]),
                Section("What this is not", "Limits", [Text(text) for text in parts.LIMITS]),
                Section("How to make it again", "Made by", [Command(self.made_by)]),
            ],
            note=f"{self.caption}. Over {span(self.options['years'])}. worlds.csv has every world and its gain.",
        )

    @cached_property
    def _judging(self) -> pd.DataFrame:
        """The worlds that judge: the share of each number's range, by its place, and the cure's ``outcome``."""
        half = halves(self.sample)[1]
        lose = such(self.outcomes, LOSES)[half]
        return pd.DataFrame(self.sample.shares[half]).assign(outcome=np.where(lose, LOSES, PAYS))

    def _figure(self, below: str) -> Any:
        first = list(self.looked[0].limits)[:2]
        worlds = self._judging.rename(columns={first[0]: "x"}).assign(y=self._judging[first[-1]])
        return limits_and_worlds(self.table, worlds, below)


def _in_words(box: pd.DataFrame) -> str:
    limits = listed([_limit(row) for row in records(box)])
    first = box.iloc[0]
    ends = f"95 %: {100.0 * first['density_low']:.0f} to {100.0 * first['density_high']:.0f} %"
    density = f"{100.0 * first['density']:.0f} %"
    elsewhere = f"in all worlds in {100.0 * first['base']:.0f} %"
    counted = f"{ends}; {first['such']} of {first['worlds']} worlds"
    return f"Where {limits}, it {first['outcome']} in {density} ({counted}), {elsewhere}."


def _limit(row: Mapping[str, Any]) -> str:
    name = f'"{row["meaning"]}" ({str(row["parameter"]).partition(".")[2]})'
    if row["low"] == row["plausible_low"]:
        return f"{name} is at most {row['high']:.3g}"
    if row["high"] == row["plausible_high"]:
        return f"{name} is at least {row['low']:.3g}"
    return f"{name} is from {row['low']:.3g} to {row['high']:.3g}"


def _judged(table: pd.DataFrame) -> Table:
    rows = [
        [
            Cell(f"{row['box']}", row["box"]),
            Cell(row["outcome"]),
            Cell(f"{row['worlds']}", row["worlds"]),
            Cell(f"{row['such']}", row["such"]),
            Cell(_percent(row), row["density"]),
            Cell(f"{100.0 * row['base']:.0f}", row["base"]),
            Cell(f"{100.0 * row['coverage']:.0f}", row["coverage"]),
            Cell(_p(row["p_value"]), row["p_value"]),
            Cell("yes" if row["holds"] else "no"),
        ]
        for row in records(table.drop_duplicates("box"))
    ]
    return Table("The boxes, judged by other worlds", JUDGED, rows)


def _percent(row: Mapping[str, Any]) -> str:
    mean, low, high = (100.0 * row[name] for name in ("density", "density_low", "density_high"))
    return f"{mean:.0f} ({low:.0f} to {high:.0f})"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _limits(table: pd.DataFrame) -> Table:
    rows = [
        [
            Cell(f"{row['box']}", row["box"]),
            Cell(f"{row['parameter']}: {row['meaning']}"),
            Cell(row["unit"]),
            Cell(f"{row['low']:.3g}", row["low"]),
            Cell(f"{row['high']:.3g}", row["high"]),
            Cell(f"{row['plausible_low']:.3g} to {row['plausible_high']:.3g}"),
            Cell(_p(row["p_limit"]), row["p_limit"]),
        ]
        for row in records(table)
    ]
    return Table("What limits each box", COLUMNS, rows)
