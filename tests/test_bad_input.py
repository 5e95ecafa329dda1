"""Whatever cannot be run is refused before anything runs: exit code 2, one short message, nothing written."""

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from sim.__main__ import main
from sim.spec.paths import CONFIGS

ROOT = Path(__file__).parent.parent
WHOLE = "must be a whole number between"

REFUSED = [
    ("company=medium", "company = 'medium': unknown; nearest is mid; there are"),
    ("company=", "company = '': unknown"),
    ("company=null", "company = null: must be one name"),
    ("policy=sale_led", "policy = 'sale_led': unknown; nearest is sales_led; there are"),
    ("experiment=late", "experiment = 'late': unknown; nearest is late_cure"),
    ("company=[small,mid]", "company = ['small', 'mid']: must be one name or path"),
    ("-m company=[small,mid]", "company = ['small', 'mid']: must be one name or path"),
    ("-m company=small,[mid]", "company = ['mid']: must be one name or path"),
    ("company=small,mid", "company=small,mid: one value is meant; several are a sweep, which needs -m"),
    ("years=1,2", "years=1,2: one value is meant"),
    ("sede=3", "sede: unknown key; nearest is seed"),
    ("+sed=3", "sed: unknown key; nearest is seed"),
    ("++sed=3", "sed: unknown key; nearest is seed"),
    ("~sed", "sed: unknown key; nearest is seed"),
    ("+seed=3", "+seed=3: keys can be neither added nor removed; write seed=value"),
    ("++seed=3", "++seed=3: keys can be neither added nor removed; write seed=value"),
    ("~seed", "~seed: keys can be neither added nor removed; write seed=value"),
    ("~policy", "~policy: keys can be neither added nor removed"),
    ("handoff.sla_day=2", "policy.handoff.sla_day: unknown key; nearest is sla_days"),
    ("+policy.handoff.sla_day=2", "policy.handoff.sla_day: unknown key; nearest is sla_days"),
    ("++handoff.sla_day=2", "policy.handoff.sla_day: unknown key; nearest is sla_days"),
    ("policy.handof.sla_days=2", "policy.handof.sla_days: unknown key; nearest is policy.handoff.sla_days"),
    ("policy.handoff={sla_day:2}", "policy.handoff.sla_day: unknown key; nearest is sla_days"),
    ("company.market.acounts=9", "company.market.acounts: unknown key; nearest is accounts"),
    ("policy.sources.x=1", "policy.sources.x: unknown key"),
    ("company@policy=mid", "company@policy=mid: company goes nowhere else"),
    ("hydra.jobs=1", "hydra.jobs: Could not override 'hydra.jobs'. Key 'jobs' not in 'HydraConf'"),
    ("lanes.coordination=1.5", "policy.lanes.coordination = 1.5: must be between 0 and 1"),
    ("team.marketers=-1", f"policy.team.marketers = -1: {WHOLE} 0 and 5,000 heads, or null"),
    ("company.team.marketing_share=0", "company.team.marketing_share = 0: must be between 0.05 and 1"),
    ("company.team.reps=-3", f"company.team.reps = -3: {WHOLE} 1 and 5,000 heads"),
    ("company.market.customers=900000", "company.market.customers = 900000: must be at most market.accounts"),
    ("company.team.founders=99", "company.team.founders = 99: must be at most team.reps"),
    ("team.extra_reps=-1", "policy.team.extra_reps = -1: must be between 0 and 5,000 heads"),
    ("team.employment=lent", "policy.team.employment = 'lent': must be in_house or outsourced"),
    ("budget={brand_share:1,enablement:1}", "policy.budget.brand_share + budget.enablement = 2: must be at most 1"),
    ("behaviour.reach.saturates=2", "behaviour.reach.saturates = 2: must be true or false"),
    ("behaviour.change.delay_weeks=0.5", f"behaviour.change.delay_weeks = 0.5: {WHOLE} 0 and 104 weeks"),
    ("without=patince", "without = 'patince': unknown; nearest is patience"),
    ("without=[blame,turnovers]", "without = 'turnovers': unknown; nearest is turnover"),
    ("without=3", "without = 3: must be a list of"),
    ("without=null", "without = null: must be a list of"),
    ("without=[[blame]]", "without = "),
    ("detail=all", "detail = 'all': must be moves or activities"),
    ("-m detail=moves,activities", "detail=moves,activities: detail is one for all cells and cannot be swept"),
    ("years=0", f"years = 0: {WHOLE} 1 and 30 years"),
    ("years=1.5", f"years = 1.5: {WHOLE} 1 and 30 years"),
    ("years=???", "years: Missing mandatory value"),
    ("years=${season}", "years: Interpolation key 'season' not found"),
    ("seed=abc", f"seed = 'abc': {WHOLE} 0 and 9,223,372,036,854,775,807"),
    ("seed=1.5", f"seed = 1.5: {WHOLE}"),
    ("seed=true", f"seed = true: {WHOLE}"),
    ("seed=-1", f"seed = -1: {WHOLE}"),
    ("seed=9223372036854775807 replications=2", f"seed = 9223372036854775808: {WHOLE}"),
    ("seed=1 seed=2", "seed: given twice"),
    ("engine=colums", "engine = 'colums': must be agents or columns"),
    ("replications=0", f"replications = 0: {WHOLE} 1 and 1,000,000"),
    ("workers=0", f"workers = 0: {WHOLE} 1 and 256 processes"),
    ("out=''", "out = '': must be a folder"),
    ("-m out=a,b", "out=a,b: out is one for all cells and cannot be swept"),
    ("-m seed=interval(0,1)", "seed=interval(0,1): an interval has no cells"),
    ("-m policy=glob(x*)", "policy=glob(x*): fits none of distinct_marketing"),
    ("seed", "'seed': must be key=value, as in years=3"),
    ("list everything", "'list': must be key=value"),
    ("assumptions company=mid", "'assumptions': must be key=value"),
    ("seed=(", "'seed=(': not readable; must be key=value"),
    ("--cfg", "--cfg: unknown option"),
    ("-m company=small,mid policy=sales_led,frictionless seed=1,2,x", f"seed = 'x': {WHOLE}"),
    ("-m company=small,medium", "company = 'medium': unknown; nearest is mid"),
    ("-m policy=sales_led,sales_led", "two cells are both called mid, sales_led"),
    ("policy=nowhere.yaml", "nowhere.yaml: no such file"),
    ("policy=folder/", "folder: is no plain file"),
    ("policy=torn.yaml", "torn.yaml, line 2: not readable as YAML"),
    ("company=./bytes.yaml", "bytes.yaml: not readable as UTF-8 text"),
    ("policy=./wrong.yaml", "wrong.yaml: policy.handoff.tracking = 2: must be between 0 and 1"),
    ("-m policy=wrong.yaml,sales_led", "wrong.yaml: policy.handoff.tracking = 2: must be between 0 and 1"),
    ("out=torn.yaml", "torn.yaml is a file, not a folder"),
    ("out=torn.yaml/below", "torn.yaml is a file, not a folder"),
    ("-m out=torn.yaml/below seed=1,2", "torn.yaml is a file, not a folder"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with files that make no sense, and a model that may not be run."""

    def forbidden(*_, **__):
        raise AssertionError("the model was run")

    monkeypatch.setitem(sys.modules, "sim.model", types.SimpleNamespace(FunnelModel=forbidden))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "torn.yaml").write_text("name: [a\nother: b", encoding="utf-8")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    text = (CONFIGS / "policy" / "sales_led.yaml").read_text(encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(text.replace("tracking: 0.2", "tracking: 2"), encoding="utf-8")
    return tmp_path


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_refused_with_one_short_message_and_nothing_written(words, message, folder, capsys):
    before = everything(folder)
    assert main(words.split()) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert message in told.err
    assert told.err.startswith("truce: ")
    assert len(told.err) < 400
    assert len(told.err.splitlines()) == 1
    assert everything(folder) == before


@pytest.mark.parametrize("word", ["out=/proc/results", "out=/sys/results"])
def test_a_folder_in_which_nothing_can_be_made_is_refused(word, folder, capsys):
    if not Path(word.removeprefix("out=")).parent.is_dir():
        pytest.skip("no such file system here")
    assert main([word]) == 2
    assert f"out = {word.removeprefix('out=')}: cannot be written to: " in capsys.readouterr().err


@pytest.mark.parametrize("words", ["policy=sale_led", "years=0", "-m company=small,mid seed=1,x"])
def test_the_process_ends_with_2_and_no_traceback(words, folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before = everything(folder)
    command = [sys.executable, "-m", "sim", *words.split()]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("truce: ")
    assert len(ended.stderr.splitlines()) == 1
    assert everything(folder) == before
