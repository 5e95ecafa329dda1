"""The page as HTML and as Markdown: whole, in one file, and text stays text whatever it says."""

import base64
import re

import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

from experiments.arguments import RESULTS
from sim.report import style
from sim.report.page import Card, Cell, Command, Download, Measure, Page, Picture, Points, Replay, Section, Table, Text
from sim.report.render import html, markdown

EXPERIMENTS = RESULTS.parent / "experiments"
HOSTILE = "<script>alert(1)</script> \"x\" 'y' $a_b$ | **bold** [link](http://x) & {{ 1 }} `code`"


@style.styled
def figure(text="a title"):
    drawn = Figure(figsize=(4.0, 3.0))
    ax = drawn.subplots()
    ax.plot([0.0, 1.0], [0.0, 1.0], color="#000000", label=text)
    ax.set_title(text)
    return drawn


def page(text="plain"):
    """A page with one of each part, and ``text`` in all of them."""
    return Page(
        title=text,
        lead=text,
        answer=text,
        note=text,
        caveat=text,
        cards=[Card(text, text, [Measure(text, Cell(text, 0.25), text, text)], [text])],
        sections=[
            Section(
                text,
                text,
                [
                    Text(text),
                    Points([text, text]),
                    Picture("first", text, figure(text), text, text, file="drawn"),
                    Picture("second", text, figure(text), text, text),
                    Table(text, [text, text], [[Cell(text), Cell(text, -1.5)]]),
                    Table("folded", [text], [[Cell(text)]], folded=True),
                    Replay({"companies": [], "stages": [text]}, text),
                    Command(text),
                    Download("a.csv", "text/csv", b"a,b\n1,2\n"),
                ],
            )
        ],
    )


@pytest.fixture(scope="module")
def plain():
    return BeautifulSoup(html(page()), "html.parser")


@pytest.fixture(scope="module")
def hostile():
    return BeautifulSoup(html(page(HOSTILE)), "html.parser")


def test_nothing_is_fetched(plain):
    addresses = [
        tag[name] for tag in plain.find_all() for name in ("src", "href", "data", "action") if tag.has_attr(name)
    ]
    assert [address for address in addresses if not address.startswith(("data:", "#"))] == []
    assert "@import" not in plain.style.text
    assert "url(" not in plain.style.text
    (policy,) = plain.find_all("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'; ")


def test_every_picture_has_words_and_a_caption(plain):
    figures = plain.main.find_all("figure")
    assert [(part.svg["role"], part.svg["aria-label"], part.figcaption.text) for part in figures] == [
        ("img", "plain", "plain")
    ] * 2


def test_no_two_parts_share_an_address(plain):
    ids = [tag["id"] for tag in plain.find_all(id=True)]
    assert len(ids) == len(set(ids))
    linked = {tag["href"][1:] for tag in plain.find_all("a", href=re.compile("^#"))}
    assert linked <= set(ids)
    drawn = {tag["xlink:href"][1:] for tag in plain.find_all("use") if tag.has_attr("xlink:href")}
    assert drawn <= set(ids)


def test_pictures_take_the_page_s_colours(plain):
    drawing = str(plain.main.figure.svg)
    assert "currentColor" in drawing
    assert [colour for colour in ("#000000", "#ffffff", "#dddddd") if colour in drawing.lower()] == []
    assert not plain.main.figure.svg.find("style")


def test_columns_of_words_are_told_from_columns_of_numbers():
    rows = [[Cell("a"), Cell("1"), Cell("yes"), Cell("")], [Cell("b"), Cell("none"), Cell(""), Cell("-2")]]
    table = Table("t", ["name", "number", "word", "sign"], rows)
    assert table.words == {0, 2}
    assert Table("t", ["name"], []).words == set()


def test_numbers_carry_their_value(plain):
    assert [(tag["value"], tag.text) for tag in plain.find_all("data")] == [("0.25", "plain"), ("-1.5", "plain")]


def test_a_file_can_be_taken_from_the_page(plain):
    link = plain.find("a", download="a.csv")
    kind, _, content = link["href"].partition(";base64,")
    assert (kind, base64.b64decode(content)) == ("data:text/csv", b"a,b\n1,2\n")


def test_equal_pages_give_equal_bytes():
    assert html(page()) == html(page())
    assert markdown(page()) == markdown(page())


def test_hostile_text_is_shown_as_text(plain, hostile):
    def tags(soup):
        return [tag.name for tag in soup.find_all() if tag.find_parent("svg") is None]

    assert tags(hostile) == tags(plain)
    assert hostile.h1.text == hostile.title.text == HOSTILE
    assert hostile.article.h2.text == HOSTILE
    assert hostile.table.caption.text == HOSTILE
    assert hostile.figure.svg["aria-label"] == HOSTILE
    assert HOSTILE in [text.text for text in hostile.figure.svg.find_all("text")]
    assert hostile.pre.text == HOSTILE


def test_hostile_text_does_not_leave_the_data_of_the_replay(hostile):
    import json

    data = hostile.find("script", id="replay-data")
    assert json.loads(data.text)["stages"] == [HOSTILE]


def test_markdown_has_the_words_the_tables_and_the_pictures_that_are_files():
    lines = markdown(page()).decode().splitlines()
    assert lines[0] == "# plain"
    assert "**plain**" in lines
    assert "![plain](drawn.png)" in lines
    assert "| plain | plain |" in lines
    assert "| plain | plain plain | plain |" in lines
    assert "    plain" in lines
    assert lines.count("- plain") == 2
    assert sum(line.startswith("![") for line in lines) == 1


def test_hostile_text_stays_in_its_line_and_its_cell_in_markdown():
    told = markdown(page(f"{HOSTILE}\n# heading")).decode()
    assert "<script>" not in told
    plain = [line for line in markdown(page()).decode().splitlines() if line]
    lines = [line for line in told.splitlines() if line]
    assert len(lines) == len(plain)
    bars = [len(re.findall(r"(?<!\\)\|", line)) for line in lines]
    assert bars == [line.count("|") for line in plain]


@pytest.mark.parametrize("published", sorted(RESULTS.glob("*/page.html")), ids=lambda path: path.parent.name)
def test_published_pages_have_the_style_of_today(published):
    style_sheet, _, _ = html(page()).decode().partition("</style>")
    told = published.read_text(encoding="utf-8")
    assert told.partition("</style>")[0].partition("<style>")[2] == style_sheet.partition("<style>")[2]


def test_every_study_ends_in_a_page():
    studies = {path.stem for path in EXPERIMENTS.glob("*.py")} - {"__init__", "arguments", "sweep", "rerun"}
    assert {path.parent.name for path in RESULTS.glob("*/page.html")} - {"local"} == studies
