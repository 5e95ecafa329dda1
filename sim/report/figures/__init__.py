"""Figures: functions of tables that return a figure; who wants a file takes ``style.png``."""
