"""The command line: ``python -m sim``, also installed as ``truce``."""
