"""What the specifications and the reference results say, as tables in pages that are written by hand (``PAGES``).

``python -m sim.report.describe`` brings all of them up to date; a test fails while they are not. A generated part
begins with ``<!-- generated: NAME -->`` and ends with ``<!-- end -->``; NAME is a key of ``PARTS``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.contract import TABLES
from sim.report.words import number, percent
from sim.report.words import records as records_of
from sim.spec.behaviour import BehaviourSpec
from sim.spec.company import CompanySpec
from sim.spec.errors import shown
from sim.spec.facts import load_facts
from sim.spec.fields import Spec
from sim.spec.files import read_mapping
from sim.spec.keys import fields, values
from sim.spec.load import names
from sim.spec.paths import CONFIGS
from sim.spec.policy import PolicySpec, acts_on
from sim.spec.switches import SWITCHES, Switch
from sim.stages import NEXT, STAGES, Stage

_ROOT = Path(__file__).resolve().parents[2]

RESULTS = _ROOT / "results"
PAGES: tuple[Path, ...] = (_ROOT / "sim" / "ODD.md", _ROOT / "README.md", RESULTS / "facts" / "README.md")
"""The pages with generated parts."""

_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

# ---------------------------------------------------------------------- parts


def assumptions() -> str:
    """How many values of the catalogue rest on an assumption, which nobody has measured."""
    numbers, settings = [*_sources("company"), *_sources("behaviour")], _sources("policy")
    return (
        f"Of the {len(numbers)} numbers that describe companies and behaviour, {_starting(numbers, 'assumption')} are "
        f"assumptions. Of the {len(settings)} settings of levers in the policies, {_starting(settings, 'assumption')} "
        f"are assumptions, and {_starting(settings, 'C')} are our reading of a claim of the article."
    )


def assumed() -> list[tuple[str, dict[str, str], int]]:
    """Of each file of the catalogue its name, what it assumes with the reason by key, and how many values it has."""
    found = []
    for group in ("company", "behaviour", "policy"):
        for name in names(group):
            sources: dict[str, dict[str, Any]] = _file(group, name)["sources"]
            mark = "assumption: "
            keys = {
                key: entry["source"].removeprefix(mark) for key, entry in sources.items() if mark in entry["source"]
            }
            found.append((f"{group} {name}", keys, len(sources)))
    return found


def moves() -> str:
    """The stages and the legal moves."""
    return _table(
        ("from", "to"),
        ((f"`{STAGES[stage]}`", ", ".join(f"`{STAGES[after]}`" for after in sorted(NEXT[stage]))) for stage in Stage),
    )


def switches() -> str:
    """Every mechanism that can be switched off, and the values at which it is."""
    rows = (
        (f"`{name}`", off.meaning, ", ".join(f"`{key}` {_text(value)}" for key, value in _neutral(off)))
        for name, off in SWITCHES.items()
    )
    return _table(("without", "what is so then", "neutral values"), rows)


def _neutral(off: Switch) -> list[tuple[str, Any]]:
    return [*off.behaviour.items(), *off.company.items()]


def levers() -> str:
    """What each lever means, and what each policy sets it to."""
    keys, policies = values(PolicySpec), _catalogue("policy")
    meanings = (
        (
            *(f"`{key}`", _meaning(field), _extra(field, "unit"), _allowed(field), _extra(field, "claim")),
            ", ".join(f"`{kind}`" for kind in acts_on(key)),
        )
        for key, field in fields(PolicySpec).items()
        if key in keys
    )
    settings = ((f"`{key}`", *(_text(_at(policy, key)) for policy in policies)) for key in keys)
    header = ("lever", "meaning", "unit", "allowed", "claim", "acts on")
    return f"{_table(header, meanings)}\n\n{_table(('lever', *(f'`{p["name"]}`' for p in policies)), settings)}"


def companies() -> str:
    """Every number of a company, the smallest company first."""
    sizes = sorted(_catalogue("company"), key=lambda company: float(company["revenue"]))
    return _numbers(CompanySpec, {f"`{size['name']}`": size for size in sizes})


def behaviour() -> str:
    """Every number of the default behaviour."""
    return _numbers(BehaviourSpec, {"value": _file("behaviour", "default")})


def facts() -> str:
    """What finished runs must show, and what each fact may be used for."""
    return _table(("fact", "claim", "role"), ((f"`{fact.id}`", fact.title, fact.role) for fact in load_facts()))


def records() -> str:
    """Every column that a run leaves; the ends of a day by stage are one line."""
    rows = (
        (f"`{table}`", f"`{column.name}`", column.unit, column.meaning)
        for table, columns in TABLES.items()
        for column in columns
        if not (table == "days" and column.name in STAGES)
    )
    return _table(("table", "column", "unit", "meaning"), rows)


def answer() -> str:
    """The headline's answer, its cards and its table of all contests, word for word."""
    sections = _sections("cost_of_feud")
    return f"{sections[0].partition('\n')[2].strip()}\n\n{_first_table(sections[1])}"


