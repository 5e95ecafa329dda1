"""Keyed randomness: the published function, the same bits everywhere, and draws that are as random as they claim.

Keys are fixed, so every test passes or fails for good. Each statistical test would reject a true generator with
probability 0.001.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise, product

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.compiled import Floats, Ints
from sim.draws import Purpose

ALPHA = 0.001
MANY = np.arange(100_000)
LAST = 2**63 - 1

# The known answers of Random123 for threefry2x64 with 20 rounds: counter, key, result.
KNOWN = [
    ((0, 0), (0, 0), (0xC2B6E3A8C2C69865, 0x6F81ED42F350084D)),
    ((2**64 - 1, 2**64 - 1), (2**64 - 1, 2**64 - 1), (0xE02CB7C4D95D277A, 0xD06633D0893B8B68)),
    (
        (0x243F6A8885A308D3, 0x13198A2E03707344),
        (0xA4093822299F31D0, 0x082EFA98EC4E6C89),
        (0x263C7D30BB0F0AF1, 0x56BE8361D3311526),
    ),
]

EVERYTHING = """
import numpy as np
from sim import draws
rows = np.arange(1000)
odd = np.array([0, 1, 2**31, 2**32 + 5, 2**53 + 1, 2**63 - 1])
seeds = (0, 7, 2**63 - 1)
bulk = [f(s, 3, e, o) for f in (draws.uniforms, draws.exponentials, draws.normals) for s in seeds
        for e, o in ((rows, 4), (rows, rows[::-1]), (odd, odd[::-1]))]
alone = [f(s, 5, int(e), 1) for f in (draws.uniform, draws.exponential, draws.normal) for s in seeds for e in odd]
pairs = [draws.pair(s, 5, int(e), 2) for s in seeds for e in odd]
words = [draws.threefry(*map(np.uint64, (s, 5, e, 2))) for s in seeds for e in odd]
met = [column for s in seeds for ceiling, share in ((0.1, 0.04), (0.9, 0.3), (1e-300, 1e-301))
       for column in draws.candidates(s, 2, 9, 2000, ceiling, share)]
