"""A YAML file as a plain mapping, or a refusal that names the file and the line."""

from copy import deepcopy
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

from sim.spec.errors import SpecError


def read_mapping(path: Path) -> dict[str, Any]:
    """The mapping in ``path``, interpolations resolved.

    Raises ``SpecError`` for a file that is missing, no plain file, not readable, not UTF-8, not YAML (a key given
    twice included) or no mapping.
    """
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    try:
        if not path.is_file():
            raise SpecError(f"{path}: {'is no plain file' if path.exists() else 'no such file'}")
        tree = deepcopy(_parsed(path.read_text(encoding="utf-8")))
    except YAMLError as error:
        raise SpecError(f"{path}{_line(error)}: not readable as YAML: {_reason(error)}") from None
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: not readable as UTF-8 text: {error.reason} at byte {error.start}") from None
    except OSError as error:  # OmegaConf also raises it, without strerror, for a file that holds a single word
        raise SpecError(f"{path}: {error.strerror or 'must hold keys and values'}") from None
    except (OmegaConfBaseException, RecursionError) as error:
        raise SpecError(f"{path}: {str(error).splitlines()[0]}") from None
    if not isinstance(tree, dict):
        raise SpecError(f"{path}: must hold keys and values")
    return {str(key): value for key, value in tree.items()}


@lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    """What ``text`` says. A sweep reads the same few files for each of its thousands of points."""
    from omegaconf import OmegaConf

    return OmegaConf.to_container(OmegaConf.load(StringIO(text)), resolve=True, throw_on_missing=True)


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _reason(error: Exception) -> str:
    """PyYAML's own words without its picture of the place."""
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return " ".join(str(reason).split())
