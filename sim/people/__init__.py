"""The people: Mesa agents in plain Python, the same for every engine. Sense, decide, learn."""
