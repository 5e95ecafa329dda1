"""Where the catalogue of YAML files lies: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]

CONFIGS: Path = next(
    (folder for folder in (_PACKAGE / "_configs", _PACKAGE.parent / "configs") if folder.is_dir()),
    _PACKAGE.parent / "configs",  # neither: whoever reads from it names the missing file
)
"""The folder that holds ``config.yaml``, ``company/``, ``policy/`` and ``facts.yaml``."""
