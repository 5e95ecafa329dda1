"""What another study found counts only where it is of the same model."""

import json

import pytest

from sim.report.evidence import evidence
from sim.report.manifest import manifest
from sim.study.replicas import replicas
from tests import builders

POLICIES = ("sales_led", "fractional_cmo")


def specs(*companies, **options):
    return [replicas(company, POLICIES, 2, **{"seed": 0, **options})[0].spec for company in companies]


@pytest.fixture
def folder(tmp_path):
    """A study of two companies, with other seeds, fewer years and smaller companies."""
    chosen = [run for name in ("mid", "large") for run in replicas(name, POLICIES, 3, 7, years=1, scale=0.5)]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest(chosen)))
    (tmp_path / "table.csv").write_text("fact,company,met\nT1,mid,True\nT1,large,True\nT1,all,True\n")
    return tmp_path


def companies(folder, *these, **options):
    """Of which companies the evidence is."""
    found = evidence(folder, specs(*these, **options))
    return None if found is None else found["company"].tolist()


def test_seed_years_and_scale_do_not_matter(folder):
    assert companies(folder, "mid") == ["mid"]
    assert companies(folder, "mid", "large", seed=99, scale=0.1) == ["mid", "large", "all"]


def test_another_company_or_another_number_is_another_model(folder):
    assert companies(folder, "mid", "small") == ["mid"]
    changed = builders.company("mid", {"market.cycle_days": 76.0})
    assert companies(folder, changed) is None
    behaviour = builders.behaviour({"patience.exponent": 0.34})
    assert companies(folder, "mid", behaviour=behaviour) is None


def test_where_there_is_no_study_there_is_no_evidence(folder):
    assert evidence(folder / "none", specs("mid")) is None
    (folder / "table.csv").write_text("")
    assert evidence(folder, specs("mid")) is None
