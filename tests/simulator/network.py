"""The network between a consumer and Odoo: it loses, delays, doubles and reorders, as the seed says."""

import json
from dataclasses import dataclass, fields

import httpx

from connectors.odoo.ownership import READING_METHODS


@dataclass(frozen=True)
class Weather:
    """Chance of each misfortune: of a call, then of a seam that a consumer passes, last of a person's deed."""

    refused: float = 0.0
    """No connection: nothing arrives, and the caller knows it."""
    vanished: float = 0.0
    """The request never arrives; the caller waits its time-out and does not know."""
    answer_lost: float = 0.0
    """Odoo does it; the line is cut before the answer."""
    answer_cut: float = 0.0
    """Odoo does it; half of the answer arrives."""
    late: float = 0.0
    """The caller's line is cut; Odoo does it up to its time limit later, after whatever came in between."""
    twice: float = 0.0
    """Delivered twice, the second time a little later."""
    slow: float = 0.0
    proxy: float = 0.0
    """502 by a proxy, before or after Odoo did it."""
    busy: float = 0.0
    race: float = 0.0
    """Odoo rolls back: another transaction was quicker."""
    crash: float = 0.0
    """The consumer's process dies at a seam."""
    freeze: float = 0.0
    """The consumer's process stands still, past its lease perhaps, and goes on as if nothing had been."""
    echo: float = 0.0
    """The request that made an order arrives once more, after a person has touched the order."""

    @classmethod
    def of(cls, chance):
        """Each seed has its own mix: some misfortunes often, some never."""
        share = {name: chance.choice((0.0, 0.0, 0.02, 0.06, 0.12)) for name in MISFORTUNES}
        share["crash"] = chance.choice((0.0, 0.003, 0.01, 0.02))
        share["freeze"] = chance.choice((0.0, 0.0, 0.004, 0.012))
        share["echo"] = chance.choice((0.0, 0.0, 0.5, 1.0))
        return cls(**share)


MISFORTUNES = [field.name for field in fields(Weather)][:-3]
CALM = Weather()


class Network(httpx.BaseTransport):
    """A consumer's way to Odoo."""

    def __init__(self, simulation, process):
        self._simulation, self._process = simulation, process

    def handle_request(self, request):
        call = Call(self._simulation, self._process, request)
        kind = self._simulation.misfortune(call.place[0], changes=call.changes)
        if kind:
            self._simulation.tell("network", f"{call.what} {kind}")
        return getattr(call, f"_{kind or 'delivered'}")()


@dataclass
class Call:
    """One request and what becomes of it."""

    simulation: object
    process: object
    request: httpx.Request

    def __post_init__(self):
        _, _, _, *self.place = self.request.url.path.split("/")
        self.what = " ".join(self.place)
        self.changes = bool(self.place) and self.place[-1] not in READING_METHODS
        self.issued = self.simulation.scheduler.steps
        self.chance = self.simulation.chance

    def arrives(self, *, race=False):
        """Odoo carries it out; status and body."""
        key = self.request.headers["Authorization"].removeprefix("bearer ")
        self.simulation.now_served = self
        status, body = self.simulation.odoo.answer(self.request.url.path, key, self.request.content, race=race)
        self.simulation.now_served = None
        if self.changes:
            self.simulation.tell("odoo", f"{self.what} {status} {_told(self.request.content)}")
        return httpx.Response(status, content=body, request=self.request)

    def _delivered(self):
        return self.arrives()

    def _refused(self):
        raise httpx.ConnectError("connection refused", request=self.request)

    def _vanished(self):
        self.simulation.scheduler.sleep(self.simulation.settings.odoo_read_seconds)
        raise httpx.ReadTimeout("no answer", request=self.request)

    def _answer_lost(self):
        self.arrives()
        raise httpx.ReadError("the line was cut", request=self.request)

    def _answer_cut(self):
        whole = self.arrives().content
        half = whole[: self.chance.randrange(len(whole))]
        return httpx.Response(200, content=half, request=self.request)

    def _late(self):
        longest = self.simulation.settings.odoo_limit_seconds * 0.95
        self.simulation.beside("network", self.arrives, self.chance.uniform(0.01, self.chance.choice((3, longest))))
        self.simulation.scheduler.sleep(self.chance.choice((0.0, 1.0, 10.0)))
        raise httpx.ReadError("the line was cut", request=self.request)

    def _twice(self):
        first = self.arrives()
        if self.chance.random() < 0.5:
            return self.arrives()
        self.simulation.beside("network", self.arrives, self.chance.uniform(0.01, self.chance.choice((3, 30))))
        return first

    def _slow(self):
        self.simulation.scheduler.sleep(self.chance.uniform(0.1, 25))
        answer = self.arrives()
        self.simulation.scheduler.sleep(self.chance.uniform(0.1, 25))
        return answer

    def _proxy(self):
        if self.chance.random() < 0.5:
            self.arrives()
        return httpx.Response(502, content=b"<html>Bad Gateway</html>", request=self.request)

    def _busy(self):
        return httpx.Response(503, content=b"<html>Service Unavailable</html>", request=self.request)

    def _race(self):
        return self.arrives(race=True)


def _told(body):
    """What a request is about, short: its records."""
    asked = json.loads(body)
    rows = asked.get("data") or asked.get("ids") or ()
    return f"of {len(rows)}"
