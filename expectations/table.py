"""A gate's result for people: the table of an artifact."""

from __future__ import annotations

from expectations.suite import GateResult, TableRow

_HEAD = "| expectation | code | severity | rows | failed | share | {of}, waiver, measure |"
_RULE = "| --- | --- | --- | ---: | ---: | ---: | --- |"


def markdown(result: GateResult, *, of: str = "documents", stopped: str = "the channel") -> str:
    """The result as a page in Markdown; what comes from outside cannot break out of its cell.

    Args:
        result: the gate's.
        of: what it judged, in the plural.
        stopped: what goes no further where it stops.
    """
    verdict = f"stopped {stopped}" if result.stops else f"set {len(result.bad)} aside" if result.bad else "passed"
    head = f"## Gate {result.gate}: {verdict}\n\n{result.documents} {of}, {result.seconds * 1000:.0f} ms."
    parts = [head, "\n".join([_HEAD.format(of=of), _RULE, *(_row(one) for one in result.table)])]
    for title, found in (("Stopped because", result.stops), ("Noted", result.warnings)):
        if found:
            told = [f"- {one.code}: {_cell(one.message)} {_cell(one.next_step)}" for one in found]
            parts.append("\n".join([f"### {title}", "", *told]))
    return "\n\n".join(parts) + "\n"


def _row(one: TableRow) -> str:
    told = [", ".join(one.sample), f"waived by {one.waived_by}" if one.waived_by else "", one.note]
    texts = [one.expectation, one.code, one.severity.value, str(one.rows), str(one.failed)]
    share = f"{one.share:.1%}" if one.rows else "-"
    return "| " + " | ".join(_cell(text) for text in [*texts, share, "; ".join(text for text in told if text)]) + " |"


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    for sign in ("\\", "|", "`", "*", "[", "]", "!"):
        flat = flat.replace(sign, "\\" + sign)
    return flat.replace("<", "&lt;").replace(">", "&gt;")
