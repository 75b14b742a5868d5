"""The registry of rules: each a function of one case that yields findings with its own numbers only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from domain.catalogue import CATALOGUE
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.facts import OrderFacts
from domain.findings import Finding
from domain.matching import Matcher, matcher
from domain.profile import PartnerProfile
from domain.rules.ahead import Ahead


@dataclass(frozen=True, slots=True)
class Case:
    """One order and all that it is judged by."""

    order: SalesOrder
    resolved: ResolvedOrder
    facts: OrderFacts
    profile: PartnerProfile
    matcher: Matcher
    ahead: Ahead = field(default_factory=Ahead)
    """What the orders before it in the batch take."""


Check = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A business decision on one document with facts."""

    name: str
    codes: frozenset[str]
    """Numbers that it may give."""
    check: Check
    meaning: str
    """Its docstring, for the docs page."""
    counted: bool = False
    """It counts what other orders take, so it is asked under locks, last."""


RULES: list[Rule] = []
"""All rules, in the order of their modules; ``domain.rules`` imports each module by name."""


def rule(*codes: str, counted: bool = False) -> Callable[[Check], Check]:
    """Enter a rule into the registry under the numbers it may give.

    Args:
        codes: of the catalogue.
        counted: it counts what orders of other runs take at the same time.

    Raises:
        ValueError: a number is not in the catalogue, or another rule gives it already: when the program starts,
            not when a document comes.
    """

    def enter(check: Check) -> Check:
        taken = {code for known in RULES for code in known.codes}
        for code in codes:
            if code not in CATALOGUE:
                message = f"rule {check.__name__} gives {code}, which is not in the catalogue"
                raise ValueError(message)
            if code in taken:
                message = f"rule {check.__name__} gives {code}, which another rule gives already"
                raise ValueError(message)
        RULES.append(Rule(check.__name__, frozenset(codes), check, (check.__doc__ or "").strip(), counted))
        return check

    return enter


def run_rules(
    order: SalesOrder,
    resolved: ResolvedOrder,
    facts: OrderFacts,
    profile: PartnerProfile,
    ahead: Ahead | None = None,
    *,
    counted: bool | None = None,
) -> tuple[Finding, ...]:
    """What rules have to say about one order, in the order of the rules; severities are the profile's.

    Args:
        order: as read.
        resolved: in our records.
        facts: for the batch.
        profile: the partner's.
        ahead: what the orders before it in the batch take.
        counted: True: only the rules that count what others take; False: only the others; None: all.
    """
    case = Case(order, resolved, facts, profile, matcher(facts, profile), ahead or Ahead())
    return apply_severities(_findings(case, counted), profile)


def _findings(case: Case, counted: bool | None) -> Iterator[Finding]:
    for known in RULES:
        if counted is None or known.counted is counted:
            yield from known.check(case)


def apply_severities(findings: Iterable[Finding], profile: PartnerProfile) -> tuple[Finding, ...]:
    """The findings with the severities that the profile names instead of the catalogue's."""
    said = profile.severities
    return tuple(one.model_copy(update={"severity": said[one.code]}) if one.code in said else one for one in findings)