met += [draws.distinct(met[0]), np.array([draws.hazard(share) for share in (0.0, 1e-300, 0.1, 0.9)])]
columns = (*bulk, np.array(alone), np.array(pairs), np.array(words, dtype=np.uint64), *met)
bits = b"".join(str(column.dtype).encode() + column.tobytes() for column in columns)
"""

compiled_only = pytest.mark.skipif(os.environ.get("TRUCE_UNCOMPILED") == "1", reason="rules are not compiled here")

Draw = Callable[[int, int, int, int], float]


def reached(seed: int, channel: int, occasion: int, population: int, ceiling: float, share: float) -> Ints:
    """Whom a campaign reaches that does not tell one group from another."""
    return reached_by_group(seed, channel, occasion, np.zeros(population, np.int64), ceiling, np.array([share]))


def reached_by_group(seed: int, channel: int, occasion: int, groups: Ints, ceiling: float, shares: Floats) -> Ints:
    """Whom a campaign reaches that is to meet each of group g with chance ``shares[g]``."""
    met, marks = draws.candidates(seed, channel, occasion, len(groups), ceiling, max(shares))
    hazards = np.array([draws.hazard(share) for share in shares])
    return draws.distinct(met[marks < hazards[groups[met]]])


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_known_answers(counter: tuple[int, int], key: tuple[int, int], expected: tuple[int, int]) -> None:
    words = draws.threefry(*map(np.uint64, (*key, *counter)))
    assert tuple(map(int, words)) == expected


def test_the_key_is_seed_and_purpose_and_the_counter_entity_and_occasion() -> None:
    words = draws.threefry(*map(np.uint64, (7, Purpose.CHOICE, 11, 2)))
    assert draws.pair(7, Purpose.CHOICE, 11, 2) == tuple((int(word) >> 11) / 2**53 for word in words)
    assert draws.uniform(7, Purpose.CHOICE, 11, 2) == draws.pair(7, Purpose.CHOICE, 11, 2)[0]


@compiled_only
def test_same_bits_compiled_and_uncompiled() -> None:
    compiled: dict[str, bytes] = {}
    exec(EVERYTHING, compiled)
    uncompiled = subprocess.run(
        [sys.executable, "-W", "error", "-c", EVERYTHING + "import sys; sys.stdout.buffer.write(bits)"],
        env=os.environ | {"TRUCE_UNCOMPILED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    assert len(compiled["bits"]) > 8 * 9 * 2000
    assert uncompiled.stdout == compiled["bits"]


@pytest.mark.parametrize(
    ("bulk", "alone"),
    [
        (draws.uniforms, draws.uniform),
        (draws.exponentials, draws.exponential),
        (draws.normals, draws.normal),
    ],
)
def test_bulk_equals_one_by_one(bulk: Callable[..., Floats], alone: Draw) -> None:
    entities, occasions = np.arange(0, 600, 3)[::-1], np.arange(200) % 7
    entities.flags.writeable = False
    both = zip(entities.tolist(), occasions.tolist(), strict=True)
    assert bulk(5, 9, entities, occasions).tolist() == [alone(5, 9, entity, occasion) for entity, occasion in both]
    assert bulk(5, 9, entities, 4).tolist() == [alone(5, 9, entity, 4) for entity in entities.tolist()]


def test_each_part_of_the_key_counts() -> None:
    keys = list(product((0, 1, 2**32, LAST), repeat=4))
    assert len({draws.uniform(*key) for key in keys}) == len(keys)


def test_purposes_are_distinct_and_leave_room_for_channels() -> None:
    assert len(set(Purpose)) == len(Purpose)
    assert all(0 < purpose < 2**32 for purpose in Purpose)


@compiled_only
@pytest.mark.parametrize("seed", ["7", None, 2**63])
def test_a_seed_that_is_no_63_bit_integer_is_refused(seed: int) -> None:
    with pytest.raises((TypeError, OverflowError)):
        draws.uniform(seed, Purpose.CHOICE, 1, 1)


@pytest.mark.parametrize(
    ("bulk", "law"),
    [
        (draws.uniforms, stats.uniform),
        (draws.exponentials, stats.expon),
        (draws.normals, stats.norm),
    ],
)
def test_draws_follow_their_law(bulk: Callable[..., Floats], law: stats.rv_continuous) -> None:
    by_entity = bulk(1, Purpose.CHOICE, MANY, 0)
    by_occasion = bulk(1, Purpose.CHOICE, np.zeros_like(MANY), MANY)
    assert stats.kstest(by_entity, law.cdf).pvalue > ALPHA
    assert stats.kstest(by_occasion, law.cdf).pvalue > ALPHA


def assert_independent(here: Floats, there: Floats) -> None:
    cells, _, _ = np.histogram2d(here, there, bins=16, range=[[0, 1], [0, 1]])
    assert stats.chisquare(cells.ravel()).pvalue > ALPHA


@pytest.mark.parametrize(
    ("seed", "purpose", "entities", "occasions"),
    [
        pytest.param(4, 50, MANY, 6, id="seed"),
        pytest.param(3, 51, MANY, 6, id="purpose"),
        pytest.param(3, 50, MANY + 1, 6, id="entity"),
        pytest.param(3, 50, MANY, 7, id="occasion"),
        pytest.param(50, 3, MANY, 6, id="seed and purpose swapped"),
        pytest.param(3, 50, np.full_like(MANY, 6), MANY, id="entity and occasion swapped"),
    ],
)
def test_neighbouring_keys_are_independent(seed: int, purpose: int, entities: Ints, occasions: Ints | int) -> None:
    assert_independent(draws.uniforms(3, 50, MANY, 6), draws.uniforms(seed, purpose, entities, occasions))


def test_the_two_words_of_a_draw_are_independent() -> None:
    words = np.array([draws.pair(3, 50, entity, 6) for entity in range(20_000)])
    assert_independent(words[:, 0], words[:, 1])


def test_reached_rises_with_the_share_and_is_in_order() -> None:
    sets = [reached(8, 1, 3, 50_000, 0.05, share) for share in (0.0, 0.001, 0.01, 0.03, 0.05)]
    assert sets[0].size == 0
    for smaller, larger in pairwise(sets):
        assert np.all(np.diff(larger) > 0)
        assert larger[0] >= 0
        assert larger[-1] < 50_000
        assert smaller.size < larger.size
        assert np.isin(smaller, larger).all()


@pytest.mark.parametrize(("ceiling", "share"), [(0.02, 0.02), (0.02, 0.005), (0.9, 0.4), (0.9, 1e-3)])
def test_reached_has_the_stated_chance(ceiling: float, share: float) -> None:
    population, occasions = 20_000, 30
    counts = [reached(2, 0, occasion, population, ceiling, share).size for occasion in range(occasions)]
    assert stats.binomtest(sum(counts), population * occasions, share).pvalue > ALPHA
    # The counts scatter as binomial ones do, so occasions are independent of each other.
    scatter = np.var(counts, ddof=1) * (occasions - 1) / (population * share * (1 - share))
    assert stats.chi2(occasions - 1).cdf(scatter) == pytest.approx(0.5, abs=0.5 - ALPHA / 2)


def test_reached_lies_evenly_and_channels_and_occasions_differ() -> None:
    base = reached(2, 0, 0, 1_000_000, 0.02, 0.01)
    assert stats.kstest(base / 1_000_000, stats.uniform.cdf).pvalue > ALPHA
    for other in (reached(2, 1, 0, 1_000_000, 0.02, 0.01), reached(2, 0, 1, 1_000_000, 0.02, 0.01)):
        assert stats.binomtest(np.intersect1d(base, other).size, base.size, 0.01).pvalue > ALPHA


def test_a_larger_population_moves_nobody() -> None:
    small, large = (reached(2, 0, 0, population, 0.1, 0.05) for population in (1000, 5000))
    assert small.tolist() == large[large < 1000].tolist()


def test_each_group_is_reached_with_its_own_share_and_the_others_do_not_change_it() -> None:
    groups = np.arange(60_000) % 3
    shares = np.array([0.0, 0.01, 0.04])
    found = reached_by_group(4, 0, 0, groups, 0.05, shares)
    counts = np.bincount(groups[found], minlength=3)
    assert counts[0] == 0
    for count, share in zip(counts[1:], shares[1:], strict=True):
        assert stats.binomtest(int(count), 20_000, share).pvalue > ALPHA
    more = reached_by_group(4, 0, 0, groups, 0.05, np.array([0.05, 0.01, 0.04]))
    assert found.tolist() == more[groups[more] > 0].tolist()


def test_reached_at_the_edges() -> None:
    assert reached(2, 0, 0, 50, 1.0 - 2.0**-53, 1.0 - 2.0**-53).tolist() == list(range(50))
    assert reached(2, 0, 0, 50, 0.0, 0.0).size == 0
    assert reached(2, 0, 0, 0, 0.5, 0.5).size == 0
    assert reached(2, 0, 0, 50, 1e-300, 1e-300).size == 0


@pytest.mark.parametrize(
    ("ceiling", "share"), [(0.1, 0.2), (0.1, -0.01), (1.0, 0.5), (float("nan"), 0.1), (0.1, float("nan"))]
)
def test_impossible_shares_are_refused(ceiling: float, share: float) -> None:
    with pytest.raises(ValueError, match="share <= ceiling"):
        reached(2, 0, 0, 50, ceiling, share)
