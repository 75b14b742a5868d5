"""Profiles of the channels that the demo adds: a web shop, two EDI customers, the portal and the field sales' app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from infra.distributor.customers import Customer
from infra.distributor.stories import DAYS_AGO, buyers

Profile = dict[str, object]
FIRST_LOCATION = 7001
"""Number of a company's location in the shop."""
ANSWERS = {"acknowledge": True, "orders": ["accepted", "changed", "rejected"], "changes": ["accepted", "rejected"]}


def locations(customers: Sequence[Customer]) -> dict[int, Customer]:
    """The companies that buy in the web shop, by their location's number; the first buyer is the house account."""
    return dict(enumerate(buyers("webshop", customers)[1:], start=FIRST_LOCATION))


def channel_profiles(customers: Sequence[Customer], shop: Mapping[str, str]) -> dict[str, Profile]:
    """By file name; ``shop`` says the shop's domain and the address of its API."""
    return {
        "webshop": _webshop(customers, shop),
        "cobalt": _edi("cobalt", "x12", "USD", {"EA": "Units"}),
        "nordwind": _edi("nordwind", "edifact", "EUR", {"PCE": "Units"}),
        "portal": {**_rest("portal"), "checks": {"tax": {}}},
        "field": {**_rest("field"), "dates": {"past_days": 30}},
    }


def _profile(name: str, form: str, currency: str, transport: Profile) -> Profile:
    return {
        "partner": name,
        "source_id": f"{name}-orders",
        "channel": name,
        "format": form,
        "timezone": "UTC",
        "currency": currency,
        "transport": {**transport, "outcomes": f"{name}/out"},
    }


def _webshop(customers: Sequence[Customer], shop: Mapping[str, str]) -> Profile:
    known = {str(number): one.code for number, one in locations(customers).items()}
    pull = {"token": "webshop_token", "every_minutes": 0.2, "first_days": 2 * DAYS_AGO}
    return {
        **_profile(
            "webshop",
            "shopify",
            "USD",
            {"kind": "webhook", "webhook": {"signature": "shopify", "secrets": ["webshop"]}},
        ),
        "default_unit": "Units",
        "house_account": buyers("webshop", customers)[0].code,
        "customers": known,
        "severities": {"SO-PARTY-008": "warn"},
        "shopify": {**shop, "customer_by": "company", "cancel_rejected": True, "pull": pull},
    }


def _edi(name: str, form: str, currency: str, units: Mapping[str, str]) -> Profile:
    folders: Profile = {"inbox": f"{name}/in", "archived": f"{name}/seen", "patterns": ["*.edi"]}
    return {**_profile(name, form, currency, folders), "units": dict(units), "answers": dict(ANSWERS)}


def _rest(name: str) -> Profile:
    return {**_profile(name, "portal", "USD", {"kind": "portal", "portal": {}}), "units": {"EA": "Units"}}
