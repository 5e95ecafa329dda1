"""From arguments to cells: each combination of values composed by Hydra and validated, before anything runs."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hydra import compose, initialize_config_dir
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.cli.arguments import CHOICES, PLAIN, Argument
from sim.cli.settings import Settings
from sim.spec.errors import SpecError, unknown_key
from sim.spec.experiment import ExperimentSpec
from sim.spec.load import experiment, validated
from sim.spec.paths import CONFIGS

NAMED = (*CHOICES[:2], *Settings.model_fields)
"""Keys whose values a row of the dataset tells without ``changes``."""

SEPARATOR = "; "


@dataclass(frozen=True)
class Cell:
    """One combination of choices. ``changes`` are those that the names of company and policy do not tell."""

    spec: ExperimentSpec
    settings: Settings
    changes: str

    @property
    def company(self) -> str:
        """The company's name."""
        return self.spec.company.name

    @property
    def policy(self) -> str:
        """The policy's name."""
        return self.spec.timeline[0].policy.name

    @property
    def key(self) -> str:
        """What tells the cell from every other: its specification and its number of runs."""
        from sim.records.run import config_hash

        return f"{config_hash(self.spec)}-{self.settings.replications}"

    def specs(self) -> list[ExperimentSpec]:
        """The specification of each replication; only the seed differs."""
        seeds = range(self.spec.seed, self.spec.seed + self.settings.replications)
        return [self.spec.model_copy(update={"seed": seed}) for seed in seeds]


def cells(arguments: Sequence[Argument], hydra: Sequence[str]) -> list[Cell]:
    """Every combination of the arguments' values; ``hydra`` are words about Hydra itself."""
    options = [[f"{argument.key}={value}" for value in argument.values] for argument in arguments]
    try:
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            wanted = list(itertools.product(*options))
            found = {lines: _composed(lines, hydra) for lines in dict.fromkeys([*_covering(options), *wanted])}
    except (HydraException, OmegaConfBaseException) as error:
        raise SpecError(_reason(error)) from None
    return _distinct([found[lines] for lines in wanted])


def cell(config: DictConfig, lines: Iterable[str]) -> Cell:
    """The cell that Hydra composed as ``config`` from the overrides ``lines``."""
    tree = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    assert isinstance(tree, dict)
    choices = {str(key): value for key, value in tree.items()}
    settings = validated(Settings, "", {key: choices.pop(key) for key in Settings.model_fields})
    spec = experiment(**_known(choices))
    validated(ExperimentSpec, "", {**dict(spec), "seed": spec.seed + settings.replications - 1})
    return Cell(spec, settings, _changes(lines))


def _distinct(cells: list[Cell]) -> list[Cell]:
    """The cells, if a dataset can tell them apart: two files of one's own may have the same ``name`` inside."""
    labels = [(cell.company, cell.policy, cell.changes) for cell in cells]
    for label in labels:
        if labels.count(label) > 1:
            raise SpecError(
                f"two cells are both called {', '.join(filter(None, label))}; each file needs its own name: inside"
            )
    return cells


def _covering(options: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The fewest cells that have every value once: a bad value shows at once, however many cells there are."""
    most = max(map(len, options), default=0)
    return [tuple(values[number % len(values)] for values in options) for number in range(most)]


def _reason(error: Exception) -> str:
    """The first line of what Hydra says and of its cause, with the key that OmegaConf keeps on another line."""
    causes = [cause for cause in (error, error.__cause__) if cause is not None]
    texts = [str(cause).splitlines()[0] for cause in causes]
    keys = [str(key) for cause in causes if (key := getattr(cause, "full_key", None))]
    return ": ".join([*keys[:1], " ".join(texts)])


def _composed(lines: Sequence[str], hydra: Sequence[str]) -> Cell:
    return cell(compose("config", [*lines, *hydra]), lines)


def _known(choices: Mapping[str, Any]) -> Mapping[str, Any]:
    known = (*CHOICES[:3], *PLAIN)
    for key in choices:
        if key not in known:
            raise SpecError(unknown_key("", key, known))
    return choices


def _changes(lines: Iterable[str]) -> str:
    """The overrides that names do not tell, in the order in which they were given, apart by ``SEPARATOR``."""
    return SEPARATOR.join(line for line in lines if line.partition("=")[0] not in NAMED)