def judged() -> str:
    """How many facts the model shows, in one sentence, and which it misses, word for word."""
    sections = _sections("facts")
    return f"{sections[0].strip().splitlines()[-1]}\n\n{_first_table(sections[1])}"


def held_back() -> str:
    """The facts that were held back, and what the model shows of them, word for word."""
    return _first_table(next(text for text in _sections("facts") if text.startswith("What was held back")))


def lost() -> str:
    """What the feud costs each company, counted over one year or another, with 95 % intervals."""
    import pandas as pd

    table = pd.read_csv(RESULTS / "cost_of_feud" / "table.csv")
    feuds = table[table["budget"].eq("as it comes") & ~table["absence"]]
    main = feuds.groupby(["company", "period"], sort=False).head(1)
    rows = (
        (
            row["company"],
            row["period"],
            *(percent(row, f"{part}_share") for part in ("revenue_lost", "spend_wasted", "cost")),
        )
        for row in records_of(main)
    )
    return _table(("company", "counted over", "revenue lost, %", "spend wasted, %", "cost of the feud, %"), rows)


def _sections(study: str) -> list[str]:
    """What comes before the first heading of the report of a ``study``, and each section from its heading on."""
    return (RESULTS / study / "report.md").read_text(encoding="utf-8").split("\n## ")


def _first_table(section: str) -> str:
    lines = dropwhile(lambda line: not _is_row(line), section.splitlines())
    return "\n".join(takewhile(_is_row, lines))


def _is_row(line: str) -> bool:
    return line.startswith("|")


PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part
    for part in (
        *(assumptions, moves, switches, levers, companies, behaviour, facts, records),
        *(answer, judged, held_back, lost),
    )
}
"""What can stand between markers."""


def filled(page: str) -> str:
    """``page`` with every generated part as it must be; raises ``KeyError`` for one that is not in ``PARTS``."""
    return _PART.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}\n{found[3]}", page)


def main() -> None:
    """Bring the pages up to date."""
    for page in PAGES:
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")


# ---------------------------------------------------------------------- the catalogue


def _catalogue(group: str) -> list[dict[str, Any]]:
    return [_file(group, name) for name in names(group)]


def _file(group: str, name: str) -> dict[str, Any]:
    return read_mapping(CONFIGS / group / f"{name}.yaml")


def _sources(group: str) -> list[str]:
    return [entry["source"] for file in _catalogue(group) for entry in file["sources"].values()]


def _starting(sources: list[str], start: str) -> str:
    number = sum(source.startswith(start) for source in sources)
    return f"{number} ({100 * number / len(sources):.0f} %)"


def _at(tree: Mapping[str, Any], key: str) -> Any:
    head, _, rest = key.partition(".")
    return _at(tree[head], rest) if rest else tree[head]


# ---------------------------------------------------------------------- cells


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = tuple(header)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (titles, ("---",) * len(titles), *rows))


def _numbers(spec: type[Spec], files: Mapping[str, dict[str, Any]]) -> str:
    """Meaning, unit, value with plausible range in each of ``files``, and the sources."""
    rows = (
        (
            *(f"`{key}`", _meaning(field), _extra(field, "unit")),
            *(_ranged(file, key) for file in files.values()),
            "; ".join(dict.fromkeys(file["sources"][key]["source"] for file in files.values())),
        )
        for key, field in fields(spec).items()
        if key in values(spec)
    )
    return _table(("parameter", "meaning", "unit", *files, "source"), rows)


def _meaning(field: FieldInfo) -> str:
    return str(field.description)


def _extra(field: FieldInfo, name: str) -> str:
    extra = field.json_schema_extra
    return str(extra[name]) if isinstance(extra, dict) else ""


def _allowed(field: FieldInfo) -> str:
    """The names, or the range, that the value may have."""
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{name}`" for name in get_args(field.annotation))
    if not field.metadata:
        return "true, false"
    low, high = (next(getattr(bound, end) for bound in field.metadata if hasattr(bound, end)) for end in ("ge", "le"))
    return f"{_text(low)} to {_text(high)}{', or null' if type(None) in get_args(field.annotation) else ''}"


def _ranged(file: Mapping[str, Any], key: str) -> str:
    value, source = _text(_at(file, key)), file["sources"][key]
    return f"{value} ({_text(source['low'])} to {_text(source['high'])})" if "low" in source else value


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return shown(value)
    return number(value) if isinstance(value, int | float) else f"`{value}`"


if __name__ == "__main__":
    main()
