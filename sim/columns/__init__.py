"""The crowd as columns with compiled rules: what sweeps use. Docked to the agents, rule by rule."""
