"""PL-PLATFORM-*: what the exchange with an external planning platform has to say."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="PL-PLATFORM-001",
        title="Platform far from our own forecast",
        message="The platform expects {theirs} of {value} at {path}, our own forecast {ours}: more than {factor} times apart.",
        next_step="The planner compares both ('lading plan picture --sku {value}'); our own is used until then.",
        severity=Severity.WARN,
        owner="planning",
        meaning="A forecast that lies so far from what the history says is more often a wrong unit, a shifted item or an "
        "old delivery than knowledge. It is not used for this item; all others are.",
    ),
    CodeEntry(
        code="PL-PLATFORM-002",
        title="Platform forecasts what is not planned",
        message="The platform forecasts {value} at {path}, which this plan does not know.",
        next_step="The planner checks the item's code and warehouse with the platform.",
        severity=Severity.WARN,
        owner="planning",
        meaning="The row is left out: nothing can be ordered for an item that Odoo does not have there.",
    ),
    CodeEntry(
        code="PL-PLATFORM-003",
        title="Platform leaves items out",
        message="The platform forecasts nothing for {value} planned items, {first} among them.",
        next_step="The planner asks the platform for them; our own forecast is used.",
        severity=Severity.WARN,
        owner="planning",
        meaning="A delivery that is whole by its own count may still lack items.",
    ),
    CodeEntry(
        code="PL-PLATFORM-004",
        title="Platform's values are no quantiles",
        message="The platform's values of {value} at {path} cannot be a forecast: negative, falling with the level, or "
        "without an expectation.",
        next_step="The planner tells the platform; our own forecast is used.",
        severity=Severity.WARN,
        owner="planning",
        meaning="Demand is 0 or more, a higher probability never needs less, and level 0 or 0.5 must be given.",
    ),
    CodeEntry(
        code="PL-PLATFORM-005",
        title="Platform did not answer in time",
        message="The platform has not delivered {value} for plan {path} within {minutes} minutes: {instead}.",
        next_step="The planner may approve all the same. A late delivery makes a new plan, in which nothing is ordered twice.",
        severity=Severity.WARN,
        owner="planning",
        meaning="A plan does not wait for ever. The profile says what holds instead: our own engine, or the levels of the "
        "last approved plan.",
    ),
    CodeEntry(
        code="PL-PLATFORM-006",
        title="Platform sends another content under the same version",
        message="{value} of plan {path} has come again with another content.",
        next_step="The platform gives a corrected delivery a new version; the first one counts.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="A version is a promise. What changes under it cannot be told from a fault of the transfer.",
    ),
    CodeEntry(
        code="PL-PLATFORM-007",
        title="Platform's delivery cannot be read",
        message="{value} of the platform cannot be read: {why}.",
        next_step="Integration looks at the archived bytes and has it sent again; the plan goes on as if it had not come.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="Not a table of the kind that its name says, a column is missing, or a number is none.",
    ),
    CodeEntry(
        code="PL-PLATFORM-008",
        title="Platform cannot be asked",
        message="The platform could not be asked about plan {value}: {why}",
        next_step="Nothing within its window: it is asked again. If it stays away, integration looks at its address and key.",
        severity=Severity.WARN,
        owner="integration",
        meaning="A platform that is away has its window all the same; when that is over, the profile's fallback holds and "
        "the planner is told.",
    ),
)
