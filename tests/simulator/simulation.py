"""One seed: consumers, people and a network, chaos first and then calm, all decided by one source of chance."""

import hashlib
import random
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

from domain import seams
from tasks.mirror import refresh
from tasks.runtime.resources import use
from tasks.runtime.transports import open_archive
from tests.simulator import channel, people, standstill
from tests.simulator.clock import EPOCH, Clock, virtual
from tests.simulator.consumer import House, consume
from tests.simulator.network import CALM, Weather
from tests.simulator.odoo import SimulatedOdoo
from tests.simulator.scheduler import Crash, Process, Scheduler

CONSUMERS = (2, 2, 3)
"""At once; who dies is replaced."""
CHAOS_SECONDS = 180.0
"""At most: with nothing left to do and nobody left to act it is over."""
CALM_SECONDS = 1200.0
"""I6: what was left by the chaos is done within that time, without anybody's hand."""
PLACES = ("sale.order", "ir.model.data", "mail.message", "crm.tag", "res.users")
"""Models whose calls meet with misfortune. Master data is read once, before: the mirror has faults of its own."""


class Simulation:
    """What a seed decides, and everything it decides about."""

    def __init__(self, seed, bench, home):
        self.seed, self.bench, self.home = seed, bench, home
        self.chance = random.Random(seed)
        self.clock = Clock()
        self.scheduler = Scheduler(self.clock, self.chance, before=self._takes_the_baton)
        self.weather = Weather.of(self.chance)
        self.trace, self.deeds, self.facts = [], [], []
        self.now_served = None
        self.named, self.numbers, self.reads, self.too_early = {}, {}, {}, []
        self.epoch = EPOCH.timestamp()
        self.finished = False
        self._born = self.news = 0
        self.odoo = SimulatedOdoo(self.clock)
        self.odoo.orders.watchers.append(self._happened)
        self.odoo.on_read, self.odoo.tables.on_name = self.saw, self._was_named
        self.files = channel.files(self.chance)
        self.bulk = channel.systemic(self.chance) if self.chance.random() < 0.15 else []
        self.makers = {}
        """The request that made each order: the network may bring it once more."""
        self.quick_deeds = 0
        """Deeds that follow close on a new draft."""
        self.deeds_wanted = self.chance.choice((0, 0, 1, 2, 4))
        self.settings = self._settings()

    def _settings(self):
        partners = self.home / "partners"
        partners.mkdir(parents=True)
        for name in (channel.CHANNEL, channel.BULK):
            (partners / f"{name}.yaml").write_text(channel.PROFILE.format(channel=name))
        return self.bench.settings.model_copy(
            update={"home": self.home, "partners": partners, "channels": self.home / "channels"}
        )

    def tell(self, who, what):
        self.trace.append(f"{self.clock.seconds:9.3f} {self.scheduler.steps:5} {who:12} {what}")

    @property
    def digest(self):
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]

    def run(self):
        """Chaos, then calm; True when nothing is left to do."""
        self.bench.begin(self)
        with ExitStack() as stack:
            stack.enter_context(virtual(self.clock, self.scheduler, self.chance))
            stack.callback(seams.install, None)
            stack.callback(use, None)
            seams.install(self._seam)
            self._set_the_scene()
            self.scheduler.run(seconds=CHAOS_SECONDS, until=self._played)
            self._calm_down()
            ended = self.scheduler.run(seconds=CALM_SECONDS, until=self._quiet)
            self.finished = True
            self._everybody_leaves()
        return ended

    def _set_the_scene(self):
        if not self.bench.furnished:
            refresh(self._house(Process("mirror")))
            self.bench.furnished = True
        self.odoo.tables["product.product"].pop(channel.DOOMED)  # Odoo refuses what the mirror still has
        partner = Process("partner")
        for number, orders in enumerate(self.files):
            self.later(partner, self.chance.uniform(0, CHAOS_SECONDS / 2), self._drop, number, orders)
        if self.bulk:
            self.later(partner, self.chance.uniform(0, CHAOS_SECONDS / 2), self._drop, 99, self.bulk)
        person = Process("person")
        for _ in range(self.deeds_wanted // 2):
            self.later(person, self.chance.uniform(1, CHAOS_SECONDS), people.act, self)
        self.quick_deeds = self.deeds_wanted - self.deeds_wanted // 2
        for _ in range(self.chance.choice(CONSUMERS)):
            self._hire(0.0)

    def later(self, process, seconds, function, *arguments):
        """A task of that process, so many virtual seconds from now."""
        self.scheduler.spawn(process.name, process, lambda: function(*arguments), delay=seconds)

    def beside(self, name, function, seconds):
        """Something that happens later, whatever becomes of its sender."""
        self.later(Process(name), seconds, function)

    def echo(self, order_id):
        """The network brings the request that made this order once more, now that somebody has touched the order."""
        call = self.makers.get(order_id)
        if call is not None and self.chance.random() < self.weather.echo:
            self.tell("network", f"{call.what} again, after a person's deed")
            self.beside("network", call.arrives, self.chance.uniform(0.001, self.chance.choice((0.01, 3))))

    def _drop(self, number, orders):
        name = channel.BULK if orders is self.bulk else channel.CHANNEL
        channel.drop(self.home / "channels" / f"in-{name}", f"{number}.csv", orders, self.clock)
        self.news += 1
        self.tell("partner", f"{name} {number}.csv: {', '.join(f'{one.number} {one.kind}' for one in orders)}")

    def _hire(self, delay):
        self._born += 1
        process = Process(f"consumer-{self._born}")
        process.house = self._house(process)
        process.house.mirror_read_at[process.house.odoo_target] = 0.0
        self.scheduler.spawn(process.name, process, lambda: consume(self, process), delay=delay)

    def _house(self, process):
        house = House(self.settings)
        house.simulation, house.process = self, process
        return house

    def _takes_the_baton(self, process):
        if process.house is not None:
            use(process.house)

    def _seam(self, kind, name):
        """What may cut in wherever the house says that something may."""
        process = self.scheduler.process
        if process is None or process.house is None:
            return
        if process.dead:
            raise Crash
        self.tell(process.name, f"{kind} {name}")
        if name == "folder.put_away.before":
            self._receipt_is_due()
        if name == standstill.CLAIMED:
            standstill.wake_those_it_was_taken_from(self, process)
        if self.chance.random() < self.weather.crash:
            self._kill(process)
        if kind == "commit" and name.endswith(".before"):
            return
        if self.chance.random() < self.weather.freeze:
            standstill.freeze(self, process)
        self.scheduler.sleep(0.0)

    def _receipt_is_due(self):
        """A file is about to be put away: by then its bytes are a committed row."""
        known = {sha256 for (sha256,) in self.bench.rows("SELECT sha256 FROM deliveries")}
        waiting = [
            path
            for name in (channel.CHANNEL, channel.BULK)
            for path in (self.home / "channels" / f"in-{name}").glob("*.csv")
        ]
        if waiting and not any(hashlib.sha256(path.read_bytes()).hexdigest() in known for path in waiting):
            self.too_early.append("a file was put away before it was registered")

    def _kill(self, process):
        self.tell(process.name, "killed")
        process.dead = True
        self._hire(self.chance.uniform(0.5, 40))
        raise Crash

    def misfortune(self, model, *, changes):
        """Which befalls this call; "" for none."""
        if not model.startswith(PLACES) or self.scheduler.process is None:
            return ""
        told = self.chance.random()
        for name in ("refused", "vanished", "answer_lost", "answer_cut", "late", "twice", "slow", "proxy", "busy"):
            told -= getattr(self.weather, name)
            if told < 0:
                return name
        return "race" if changes and told < self.weather.race else ""

    def _calm_down(self):
        self.tell("simulation", "calm")
        self.weather = CALM
        standstill.thaw_all(self)

    @cached_property
    def archive(self):
        return open_archive(self.settings)

    def backlog(self):
        """What is left to do: files, deliveries, documents, intents; of the file that is wrong as a whole until it stops."""
        going = [channel.CHANNEL]
        if self.bulk and not self.bench.rows("SELECT 1 FROM circuits WHERE channel = %(c)s", c=channel.BULK):
            going.append(channel.BULK)
        inboxes = [self.home / "channels" / f"in-{name}" for name in going]
        files = [("file", path.name) for inbox in inboxes for path in sorted(inbox.glob("*.csv"))]
        return files + self.bench.rows(BACKLOG, channels=going)

    def _played(self):
        """Everything was sent, everybody has acted, and nothing waits."""
        acting = any(task.process.name in {"partner", "person", "network"} for task in self.scheduler.tasks)
        return not acting and self._quiet()

    def _quiet(self):
        """Nothing waits anywhere; asked once a virtual second."""
        if int(self.clock.seconds) == getattr(self, "_asked", None):
            return False
        self._asked = int(self.clock.seconds)
        return not self.backlog()

    def _everybody_leaves(self):
        for task in self.scheduler.tasks:
            task.process.dead = True
        self.scheduler.bury()

    def saw(self, model, records):
        """A consumer read these lines just now: an edit of a line shows there and nowhere else."""
        call = self.now_served
        if call and model == "sale.order.line":
            for record in records:
                self.reads.setdefault((call.process.name, record["order_id"]), []).append(self.scheduler.steps)

    def _happened(self, what, order, user):
        call = self.now_served
        issued = call.issued if call else self.scheduler.steps
        who = call.process.name if call else "person"
        if what == "create" and user == people.BOT:
            self.makers[order["id"]] = call
            people.tempt(self, order)
        self.numbers[order["id"]] = order["client_order_ref"]
        self.facts.append(Fact(self.scheduler.steps, self.clock.seconds, issued, what, order["id"], user, who))

    def _was_named(self, name, model, record):
        if model == "sale.order":
            self.named[record] = name


@dataclass(frozen=True)
class Fact:
    """Something that happened to an order in Odoo."""

    step: int
    at: float
    issued: int
    """Step at which its request was sent: the network may have carried it for a while."""
    what: str
    order: int
    user: int
    who: str


BACKLOG = """
SELECT 'delivery', id FROM deliveries WHERE channel = ANY(%(channels)s) AND state = 'captured'
UNION ALL
SELECT state, id FROM documents WHERE channel = ANY(%(channels)s) AND state = ANY(
    '{captured,read,mapped,checked,ready,drafted,verified,confirmed,refused}')
UNION ALL
SELECT 'intent ' || n.state, n.id FROM intents n JOIN documents d ON d.id = n.document_id
WHERE d.channel = ANY(%(channels)s) AND n.state IN ('recorded', 'unknown')
"""
