"""One slide: the question, the answer, and a card a company, all inside the frame."""

import pytest

from sim.report import style
from sim.report.figures.slide import slide
from sim.report.page import Card, Cell, Measure, Page
from tests.study.frames import both, contest, costs, noisy

SIZES = ("small", "mid", "large", "enterprise")
WORDS = (
    "Today: silos: a shiny brand, much activity, little that reaches sales. Remedy: paid for both halves, under a "
    "strong marketing leader."
)
CAVEAT = "A simulation, not a measurement. " * 11
NOTE = "; ".join(
    f"{names}: n = 326 paired replications (seeds 0 to 325) of 66 plausible sets of numbers"
    for names in ("small", "mid", "large and enterprise")
)


@pytest.fixture(scope="module")
def drawn():
    runs = [noisy(company=name) for name in SIZES]
    table = costs(runs[0], company="small")
    for name, these in zip(SIZES[1:], runs[1:], strict=True):
        table = both(table, costs(these, company=name))
    measures = [
        Measure("The feud costs, each year", Cell("12.3 % of revenue"), "(95 %: 10.9 to 12.7 %)"),
        Measure("Net gain in 3 years, on average", Cell("-$888 thousand"), "(95 %: -$949 to $473 thousand)"),
        Measure("It pays back", Cell("not within 36 months"), "(95 %: month 15 to after 36)"),
    ]
    page = Page(
        "What?", "lead", "Over 3 years, " * 24, [], "", [Card(name, "", measures, [WORDS]) for name in SIZES], CAVEAT
    )
    return slide(page, table, {name: contest(name) for name in SIZES}, NOTE)


def test_it_is_sixteen_by_nine(drawn):
    assert tuple(drawn.get_size_inches()) == (16.0, 9.0)
    assert style.png(drawn, dpi=120)[16:24] == (1920).to_bytes(4, "big") + (1080).to_bytes(4, "big")


def test_no_text_leaves_the_slide_or_covers_another(drawn):
    drawn.draw_without_rendering()
    boxes = {text.get_text(): text.get_window_extent() for text in drawn.texts}
    width, height = drawn.bbox.width, drawn.bbox.height
    assert [text for text, box in boxes.items() if box.x1 > width or box.y0 < 0.0 or box.y1 > height] == []
    placed = [(text.get_text(), text.get_window_extent()) for text in drawn.texts]
    covered = [(a, b) for i, (a, one) in enumerate(placed) for b, other in placed[:i] if one.overlaps(other)]
    assert covered == []


def test_it_has_the_words_and_the_caption(drawn):
    texts = [text.get_text() for text in drawn.texts]
    assert texts[0] == "What?"
    assert " ".join(texts[-1].split()) == f"{CAVEAT}{NOTE}"
    assert texts.count("12.3 % of revenue") == 4
    assert [text for text in SIZES if text not in texts] == []
