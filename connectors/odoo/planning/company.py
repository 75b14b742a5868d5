"""The company of a planning profile, as which Odoo is asked."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.odoo.planning.asking import Asking
from connectors.odoo.port import OdooPort, Record
from domain.errors import Misconfigured
from domain.planning.profile import PlanningProfile


def ask_as(port: OdooPort, profile: PlanningProfile) -> Asking:
    """Questions as the profile's company.

    Raises:
        Misconfigured: Odoo has no such company, counts its money in another currency, or there is no such time zone.
    """
    company = _company(port, profile)
    currency = port.search_read("res.currency", [("id", "=", company["currency_id"])], ["name"])[0]["name"]
    if currency != profile.currency:
        message = (
            f"The profile {profile.plan} counts in {profile.currency}, the company {company['name']} in {currency}."
        )
        step = f"Set currency: {currency} in the profile."
        raise Misconfigured(message, field="currency", value=profile.currency, next_step=step)
    try:
        zone = ZoneInfo(profile.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"There is no time zone {profile.timezone}."
        step = "Name one as Europe/Berlin in the profile."
        raise Misconfigured(message, field="timezone", value=profile.timezone, next_step=step) from None
    return Asking(port, company["id"], company["currency_id"], zone, profile.timezone)


def _company(port: OdooPort, profile: PlanningProfile) -> Record:
    fields = ["name", "currency_id"]
    if profile.company:
        found = port.search_read("res.company", [("name", "=", profile.company)], fields)
    else:
        own = port.search_read("res.users", [("id", "=", port.user_id())], ["company_id"])[0]["company_id"]
        found = port.search_read("res.company", [("id", "=", own)], fields)
    if len(found) != 1:
        message = f"Odoo has {'no company' if not found else 'several companies'} {profile.company}."
        raise Misconfigured(message, field="company", value=profile.company, next_step="Name it as Odoo does.")
    return found[0]
