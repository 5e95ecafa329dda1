"""What the README shows is true: its examples run, its paths and commands exist, its answer is the reference result."""

import re
import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import sim
from experiments import sweep
from sim.__main__ import main
from sim.report.tables import overview
from sim.report.words import answer

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [
    SimpleNamespace(language=found[1], text=found[2], line=README[: found.start()].count("\n") + 1)
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
]
SHELL = [line for block in BLOCKS if block.language == "bash" for line in block.text.splitlines()]
COMMANDS = [line for line in SHELL if line.startswith("python -m sim ")]


@pytest.fixture(autouse=True)
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who has saved the YAML of the README under the names in its first lines, and works beside it."""
    monkeypatch.chdir(tmp_path)
    for block in BLOCKS:
        if block.language == "yaml":
            name = block.text.partition("\n")[0].removeprefix("# ")
            Path(name).write_text(block.text, encoding="utf-8")


def in_small(line: str) -> list[str]:
    """The words of a command after ``python -m sim``, as a smaller job of the same kind."""
    words = [re.sub(r"^replications=\d+$", "replications=2", word) for word in shlex.split(line)[3:]]
    keys = {word.partition("=")[0] for word in words}
    smaller = {"years": "years=1", "scale": "scale=0.05"} if "company" in keys else {}
    return [*words, *(word for key, word in smaller.items() if key not in keys)]


def sweep_in_small() -> None:
    """Make the store that the examples read, by the README's own command."""
    (line,) = [line for line in SHELL if line.startswith("python -m experiments.sweep ")]
    words = [word for word in shlex.split(line)[3:] if not word.startswith("replications=")]
    assert sweep.main([*words, "quick=true", "years=1", "workers=1"]) == 0


def test_the_python_examples_run(capsys: pytest.CaptureFixture[str]):
    sweep_in_small()
    names: dict[str, Any] = {}
    examples = [block for block in BLOCKS if block.language == "python"]
    for block in examples:
        exec(compile("\n" * block.line + block.text, "README.md", "exec"), names)
    assert names["model"].day == 10
    assert capsys.readouterr().out.partition("Written to my_store\n")[2].count("\n") == 3
    assert set(names["gain"].index) == {"small", "mid"}
    assert {path.suffix for path in Path("my_run").iterdir()} == {".parquet", ".json"}
    assert names["both"].policies == ("founder_led", "distinct_marketing")
    skeptical, usual = names["run"], sim.simulate(company="mid", policy="sales_led", years=1, scale=0.2)
    assert skeptical.people["hours_leads"].sum() < usual.people["hours_leads"].sum()


def test_the_example_policy_differs_from_sales_led_as_its_title_says():
    mine, led = sim.load_policy("my_policy.yaml"), sim.load_policy("sales_led")
    assert mine.handoff.sla_days == 2.0
    assert mine.feedback.reported_share > led.feedback.reported_share
    assert (mine.budget, mine.incentives, mine.mandate) == (led.budget, led.incentives, led.mandate)


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_run(line: str, capsys: pytest.CaptureFixture[str]):
    assert main(in_small(line)) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert re.search("Saved in|Dataset in|^policy=|are assumptions", told.out, flags=re.MULTILINE)


def test_each_make_target_exists():
    targets = [line.split()[1] for line in SHELL if line.startswith("make ")]
    assert targets == ["headline", "test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [target for target in targets if f"\n{target}:" not in makefile] == []


def test_each_path_exists():
    linked = re.findall(r"\]\(([^)]+)\)", README)
    quoted = [word for word in re.findall(r"`([\w./]+)`", README) if "/" in word and not word.startswith(".venv")]
    assert len(linked) >= 3
    assert [path for path in (*linked, *quoted) if not (ROOT / path).exists()] == []


def test_the_answer_is_that_of_the_reference_result():
    table = pd.read_csv(ROOT / "results" / "cost_of_feud" / "table.csv").astype({"payback_month": "Int64"})
    shown = README.partition("<!-- generated: answer -->")[2].partition("<!-- end -->")[0]
    feuds = table[(table["budget"] == "as it comes") & ~table["absence"] & table["period"].eq("years 1-3")]
    main = feuds.groupby("company", sort=False).head(1).to_dict("records")
    assert answer(main, [sim.load_company(row["company"]) for row in main], 3) in shown
    for row in main:
        assert f"{100.0 * row['cost_share']:.1f} % of revenue" in shown
    text = overview(table)
    lines = [[str(text.index.name), *text.columns], ["---"] * (1 + len(text.columns)), *text.reset_index().to_numpy()]
    assert "\n".join(f"| {' | '.join(line)} |" for line in lines) in shown
