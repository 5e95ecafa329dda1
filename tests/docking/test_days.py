"""Day by day, the columns write down what the agents wrote down; the first day that differs is shown."""

from functools import cache

import pytest

from tests.properties.referee.border import Rows, days
from tests.properties.scenes import scenes

SCENES = scenes()


@cache
def _of_agents(scene: str) -> list[Rows]:
    return [day.rows for day in days(SCENES[scene].model_copy(update={"engine": "agents"}))]


@pytest.mark.mutation
@pytest.mark.parametrize("scene", SCENES)
def test_columns_write_down_what_agents_do(scene: str) -> None:
    for rows, day in zip(_of_agents(scene), days(SCENES[scene]), strict=True):
        apart = [name for name in rows if rows[name] != day.rows[name]]
        assert not apart, (day.number, [(rows[name], day.rows[name]) for name in apart])
