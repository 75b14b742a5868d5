"""A consumer: the real flow, run after run, with its own way to Odoo and the ledger of all."""

from functools import cached_property

from pydantic import SecretStr

from connectors.odoo.json2 import Json2Port, OdooAddress
from domain.errors import LadingError
from domain.work import BatchLimits
from flows.order_to_cash import order_to_cash
from tasks.runtime.resources import Resources
from tests.simulator import channel
from tests.simulator.network import Network

PAUSES = (2.0, 10.0, 30.0, 60.0)
"""Seconds a consumer waits when it finds nothing, longer each time."""
STEPS_OF_AN_IDLE_RUN = 12
LIMITS = BatchLimits(documents=6, lines=40, wait_seconds=0.0, batches=3, minutes=30.0, lease_seconds=60.0)
BULK_LIMITS = LIMITS.model_copy(update={"documents": 40, "lines": 200})
"""A gate judges a population: the file that is wrong as a whole is one batch."""


class House(Resources):
    """A consumer's resources: its own way to Odoo, the ledger of all."""

    simulation = None
    process = None

    def odoo(self, *domains):
        address = OdooAddress(f"http://{self.process.name}.simulated", "simulated", SecretStr(domains[0]))
        return Json2Port(address, role=domains[0], transport=Network(self.simulation, self.process))

    @cached_property
    def ledger(self):
        return self.simulation.bench.ledger

    @cached_property
    def profiles(self):
        return self.simulation.bench.profiles(self.settings.partners)

    @cached_property
    def owner(self):
        return self.process.name


def consume(simulation, process):
    """As ``lading work``: run after run of the real flow; what fails is told and tried again later."""
    idle = 0
    while not simulation.finished:
        for name in (channel.CHANNEL, channel.BULK) if simulation.bulk else (channel.CHANNEL,):
            try:
                worked = _run_flow(simulation.scheduler, name)
                idle = 0 if worked else idle + 1
            except LadingError as trouble:
                simulation.tell(process.name, f"{type(trouble).__name__}: {trouble.what}")
                idle += 1  # later each time, as the real consumer
        seen = simulation.news
        simulation.scheduler.sleep(PAUSES[min(idle, len(PAUSES) - 1)], until=lambda seen=seen: simulation.news != seen)


def _run_flow(scheduler, name):
    """Whether it found something to do, by its steps."""
    before = scheduler.steps
    limits = BULK_LIMITS if name == channel.BULK else LIMITS
    running = order_to_cash.fn(channel=name, limits=limits)
    try:
        running.send(None)
    except StopIteration:
        return scheduler.steps - before > STEPS_OF_AN_IDLE_RUN
    raise AssertionError("the flow waited for something that is not simulated")
