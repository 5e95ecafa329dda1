"""A whole command: everything is read and validated, then one run or a sweep happens, then it is shown."""

import sys
from collections.abc import Sequence
from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

from sim.cli.arguments import Argument, arguments, is_hydra
from sim.cli.cells import Cell, cell, cells
from sim.cli.folder import folder
from sim.records.files import check_writable
from sim.spec.errors import SpecError
from sim.spec.paths import CONFIGS

SWEEP = ("-m", "--multirun")


def execute(words: Sequence[str]) -> int:
    """Do what the command line says and return the exit code: 0, or 1 if a cell of a sweep failed.

    Raises ``SpecError`` before anything runs or is written.
    """
    sweep = any(word in SWEEP for word in words)
    words = [word for word in words if word not in SWEEP]
    if strange := [word for word in words if word.startswith("-")]:
        raise SpecError(f"{strange[0]}: unknown option; there are -m, --multirun, -h, --help, --version")
    asked, about_hydra = arguments(words, sweep), [word for word in words if is_hydra(word)]
    planned = cells(asked, about_hydra)
    many = sweep or planned[0].settings.replications > 1
    if many and planned[0].settings.detail != "moves":
        raise SpecError(
            f"detail = {planned[0].settings.detail!r}: of many runs only the months are kept; run one alone"
        )
    out = folder(planned, many)
    check_writable(out)
    if not many:
        return _run(planned[0], out)
    return _sweep(planned, [argument for argument in asked if argument.key != "out"], about_hydra, out)


def _run(one: Cell, out: Path) -> int:
    from sim.cli.show import show_run
    from sim.model import FunnelModel

    run = FunnelModel(one.spec, detail=one.settings.detail).run()
    show_run(run, one.changes, run.save(out))
    return 0


def _sweep(planned: Sequence[Cell], asked: Sequence[Argument], about_hydra: Sequence[str], out: Path) -> int:
    """Let Hydra launch one job a cell, then show what is there; a failed cell does not hide the others."""
    from sim.cli.dataset import read
    from sim.cli.show import show_sweep

    words = [*(argument.text for argument in asked), *about_hydra, Argument("out", (_quoted(str(out)),)).text]
    failed = _launch(words)
    show_sweep(read(planned, out), out)
    return failed


def _launch(words: Sequence[str]) -> int:
    """Hydra reads ``sys.argv`` and ends the process when a job fails; neither leaves this function."""
    before, sys.argv = sys.argv, ["truce", "--multirun", *words]
    try:
        hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="config")(_job)()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = before
    return 0


def _job(config: DictConfig) -> None:
    """One cell of a sweep."""
    from sim.cli.dataset import write

    one = cell(config, HydraConfig.get().overrides.task)
    write(one, Path(str(one.settings.out)))


def _quoted(text: str) -> str:
    """``text`` as Hydra's grammar quotes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
