"""Rows of EXCEPTIONS from a frame, with the catalogue's words."""

from __future__ import annotations

import string
from collections.abc import Mapping

import polars as pl

from domain.catalogue import entry
from domain.planning.plan_frames import EXCEPTIONS
from domain.planning.proposing.drafts import shown


def told(
    code: str, frame: pl.DataFrame, words: Mapping[str, pl.Expr], *, money: pl.Expr, urgent: pl.Expr | None = None
) -> pl.DataFrame:
    """One row a row of ``frame``.

    Args:
        code: of the catalogue; its {words} are filled by ``words``.
        frame: sku, place and what the words need.
        words: text by the name of the word; KeyError names one that is missing.
        money: at stake; null counts as none.
        urgent: whether it is planned again at once; None: never.
    """
    known = entry(code)
    return EXCEPTIONS.checked(
        frame.select(
            "sku",
            "place",
            code=pl.lit(code),
            money=money.fill_null(0.0).clip(0.0).round(2),
            says=_filled(known.message, words),
            next_step=_filled(known.next_step, words),
            urgent=pl.lit(value=False) if urgent is None else urgent.fill_null(value=False),
        )
    )


def number(name: str | pl.Expr) -> pl.Expr:
    """A number as text."""
    return shown(name).fill_null("?")


def text(name: str | pl.Expr, unknown: str = "?") -> pl.Expr:
    """Anything as text."""
    return (pl.col(name) if isinstance(name, str) else name).cast(pl.String).fill_null(unknown)


def _filled(template: str, words: Mapping[str, pl.Expr]) -> pl.Expr:
    parts: list[pl.Expr] = []
    for literal, name, _, _ in string.Formatter().parse(template):
        if literal:
            parts.append(pl.lit(literal))
        if name:
            parts.append(words[name])
    return pl.concat_str(parts)
