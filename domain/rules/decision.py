"""What becomes of a document, given all that was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

from domain.cause import heaviest
from domain.findings import Finding, Severity

Decision = Literal["checked", "refused", "held", "exception"]

_DECISIONS: dict[Severity, Decision] = {
    Severity.REJECT: "refused",
    Severity.EXCEPTION: "exception",
    Severity.HOLD: "held",
    Severity.FIX: "checked",
    Severity.WARN: "checked",
}


def decide(findings: Iterable[Finding], waived: Collection[str] = ()) -> Decision:
    """The heaviest finding decides: reject over exception over hold; warnings and fixes let it go on.

    Args:
        findings: of readers, gates and rules together.
        waived: numbers that a named person has waived for this document; they no longer count.
    """
    found = heaviest(one for one in findings if one.code not in waived)
    return _DECISIONS[found.severity] if found else "checked"
