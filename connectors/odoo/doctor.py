"""``lading doctor`` for Odoo: what would make orders fail later is said now, with its next step. Only reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.odoo.bots import BOTS, FEATURES, Bot
from connectors.odoo.external_ids import records_of
from connectors.odoo.notes import HELD_TAG
from connectors.odoo.port import OdooPort, Record
from connectors.odoo.rows import from_odoo_time
from connectors.odoo.versions import EVERY_USER_CREATES, OLDEST, TRIED
from domain.errors import LadingError
from domain.keys import MODULE

KEY_WARNING = timedelta(days=14)
_PREPARE = "Run 'lading odoo prepare' as an administrator."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    what: str
    next_step: str = ""


def examine(ports: Mapping[str, OdooPort], *, now: datetime) -> list[Check]:
    """Look at an Odoo with each bot's own eyes.

    Args:
        ports: by role: sales, reader.
        now: for the keys' expiry, zoned.
    """
    checks: list[Check] = []
    for role, port in ports.items():
        try:
            checks += _bot(BOTS[role], port, now)
        except LadingError as error:
            checks.append(Check(f"odoo {role}", ok=False, what=error.what, next_step=error.next_step))
    port = ports.get("reader") or next(iter(ports.values()))
    try:
        checks += [*_version(port), *_features(port), *_companies(port), *_names(port)]
    except LadingError as error:
        checks.append(Check("odoo", ok=False, what=error.what, next_step=error.next_step))
    return checks


def _version(port: OdooPort) -> Iterator[Check]:
    found = port.version()
    tried = ", ".join(str(number) for number in TRIED)
    if found.major < OLDEST:
        step = f"Lading works with Odoo {OLDEST} or later."
        yield Check("odoo version", ok=False, what=f"Odoo {found.text}", next_step=step)
    elif found.major not in TRIED:
        step = "Run the contract tests against a copy of it before production."
        yield Check("odoo version", ok=True, what=f"Odoo {found.text}, untried (tried: {tried})", next_step=step)
    else:
        yield Check("odoo version", ok=True, what=f"Odoo {found.text}, tried")


def _bot(bot: Bot, port: OdooPort, now: datetime) -> Iterator[Check]:
    user = port.user_id()
    zone = port.search_read("res.users", [("id", "=", user)], ["login", "tz"])[0]
    login = zone["login"]
    yield Check(f"{bot.role} key", ok=True, what=f"accepted as {login}")
    yield Check(
        f"{bot.role} time zone",
        ok=zone["tz"] == "UTC",
        what=f"{login} has the time zone {zone['tz'] or 'none'}",
        next_step="" if zone["tz"] == "UTC" else _PREPARE,
    )
    lacks = [f"read {model}" for model in bot.reads if not _may(port, model, "read")]
    lacks += [f"write {model}" for model in bot.may_write if not _may(port, model, "write")]
    yield Check(
        f"{bot.role} rights",
        ok=not lacks,
        what=f"{login} may not " + ", ".join(lacks) if lacks else f"{login} may do what it must",
        next_step=_PREPARE if lacks else "",
    )
    surplus = _surplus(bot, port)
    step = f"Take from {login} all groups but {', '.join(bot.groups)}, or run 'lading odoo prepare'."
    yield Check(
        f"{bot.role} surplus rights",
        ok=not surplus,
        what=f"{login} may also " + ", ".join(surplus) if surplus else f"{login} may do no more than it must",
        next_step=step if surplus else "",
    )
    yield _expiry(bot, port, user, now)


def _surplus(bot: Bot, port: OdooPort) -> list[str]:
    """What it may do beyond its work; what every user may, nobody can take from it."""
    major = port.version().major
    return [
        f"{verb} {model}"
        for model in bot.may_not_write
        for verb in ("write", "create")
        if _may(port, model, verb) and not (verb == "create" and major < EVERY_USER_CREATES.get(model, 0))
    ]


def _may(port: OdooPort, model: str, verb: str) -> bool:
    return bool(port.call(model, "has_access", arguments={"operation": verb}))


def _expiry(bot: Bot, port: OdooPort, user: int, now: datetime) -> Check:
    """Of several keys the one that lives longest: which one is in use, Odoo does not tell."""
    rows = port.search_read("res.users.apikeys", [("user_id", "=", user)], ["expiration_date"])
    ends = [from_odoo_time(row["expiration_date"]) for row in rows]
    if not ends or None in ends:
        return Check(f"{bot.role} key expiry", ok=True, what="never")
    last = max(end for end in ends if end is not None)
    soon = last - now < KEY_WARNING
    step = (
        "Make a new key with 'lading odoo prepare', put it in place, then delete the old one in Odoo." if soon else ""
    )
    return Check(f"{bot.role} key expiry", ok=not soon, what=f"{last:%Y-%m-%d}", next_step=step)


def _features(port: OdooPort) -> Iterator[Check]:
    user = port.user_id()
    for group, words in FEATURES.values():
        on = bool(port.call("res.users", "has_group", [user], arguments={"group_ext_id": group}))
        yield Check(f"feature {words}", ok=on, what="on" if on else "off", next_step="" if on else _PREPARE)


def _companies(port: OdooPort) -> Iterator[Check]:
    companies = port.search_read("res.company", [], ["name"])
    stores = {row["company_id"] for row in port.search_read("stock.warehouse", [], ["company_id"])}
    taxes = {
        row["company_id"] for row in port.search_read("account.tax", [("type_tax_use", "=", "sale")], ["company_id"])
    }
    journals = _companies_with_chart(port)
    sequences = _sequence_companies(port)
    for company in companies:
        lacks = [
            what
            for what, has in (
                ("a chart of accounts", journals),
                ("sales taxes", taxes),
                ("a warehouse", stores),
                ("a sequence for sales orders", sequences),
            )
            if company["id"] not in has and False not in has
        ]
        step = (
            f"Set it up in Odoo's settings for {company['name']}, or take the company from the bots." if lacks else ""
        )
        what = f"{company['name']} lacks " + ", ".join(lacks) if lacks else f"{company['name']} is set up"
        yield Check(f"company {company['name']}", ok=not lacks, what=what, next_step=step)


def _companies_with_chart(port: OdooPort) -> set[object]:
    rows: list[Record] = port.search_read("res.company", [("chart_template", "!=", False)], ["id"])
    return {row["id"] for row in rows}


def _sequence_companies(port: OdooPort) -> set[object]:
    """False among them: one sequence serves all companies."""
    rows = port.search_read("ir.sequence", [("code", "=", "sale.order")], ["company_id"])
    return {row["company_id"] for row in rows}


def _names(port: OdooPort) -> Iterator[Check]:
    """Each module that Odoo knows has an external id in ``base``: so no right on modules is needed to look."""
    domain = [("module", "=", "base"), ("name", "=", f"module_{MODULE}"), ("model", "=", "ir.module.module")]
    taken = bool(port.search_read("ir.model.data", domain, ["id"]))
    step = f"Rename the module {MODULE}: an update of it would delete Lading's external ids." if taken else ""
    what = f"a module is called {MODULE}" if taken else f"no module is called {MODULE}"
    yield Check("external ids", ok=not taken, what=what, next_step=step)
    tag = bool(records_of(port, "crm.tag", [HELD_TAG]))
    what = "stands" if tag else "is made with the first held order"
    yield Check("tag for held orders", ok=True, what=what)
