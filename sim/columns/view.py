"""Single accounts, read from the columns: to look at, not to work with."""

from collections.abc import Sequence
from typing import Any, overload

from sim.columns.codes import NEVER
from sim.columns.state import World
from sim.draws import Purpose, uniform
from sim.market import usual_value
from sim.stages import Stage

KEPT = (
    *("awareness", "understanding", "friction", "glance", "segment"),
    *("window", "inquiries", "deals", "renewals", "rep"),
)
"""What an account's own row has, named as in ``sim.crowd.prospect.Prospect``."""


class ProspectView:
    """One account as it is now, under the names of ``sim.crowd.prospect.Prospect``; it cannot be changed."""

    __slots__ = ("_world", "index")

    def __init__(self, world: World, index: int) -> None:
        """Of the account that stands at ``index`` in ``world``."""
        self._world, self.index = world, index

    def __repr__(self) -> str:
        return f"<Prospect {self.index}: {self.stage.name.lower()}>"

    def __getattr__(self, name: str) -> Any:
        if name not in KEPT:
            raise AttributeError(f"{name}: not kept by the columns engine; ask for engine='agents'")
        return self._world.accounts[self.index][name].item()

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return Stage(int(self._world.accounts[self.index]["stage"]))

    @property
    def in_window(self) -> bool:
        """Whether it wants to buy."""
        return bool(self._world.accounts[self.index]["in_window"])

    @property
    def contract(self) -> int:
        """Cents a year under contract."""
        slot = int(self._world.accounts[self.index]["slot"])
        return 0 if slot == NEVER else int(self._world.leads[slot]["contract"])

    @property
    def fit(self) -> float:
        """How well the offer fits, 0..1, before what its segment needs has moved."""
        return uniform(int(self._world.rules[0]["seed"]), Purpose.MARKET_FIT, self.index, 0)

    @property
    def value(self) -> int:
        """Cents a year that it would pay as a new customer."""
        rules = self._world.rules[0]
        return usual_value(int(rules["seed"]), self.index, float(rules["value_median"]), float(rules["value_sigma"]))


class Prospects(Sequence[ProspectView]):
    """All accounts by index; each is made when it is looked at."""

    def __init__(self, world: World) -> None:
        """Those of ``world``."""
        self._world = world

    def __len__(self) -> int:
        return len(self._world.accounts)

    @overload
    def __getitem__(self, index: int) -> ProspectView: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ProspectView]: ...
    def __getitem__(self, index: int | slice) -> ProspectView | Sequence[ProspectView]:
        numbers = range(len(self))[index]
        return ProspectView(self._world, numbers) if isinstance(numbers, int) else [self[i] for i in numbers]
