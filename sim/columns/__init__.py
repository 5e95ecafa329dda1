"""The crowd as columns with compiled rules: what sweeps use. Docked to the agents, rule by rule."""

from sim.compiled import tell_if_cold

tell_if_cold("days.live")
