"""Null models: what simpler models, fitted to finished runs of one policy, say without people who decide and learn."""
