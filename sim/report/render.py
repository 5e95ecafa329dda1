"""A page as HTML, in one file that needs no other, and as Markdown."""

import base64
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.report import style
from sim.report.page import Download, Page, Picture


def html(page: Page) -> bytes:
    """The page as one HTML file: style, script, pictures and tables are in it, and nothing is fetched."""
    return _templates().get_template("page.html").render(page=page).encode()


def markdown(page: Page) -> bytes:
    """The page as Markdown, for where no browser is: the words, the tables, and the pictures that are files."""
    return _templates().get_template("page.md").render(page=page).encode()


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=lambda name: name is None or name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {"svg": _svg, "address": _address, "line": _line}
    return templates


def _svg(picture: Picture) -> str:
    return style.svg(picture.figure, picture.name, picture.alt)


def _address(download: Download) -> str:
    """The file itself, as an address."""
    return f"data:{download.type};base64,{base64.b64encode(download.content).decode()}"


def _line(text: str) -> str:
    """Text that cannot leave its line, its cell or its paragraph in Markdown, nor become a tag."""
    text = " ".join(str(text).split())
    for sign in "\\|<>[]`*":
        text = text.replace(sign, f"\\{sign}")
    return text
