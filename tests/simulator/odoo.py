"""A simulated Odoo 19 behind JSON-2: bytes in, status and bytes out, so that the real port, line and answers run too."""

import json
from contextlib import nullcontext
from decimal import Decimal

from connectors.odoo.ownership import READING_METHODS
from tests.simulator.loading import Loading
from tests.simulator.master import furnish
from tests.simulator.orders import Orders
from tests.simulator.records import Refusal, Tables

USERS = {"admin": 2, "sales": 7, "reader": 8}
"""API key to user."""
RACE = "could not serialize access due to concurrent update\n"


class SimulatedOdoo:
    """One database, one process; each call is one transaction."""

    def __init__(self, clock):
        self.tables = Tables(clock)
        self.orders = Orders(self.tables)
        self.on_read = lambda model, records: None
        furnish(self.tables)

    def answer(self, path, key, body, *, race=False):
        """(status, body) of a request; with ``race`` it loses one and changes nothing."""
        try:
            if path == "/web/version":
                return 200, _json({"version": "19.0", "version_info": [19, 0, 0, "final", 0, ""]})
            if key not in USERS:
                raise Refusal(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey")
            _, _, _, model, method = path.split("/")
            asked = json.loads(body, parse_float=Decimal)
            if race:
                return self._lost(model, method, asked)
            with nullcontext() if method in READING_METHODS else self.tables.transaction():
                return 200, _json(self.call(model, method, asked, USERS[key]))
        except Refusal as no:
            told = {"name": no.name, "message": no.message, "arguments": [no.message], "context": {}}
            return no.status, _json({**told, "debug": f"Traceback (most recent call last):\n{no.name}: {no.message}"})

    def _lost(self, model, method, asked):
        """As measured: a message for each record of a ``load``, a 500 for anything else."""
        if method != "load":
            raise Refusal(500, "psycopg2.errors.SerializationFailure", RACE)
        rows = Loading(self.tables, self.orders, 0, {})._records(asked["fields"], asked["data"])
        messages = [
            {"type": "error", "record": turn, "rows": {"from": first, "to": last}, "field": False, "message": RACE}
            for turn, (first, last, _) in enumerate(rows)
        ]
        return 200, _json({"ids": False, "messages": messages, "nextrow": 0})

    def call(self, model, method, asked, user):
        """Carry a method out."""
        self.tables[model]
        known = getattr(self, f"_{method}", None)
        if known is None:
            raise Refusal(404, "werkzeug.exceptions.NotFound", f"the method '{model}.{method}' does not exist")
        return known(model, asked, user)

    def _search_read(self, model, asked, user):
        context = asked.get("context", {})
        domain = [term if isinstance(term, str) else tuple(term) for term in asked.get("domain", ())]
        found = self.tables.search(model, domain, archived=context.get("active_test") is False)
        begin = asked.get("offset", 0)
        page = found[begin : begin + asked["limit"]] if "limit" in asked else found[begin:]
        self.on_read(model, page)
        names = ["id", *(name for name in asked["fields"] if name != "id")]
        return [{name: self.tables.value(model, one, name) for name in names} for one in page]

    def _load(self, model, asked, user):
        loading = Loading(self.tables, self.orders, user, asked.get("context", {}))
        return loading.load(model, asked["fields"], asked["data"])

    def _write(self, model, asked, user):
        if model == "sale.order":
            self.orders.write(asked["ids"], asked["vals"], user)
        elif model == "sale.order.line":
            self.orders.write_lines(asked["ids"], asked["vals"], user)
        else:
            for record in self.tables.existing(model, asked["ids"]):
                self.tables.change(model, record, asked["vals"], user)
        return True

    def _action_confirm(self, model, asked, user):
        self.orders.confirm(asked["ids"], user, procure=not asked.get("context", {}).get("skip_procurement"))
        return True

    def _action_cancel(self, model, asked, user):
        self.orders.cancel(asked["ids"], user)
        return True

    def _action_lock(self, model, asked, user):
        self.orders.lock(asked["ids"], user)
        return True

    def _unlink(self, model, asked, user):
        self.orders.unlink(asked["ids"], user)
        return True

    def _copy(self, model, asked, user):
        return self.orders.copy(asked["ids"], user)

    def _context_get(self, model, asked, user):
        return {"lang": "en_US", "tz": "UTC", "uid": user}

    def _has_access(self, model, asked, user):
        return True

    def _fields_get(self, model, asked, user):
        known = set().union(*self.tables[model].values()) if self.tables[model] else set()
        return {name: {"type": "char"} for name in asked["allfields"] if name in known}


def _json(content):
    return json.dumps(content, default=_number).encode()


def _number(value):
    return float(value)
