"""Keyed randomness: a draw is a pure function of (seed, purpose, entity, occasion), and nothing else.

The generator is Threefry-2x64 with 20 rounds: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as
easy as 1, 2, 3", SC '11. Its key is (seed, purpose), its counter (entity, occasion), each a whole 64-bit word.

There is no state, so order and worker count cannot matter, and two policies face the same market with the same luck.
Key by the occasion (a prospect's n-th window, n-th touch), not by the day, wherever one occasion can fall on
different days in two worlds: luck then stays with the prospect when only timing moves.

``seed``, ``purpose``, ``entity`` and ``occasion`` are integers in 0..2**63-1 throughout. Every function of four
integers can be called from Python and from compiled rules, and gives the same bits compiled and not, alone or in bulk.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.compiled import Floats, Ints, compiled


class Purposes(NamedTuple):
    """What a draw decides. A number, once given, is never changed or reused: that would shift everybody's luck.

    A tuple of plain integers and no ``IntEnum``: numba takes 15 microseconds to recognise an enum in a call from
    Python, 40 times as long as the draw.
    """

    MARKET_FIT: int = 1  # how well the offer fits a prospect
    MARKET_VALUE: int = 2  # what a prospect would pay a year
    MARKET_CUSTOMER: int = 4  # whether a prospect is a customer on day 0
    MARKET_KNOWLEDGE: int = 5  # what a first-day customer understood of its contract
    MARKET_OWNER: int = 6  # whose territory a prospect lies in
    MARKET_SEGMENT: int = 7  # which segment of the market a prospect belongs to
    SEGMENT_NEED: int = 8  # how a segment's need moves
    SEGMENT_FIT: int = 9  # how a segment's fit moves
    WINDOW_START: int = 10  # whether and how long a window is open on day 0
    WINDOW_GAP: int = 11  # the wait from one window to the next
    WINDOW_LENGTH: int = 12  # how long a window stays open
    HAND_RAISE: int = 20  # how much interest it takes until a buyer asks unprompted
    RESPONSE: int = 23  # whether who was reached by an offer responds
    NURTURE: int = 24  # whether a week's nurture reaches an account
    COLLATERAL: int = 25  # whether a week's collateral reaches a deal, and is used there
    BURST: int = 26  # how far a week's campaign reaches beyond or below its mean
    EVIDENCE: int = 27  # the error of what analysis tells of a segment
    REACH: int = 28  # how many prospects lie between two candidates of a campaign, and how hard each is to meet
    SIGNAL: int = 30  # the noise in what marketing sees of an inquiry
    ARRIVAL_HOUR: int = 31  # the hour of the day at which an inquiry arrives
    FOLLOW_UP: int = 32  # whether a rep means to call a lead of marketing's
    QUALIFY: int = 33  # whether a called lead qualifies, and why not
    DISCOVERY: int = 34  # how long it takes to find out
    EYE: int = 35  # the noise in a rep's own eye for an account
    REPORT: int = 36  # whether a rep reports an outcome back
    RECYCLE: int = 37  # whether an unready lead is put into nurture
    CLICK: int = 39  # the visits on which the first score is fitted
    PROSPECT_PICK: int = 40  # which accounts a rep looks over
    PROSPECT_RESULT: int = 41  # whether a contacted account qualifies
    TOLERANCE: int = 42  # how much friction an account puts up with
    CYCLE: int = 50  # how long a deal takes
    CHOICE: int = 51  # whether the buyer chooses us, another or nobody
    RENEWAL: int = 60  # whether a contract is renewed
    RENEWAL_DAY: int = 61  # when a first-day customer's contract ends
    SKILL: int = 70  # a rep's skill
    TENURE: int = 71  # how long a rep stays, and has been there on day 0
    HANDOVER: int = 72  # which colleague takes over the work of a rep who leaves
    CRAFT: int = 73  # a marketer's skill and specialty


Purpose = Purposes()
"""The purposes by name, as in ``uniform(seed, Purpose.CHOICE, prospect, opportunity)``."""

CHANNEL = 2**32  # purpose + channel * CHANNEL keys one purpose apart for each channel: purposes stay below it
OCTAVES = 12  # of a campaign's hazard; the last holds all below
_ROTATIONS = tuple(np.uint64(bits) for bits in (16, 42, 12, 31, 16, 32, 24, 21))
_WORD_BITS = np.uint64(64)
_PARITY = np.uint64(0x1BD11BDAA9FC1A22)
_DROPPED_BITS = np.uint64(11)


@compiled
def threefry(key0: np.uint64, key1: np.uint64, count0: np.uint64, count1: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Return two random 64-bit words: the published function, checked against its known answers."""
    keys = (key0, key1, _PARITY ^ key0 ^ key1)
    left, right = count0 + key0, count1 + key1
    for injection in range(1, 6):
        for turn in range(4):
            bits = _ROTATIONS[(4 * injection - 4 + turn) % 8]
            left += right
            right = (right << bits | right >> (_WORD_BITS - bits)) ^ left
        left += keys[injection % 3]
        right += keys[(injection + 1) % 3] + np.uint64(injection)
    return left, right


@compiled
def pair(seed: int, purpose: int, entity: int, occasion: int) -> tuple[float, float]:
    """Return two independent uniforms in [0, 1); the first is that of ``uniform``."""
    first, second = threefry(np.uint64(seed), np.uint64(purpose), np.uint64(entity), np.uint64(occasion))
    return float(first >> _DROPPED_BITS) * 2.0**-53, float(second >> _DROPPED_BITS) * 2.0**-53


