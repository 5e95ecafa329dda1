"""The one table of stages and moves."""

import pytest

from sim.stages import NEXT, STAGES, IllegalMoveError, Stage, check_move

PAIRS = [(origin, target) for origin in Stage for target in Stage]


def test_stages_are_those_of_the_design() -> None:
    assert STAGES == (
        "market",
        "inquiry",
        "marketing_qualified",
        "sales_accepted",
        "opportunity",
        "customer",
        "recycled",
        "disqualified",
        "lost",
        "churned",
        "cooling_off",
    )
    assert [Stage[name.upper()].value for name in STAGES] == list(range(len(STAGES)))


@pytest.mark.parametrize(("origin", "target"), PAIRS)
def test_a_move_is_legal_only_if_the_table_has_it(origin: Stage, target: Stage) -> None:
    if target in NEXT[origin]:
        check_move(origin, target)
    else:
        with pytest.raises(IllegalMoveError, match=f"from {origin.name.lower()} to {target.name.lower()}"):
            check_move(origin, target)


def test_nobody_moves_to_where_they_are() -> None:
    assert not [stage for stage in Stage if stage in NEXT[stage]]


def test_every_stage_can_be_reached_from_the_market_and_left_for_it() -> None:
    for start in Stage:
        reached, waiting = {start}, [start]
        while waiting:
            new = NEXT[waiting.pop()] - reached
            reached |= new
            waiting += new
        assert reached == set(Stage)


def test_only_an_opportunity_becomes_a_customer_and_only_a_customer_churns() -> None:
    assert [stage for stage in Stage if Stage.CUSTOMER in NEXT[stage]] == [Stage.OPPORTUNITY]
    assert {stage for stage in Stage if Stage.CHURNED in NEXT[stage]} == {Stage.CUSTOMER, Stage.OPPORTUNITY}
