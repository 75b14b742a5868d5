"""Pictures on a run's page: inside its text, for Prefect keeps no files and its page loads none from elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 150_000
"""Characters of all pictures of a page: Prefect keeps each in its database, and a run's page loads all of them."""
_TAG = re.compile(r"<[^>]*>")
_IDLE = re.compile(
    r' (?:aria-[a-z]+|role|class|pointer-events|font-family|xmlns:xlink)="[^"]*"| (?:opacity|stroke-width)="1"'
)
"""What a picture looks the same without, where its root names the font."""
_NOTHING = re.compile(r'<path d="(?:M0,0h0v0h0Z)?"(?: display="none")?/>')
_FRACTION = re.compile(r"(\.\d)\d+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#!])")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it was drawn."""

    heading: str
    svg: str


def shown(pictures: Iterable[Drawn], *, most: int = MOST) -> str:
    """Markdown with the pictures, the first ones where not all have room; what has none is named.

    Args:
        pictures: the most important first.
        most: characters.
    """
    parts: list[str] = []
    without: list[str] = []
    for one in pictures:
        text = f"![{_MARKDOWN.sub(' ', one.heading)}]({address(one.svg)})\n"
        if len(text) > most:
            without.append(_MARKDOWN.sub(r"\\\1", one.heading))
            continue
        most -= len(text)
        parts.append(text)
    if without:
        parts.append(f"Too large for this page, but in the report: {', '.join(without)}.\n")
    return "\n".join(parts)


def address(svg: str) -> str:
    """An address that is the picture itself."""
    return f"data:image/svg+xml;base64,{b64encode(slim(svg).encode()).decode()}"


def slim(svg: str) -> str:
    """The picture in half as many characters: whole tenths of a pixel, and no words for who cannot see it.

    Those stand in the report and in the files; a page that shows a picture by its address does not read them out.
    """
    plain = _TAG.sub(lambda tag: _FRACTION.sub(r"\1", _IDLE.sub("", tag[0])), svg)
    return _NOTHING.sub("", plain).replace("<svg ", '<svg font-family="sans-serif" ', 1)
