"""One page that a planner would print: HTML that needs nothing else, pictures inside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

STYLE = """
body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:62rem;color:#1c2430}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}p{margin:.3rem 0}
table{border-collapse:collapse;width:100%}th,td{padding:.25rem .5rem;border-bottom:1px solid #dde2e8;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td:first-child{white-space:nowrap}
.facts{display:flex;gap:1.4rem;flex-wrap:wrap;margin:.8rem 0}
.facts div{border-left:3px solid #1f5f99;padding-left:.6rem}.facts b{display:block;font-size:1.15rem}
svg{max-width:100%;height:auto}.late{color:#b3261e;font-weight:600}.said{color:#5b6470}
@media print{body{margin:0;max-width:none;font-size:11px}h2{break-after:avoid}table,svg{break-inside:avoid}}
"""


def page(title: str, said: str, facts: Sequence[tuple[str, str]], parts: Sequence[str]) -> str:
    """The page.

    Args:
        title: its heading.
        said: a sentence under it.
        facts: what is counted, and how much.
        parts: sections, as HTML.
    """
    told = "".join(f"<div><b>{escape(value)}</b>{escape(name)}</div>" for name, value in facts)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1><p class='said'>{escape(said)}</p><div class='facts'>{told}</div>{''.join(parts)}"
        "</body></html>\n"
    )


def section(heading: str, *bodies: str) -> str:
    """A heading with what stands under it."""
    return f"<h2>{escape(heading)}</h2>{''.join(bodies)}"


def rows(columns: Sequence[str], found: Sequence[Sequence[object]], *, empty: str = "None.") -> str:
    """A table; numbers stand to the right. Without rows: the sentence ``empty``."""
    if not found:
        return f"<p>{escape(empty)}</p>"
    numeric = [all(isinstance(row[i], int | float) for row in found) for i in range(len(columns))]
    head = "".join(
        f"<th class='{'n' if one else ''}'>{escape(name)}</th>" for name, one in zip(columns, numeric, strict=True)
    )
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in found)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"<td class='n'>{value:,.2f}</td>"
    if isinstance(value, int):
        return f"<td class='n'>{value:,}</td>"
    return f"<td class='{'late' if value == 'late' else ''}'>{escape(str(value))}</td>"