@compiled
def uniform(seed: int, purpose: int, entity: int, occasion: int) -> float:
    """Return a uniform in [0, 1), a multiple of 2**-53."""
    return pair(seed, purpose, entity, occasion)[0]


@compiled
def exponential(seed: int, purpose: int, entity: int, occasion: int) -> float:
    """Return an exponential of mean 1, by inversion: in 0..36.8, rising with ``uniform`` of the same key."""
    return -math.log(1.0 - uniform(seed, purpose, entity, occasion))


@compiled
def normal(seed: int, purpose: int, entity: int, occasion: int) -> float:
    """Return a standard normal by Box and Muller (1958), in -8.6..8.6."""
    first, second = pair(seed, purpose, entity, occasion)
    return math.sqrt(-2.0 * math.log(1.0 - first)) * math.cos(2.0 * math.pi * second)


@compiled
def candidates(
    seed: int, channel: int, occasion: int, population: int, ceiling: float, most: float
) -> tuple[Ints, Floats]:
    """Return who may be met by a campaign on one occasion, and each one's mark: how hard it is to meet.

    Who is to be met with chance p is met if a mark of its own is below -log(1 - p). Marks are a Poisson process of
    rate 1 for everybody, so a larger share keeps all whom a smaller one meets and adds some. They are drawn by octaves
    of the hazard, from that of ``ceiling`` downwards: in each, candidates lie geometric waits apart, and the smallest
    mark of a candidate is drawn from what the octave leaves. Only octaves that begin below ``most``, the largest
    share of all, are drawn, so the work goes with who is met and not with the population or the ceiling.

    Candidates ascend within an octave and may stand in several. ``channel`` numbers the campaign's channel (0..2**30).
    Worlds that are compared must have one ``ceiling``. Raises ``ValueError`` unless 0 <= most <= ceiling < 1.
    """
    if not 0.0 <= most <= ceiling < 1.0:
        raise ValueError("a campaign's reach needs 0 <= share <= ceiling < 1")
    number, found, marks = 0, np.empty(64, dtype=np.int64), np.empty(64)
    most, above = -math.log1p(-most), -math.log1p(-ceiling)
    for octave in range(OCTAVES):
        below = 0.5 * above if octave < OCTAVES - 1 else 0.0
        width, chance = above - below, -math.expm1(below - above)
        index, draw = -1, octave * CHANNEL
        while below < most:
            first, second = pair(seed, Purpose.REACH + channel * CHANNEL, draw, occasion)
            wait = -math.log(1.0 - first) / width
            if wait >= population - 1 - index:
                break
            index += 1 + int(wait)
            draw += 1
            if number == len(found):
                found, marks = np.concatenate((found, found)), np.concatenate((marks, marks))
            found[number], marks[number] = index, below - math.log1p(-second * chance)
            number += 1
        above = below
    return found[:number].copy(), marks[:number].copy()


@compiled
def hazard(share: float) -> float:
    """Return the mark below which a candidate is met who is to be met with chance ``share`` (0..1, not 1)."""
    return -math.log1p(-share)


@compiled
def distinct(indexes: Ints) -> Ints:
    """Return ``indexes`` ascending, each once."""
    found = np.sort(indexes)
    number = 0
    for i in range(len(found)):
        if i == 0 or found[i] != found[i - 1]:
            found[number] = found[i]
            number += 1
    return found[:number].copy()


@compiled
def picks(seed: int, purpose: int, entity: int, first: int, number: int, population: int) -> Ints:
    """Return ``number`` indexes in ``0..population-1``, each equally likely, on the occasions from ``first`` on."""
    found = np.empty(number, dtype=np.int64)
    for i in range(number):
        found[i] = int(uniform(seed, purpose, entity, first + i) * population)
    return found


def _columns(entities: Ints, occasions: Ints | int) -> tuple[Ints, Ints]:
    """Return both as the compiled loops want them: equally long, contiguous, writable (copied where they are not)."""
    return (
        np.require(entities, requirements=["C", "W"]),
        np.require(np.broadcast_to(occasions, entities.shape), requirements=["C", "W"]),
    )


@compiled
def _uniforms(seed: int, purpose: int, entities: Ints, occasions: Ints) -> Floats:
    drawn = np.empty(len(entities))
    for i in range(len(entities)):
        drawn[i] = uniform(seed, purpose, entities[i], occasions[i])
    return drawn


@compiled
def _exponentials(seed: int, purpose: int, entities: Ints, occasions: Ints) -> Floats:
    drawn = np.empty(len(entities))
    for i in range(len(entities)):
        drawn[i] = exponential(seed, purpose, entities[i], occasions[i])
    return drawn


@compiled
def _normals(seed: int, purpose: int, entities: Ints, occasions: Ints) -> Floats:
    drawn = np.empty(len(entities))
    for i in range(len(entities)):
        drawn[i] = normal(seed, purpose, entities[i], occasions[i])
    return drawn


def uniforms(seed: int, purpose: int, entities: Ints, occasions: Ints | int) -> Floats:
    """Return ``uniform`` for each entity, on its own occasion or all on one."""
    return _uniforms(seed, purpose, *_columns(entities, occasions))


def exponentials(seed: int, purpose: int, entities: Ints, occasions: Ints | int) -> Floats:
    """Return ``exponential`` for each entity, on its own occasion or all on one."""
    return _exponentials(seed, purpose, *_columns(entities, occasions))


def normals(seed: int, purpose: int, entities: Ints, occasions: Ints | int) -> Floats:
    """Return ``normal`` for each entity, on its own occasion or all on one."""
    return _normals(seed, purpose, *_columns(entities, occasions))
