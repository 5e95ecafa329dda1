"""The columns live whole weeks at once: they are the same days, and each is begun only where there is room for it."""

import pytest

from sim.columns import days, roster
from sim.model import FunnelModel
from tests.properties.scenes import scenes

SPEC = scenes()["years"]


@pytest.mark.mutation
def test_weeks_at_once_are_days_one_by_one() -> None:
    whole, stepped = (FunnelModel(SPEC, detail="activities") for _ in range(2))
    run = whole.run()
    for _ in range(SPEC.days):
        stepped.step()
    tables = stepped.recorder.tables()
    assert all(table.equals(tables[name]) for name, table in run.tables.items())


@pytest.mark.mutation
@pytest.mark.parametrize("table", ["moves", "missed"])
def test_a_day_is_begun_only_where_there_is_room_for_all_that_it_may_write(table: str) -> None:
    crowd = FunnelModel(SPEC).crowd
    world = crowd.world
    room = len(world.moves) - days.MOST_A_DAY * len(world.accounts)
    world.state[0][table] = room + 1
    assert days.live(world, crowd.log, crowd.stages, 0, 0, 5) == 0
    world.state[0][table] = room
    assert days.live(world, crowd.log, crowd.stages, 0, 0, 5) > 0


@pytest.mark.mutation
def test_a_touch_without_room_for_it_is_refused() -> None:
    world = FunnelModel(SPEC, detail="activities").crowd.world
    world.state[0]["touches"] = len(world.touches) - 1
    roster.note(world, 0, 0, 0, -1, 0.0, -1)
    with pytest.raises(MemoryError):
        roster.note(world, 0, 0, 0, -1, 0.0, -1)
