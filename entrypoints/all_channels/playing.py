"""The channels of the demo, played: all that customers do, act by act, each after the one before has settled."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx

from domain.errors import Misconfigured, StopTheRun
from entrypoints.all_channels.edi import EdiActor
from entrypoints.all_channels.keys import key_of
from entrypoints.all_channels.rest import RestActor
from entrypoints.all_channels.shop import GuardedApi, ShopActor, opened
from entrypoints.all_channels.surroundings import HERE, environment, free_port, rates, serving, taxing, write_profiles
from entrypoints.cli_house import stack_of
from entrypoints.cli_progress import Steps
from entrypoints.demo_watch import look_after
from infra.distributor.channel_profiles import locations
from infra.distributor.orders import World
from infra.distributor.stories import Story, buyers, stories
from infra.simulators.edi_customer.customer import EdiCustomer
from infra.simulators.tax.engine import Engine
from infra.stack import Stack
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings

EVERY_SECONDS = 0.3
READ_SECONDS = 30.0
EDI: tuple[tuple[str, Literal["x12", "edifact"]], ...] = (("cobalt", "x12"), ("nordwind", "edifact"))
BUSY = ("consumer", "receiver")
TRUTH = "truth-channels.json"


@dataclass
class Channels:
    """All of them, and what they stand on."""

    known: Settings
    stack: Stack
    folder: Path
    world: World
    stories: Sequence[Story]
    api: GuardedApi
    engine: Engine
    shop: ShopActor = field(init=False)
    edi: list[EdiActor] = field(default_factory=list)
    rest: list[RestActor] = field(default_factory=list)

    def of(self, channel: str) -> list[Story]:
        """Its stories."""
        return [one for one in self.stories if one.channel == channel]

    def play(self, house: Resources, steps: Steps) -> None:
        """All acts, from the first order to the last receipt."""
        self._cast(house)
        steps.step(f"{len(self.stories)} orders by web shop, EDI, portal and field sales")
        for one in self._actors():
            one.first()
        self._settle(house, steps, self._missed_are_there)
        steps.step("changes, cancellations, repetitions; receipts come late")
        for one in self._actors():
            one.second()
        self._settle(house, steps)
        steps.step("the EDI customers acknowledge what we answered, and refuse one answer each")
        for customer in self.edi:
            customer.third()
        self._settle(house, steps)
        for customer in self.edi:
            customer.last()
        self._settle(house, steps)

    def _actors(self) -> Sequence[ShopActor | EdiActor | RestActor]:
        return (self.shop, *self.edi, *self.rest)

    def _cast(self, house: Resources) -> None:
        receiver = f"http://{HERE}:{self.known.receiver_port}"
        places = {one.code: number for number, one in locations(self.world.customers).items()}
        self.shop = ShopActor(self.api, f"{receiver}/hooks/webshop", self.of("webshop"), places)
        for name, syntax in EDI:
            place = house.profile(name).transport
            inbox, outcomes = (self.known.channels_folder() / one for one in (place.inbox, place.outcomes))
            made = EdiCustomer(self.folder / name, inbox, outcomes, syntax=syntax, ours=name.upper())
            self.edi.append(EdiActor(made, self.of(name)))
        for name in ("portal", "field"):
            codes = [one.code for one in buyers(name, self.world.customers)]
            key = key_of(house, self.folder / "keys.json", name, codes)
            client = httpx.Client(
                base_url=f"{receiver}/api/v1", headers={"Authorization": f"Bearer {key}"}, timeout=READ_SECONDS,
                trust_env=False,
            )  # fmt: skip
            self.rest.append(RestActor(client, self.of(name), offline=name == "field"))

    def _missed_are_there(self, house: Resources) -> bool:
        """What no webhook told was found by asking the shop."""
        missed = [one.number for one in self.of("webshop") if one.kind.name == "webhook never came"]
        with house.ledger.open() as book:
            return all(book.trace(number) for number in missed)

    def _settle(self, house: Resources, steps: Steps, also: Callable[[Resources], bool] = lambda _: True) -> None:
        """Wait until every file is taken and nothing is in flight.

        Raises:
            StopTheRun: a gate stopped a channel, the consumer died, or nothing moved for minutes.
        """
        last: tuple[object, ...] = ()
        moved_at = time.monotonic()
        while True:
            files = sum(len([*one.customer.inbox.glob("*.edi")]) for one in self.edi)
            with house.ledger.open() as book:
                total, stopped = book.reconcile().total, book.circuits.list()
            unsplit, flying = total.deliveries.get("captured", 0), total.buckets["in_flight"].documents
            if not (files or unsplit or flying) and also(house):
                return
            if stopped:
                step = f"Run 'lading circuits list', then 'lading circuits close {stopped[0].channel}'."
                raise StopTheRun(f"A gate stopped {stopped[0].channel}: {stopped[0].reason}", next_step=step)
            now = (files, unsplit, flying, total.captured.documents, total.buckets["done"].documents)
            if now != last:
                last, moved_at = now, time.monotonic()
            look_after(self.stack, time.monotonic() - moved_at)
            steps.progress(total.captured.documents - flying, total.captured.documents, f"{files} files to be taken")
            time.sleep(EVERY_SECONDS)


@contextmanager
def surrounded(known: Settings, world: World, seed: int, folder: Path) -> Iterator[Channels]:
    """The channels with their servers running, and a stack whose processes know of them.

    Raises:
        Misconfigured: consumer or receiver run already: they know nothing of these channels.
    """
    running = [one.name for one in stack_of(known).status() if one.name in BUSY and one.well]
    if running:
        message = f"The {' and the '.join(running)} of this home run already, without the demo's channels."
        raise Misconfigured(message, next_step="Run 'lading down', then 'lading demo --all-channels' again.")
    told = stories(seed, world)
    api, port = opened([one for one in told if one.channel == "webshop"]), free_port()
    with ExitStack() as servers:
        shop = servers.enter_context(serving(api, f"http://{HERE}:{port}/hooks/webshop"))
        tax = servers.enter_context(taxing(rates(world.customers)))
        profiles = write_profiles(
            folder / "partners", known.partners, world.customers, {"shop": api.shop.domain, "api": shop}
        )  # fmt: skip
        wider = Settings(
            **(
                known.model_dump(exclude_unset=True)
                | {"partners": profiles, "receiver_host": HERE, "receiver_port": port}
            )
        )
        (folder / TRUTH).write_text(_truth(told), encoding="utf-8")
        stack = stack_of(wider)
        config = stack.config
        more = {**config.environment, **environment(api, tax, port)}
        yield Channels(
            wider, Stack(dataclasses.replace(config, environment=more)), folder, world, told, api, tax[1]
        )  # fmt: skip


def _truth(told: Sequence[Story]) -> str:
    return json.dumps([one.truth() for one in told], indent=1) + "\n"
