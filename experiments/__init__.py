"""One file a question: ``python -m experiments.NAME [key=value ...]``."""
