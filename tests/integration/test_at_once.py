"""Runs at once: no two pass with the same credit or the same goods, and nothing counts twice. Real ledger, a played Odoo."""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.check_facts import CreditFact, StockFact
from domain.documents.master import Company
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import CHANGE_TYPE, LineChange, SalesOrderChange
from domain.errors import TryAgain
from domain.facts import OrderFacts
from domain.keys import change_key, external_id
from domain.profile import PartnerProfile
from domain.promising.terms import Quant, Stock
from domain.resolve import resolve, resolved_json
from domain.work import Batch
from ledger.book import Ledger
from ledger.commitments import Commitments
from ledger.published import NumberIn
from ledger.reservations import Reserve
from ledger.values import DocumentIn, MirrorRecord, Move
from tasks.rules import rules
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tasks.verdict import Verdict
from tests.builders import BOLT, NUT, a_line, a_profile, an_order, some_facts
from tests.integration.ledger.conftest import clerk, ledger, ledger_url, server, template
from tests.integration.ledger.orders import Clerk, delivery, order

__all__ = ["clerk", "ledger", "ledger_url", "server", "template"]
CHANNELS = ("one", "two", "three")
BOLTS, CUSTOMER = 10, 50
FACTS = some_facts(
    products=(BOLT.model_copy(update={"storable": True}), NUT.model_copy(update={"storable": True})),
    companies=[Company(record_id=1, name="Our company", currency="EUR", credit_limits=True)],
    taxes=[],
)


@dataclass
class Odoo:
    """Books and a warehouse, of which every confirmed order takes its part at once."""

    limit: Decimal
    on_hand: Decimal
    confirmed_orders: dict[int, tuple[Decimal, Decimal]] = field(default_factory=dict)
    """By record: money, bolts."""
    pause: Callable[[], None] = lambda: None
    midst: Callable[[], None] = lambda: None
    """What happens while a figure is read."""

    def owed(self) -> Decimal:
        return sum((money for money, _ in self.confirmed_orders.copy().values()), Decimal(0))

    def left(self) -> Decimal:
        return self.on_hand - sum((bolts for _, bolts in self.confirmed_orders.copy().values()), Decimal(0))

    def confirmed(self, orders: Sequence[int]) -> set[int]:
        self.pause()
        return {one for one in orders if one in self.confirmed_orders}

    def credit(self, customers: Sequence[int], company: int, now: datetime) -> list[CreditFact]:
        self.midst()
        self.pause()
        return [
            CreditFact(customer_id=one, company_id=company, limit=self.limit, owed=Decimal(0), to_invoice=self.owed(),
                       read_at=now)
            for one in customers
        ]  # fmt: skip

    def free(self, products: Sequence[int], warehouse: int, now: datetime) -> list[StockFact]:
        self.pause()
        return [
            StockFact(product_id=one, warehouse_id=warehouse, read_at=now,
                      free=self.left() if one == BOLTS else Decimal(9999))
            for one in products
        ]  # fmt: skip


@dataclass
class Runs:
    """Channels whose orders are worked at once."""

    house: Resources
    clerk: Clerk
    odoo: Odoo

    def batch(self, channel: str, orders: Sequence[SalesOrder]) -> Batch:
        """Orders that are mapped, in one claim."""
        profile = self.house.profile(channel)
        with self.house.ledger.open() as book:
            book.deliveries.register(delivery(name=f"{channel}-{orders[0].number}", channel=channel, source_id=channel))
            book.commit("test.deliver")
        batch = self.clerk.claim(channel)
        assert batch is not None
        documents = [self._document(one, place) for place, one in enumerate(orders, start=1)]
        with self.house.ledger.open() as book:
            book.documents.register_many(batch, int(batch.delivery or 0), documents)
            book.deliveries.finish(batch, int(batch.delivery or 0), "split")
            book.commit("test.split")
        ids = self.clerk.ids(batch)
        self.clerk.move(batch, ids, "read")
        mapped = [
            Move(number, "mapped", resolved=resolved_json(resolve(one, FACTS, profile)))
            for number, one in zip(ids, orders, strict=True)
        ]
        with self.house.ledger.open() as book:
            assert book.documents.move_many(batch, mapped) == set(ids)
            book.commit("test.mapped")
        return batch

    def change(self, one: SalesOrder, bolts: int) -> Batch:
        """The order is done, and a change of its bolts is mapped."""
        channel = "one"
        first = self.batch(channel, [one])
        (number,) = self.judge(first)
        self.draft(first, [number])
        self.confirm(number, price=one.total())
        for state in ("confirmed", "done"):
            self.clerk.move(first, [number], state)
        self.clerk.release(first)
        key = change_key(one.key, "change", "1")
        line = LineChange(position=1, action="change", sku="BOLT-M8", quantity=Decimal(bolts))
        said = SalesOrderChange(key=key, number=one.number, purpose="change", version="1", lines=(line,))
        made = order(
            one.number, key=key, external_id=external_id(key), type=CHANGE_TYPE, content_hash="c" * 64,
            payload=said.model_dump_json().encode(),
        )  # fmt: skip
        with self.house.ledger.open() as book:
            book.deliveries.register(delivery(name="change", channel=channel, source_id=channel))
            book.commit("test.deliver")
        batch = self.clerk.claim(channel)
        assert batch is not None
        self.clerk.split(batch, [made])
        ids = self.clerk.ids(batch)
        after = resolve(_order(one.number, bolts), FACTS, self.house.profile(channel))
        self.clerk.move(batch, ids, "read")
        self.clerk.move(batch, ids, "mapped", resolved=resolved_json(after))
        return batch

    def _document(self, one: SalesOrder, place: int) -> DocumentIn:
        return order(
            one.number, place, key=one.key, external_id=external_id(one.key), payload=one.model_dump_json().encode(),
            content_hash=one.number.ljust(64, "0"), line_count=len(one.lines), currency="EUR",
        )  # fmt: skip

    def judge(self, batch: Batch) -> list[int]:
        """The real rules stage; ids of those that passed."""
        rules.fn(self.house, batch)
        return self.clerk.ids(batch, "checked")

    def draft(self, batch: Batch, ids: Sequence[int]) -> None:
        for state in ("ready", "drafted", "verified"):
            for number in ids:
                known = {"record_id": number, "record_name": f"S{number}"} if state == "drafted" else {}
                self.clerk.move(batch, [number], state, **known)

    def confirm(self, number: int, *, price: Decimal) -> None:
        """Odoo has it from now on; the ledger does not know."""
        self.odoo.confirmed_orders[number] = (price, price / Decimal("2.50"))


@pytest.fixture
def runs(ledger_url: str, ledger: Ledger, clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    house = Resources(Settings(home=tmp_path, ledger_url=SecretStr(ledger_url), odoo_database="books"))
    odoo = Odoo(limit=Decimal(100), on_hand=Decimal(1000))
    house.__dict__["ledger"] = ledger
    house.__dict__["figures"] = odoo
    house.__dict__["profiles"] = {one: _profile(one) for one in CHANNELS}
    for place in ("tasks.rules", "tasks.changes.judging"):
        monkeypatch.setattr(f"{place}.facts_for", _facts)
    return Runs(house, clerk, odoo)


def _facts(_house: Resources, _orders: Sequence[SalesOrder], _profile: PartnerProfile, *, fresh: bool) -> OrderFacts:
    del fresh
    return FACTS


def _profile(channel: str, **changes: object) -> PartnerProfile:
    return a_profile(channel=channel, partner=channel, source_id=channel, checks={"credit": {}, "stock": {}}, **changes)


def _order(number: str, bolts: int = 10) -> SalesOrder:
    """2.50 each, without tax."""
    return an_order(a_line(quantity=bolts), number=number)


def _amounts(runs: Runs) -> tuple[float, float]:
    """Money and bolts that count in the ledger now."""
    with runs.house.ledger.open() as book:
        began = book.commitments.now()
        money = book.commitments.credit(runs.house.odoo_target, 1, [CUSTOMER], began)
        goods = book.commitments.stock(["BOLT-M8"], began)
    return float(sum(one.amount for one in money)), float(sum(one.amount for one in goods))


@pytest.mark.parametrize("locked", [True, False])
def test_of_two_runs_at_once_one_passes_and_without_the_lock_both_would(
    runs: Runs, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    runs.odoo.limit = Decimal(40)
    if not locked:
        monkeypatch.setattr(Commitments, "lock", lambda _self, _keys: None)
    keep, meet = Verdict.keep, threading.Barrier(2)

    def slowly(verdict: Verdict, moved: set[int]) -> None:
        time.sleep(0.15)
        keep(verdict, moved)

    monkeypatch.setattr(Verdict, "keep", slowly)
    batches = [runs.batch(channel, [_order(f"AT-{channel}")]) for channel in CHANNELS[:2]]

    def judge(batch: Batch) -> list[int]:
        meet.wait()
        return runs.judge(batch)

    with ThreadPoolExecutor(2) as pool:
        passed = [one for found in pool.map(judge, batches) for one in found]
    assert len(passed) == (1 if locked else 2)
    assert (_amounts(runs)[0] <= runs.odoo.limit) is locked


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_order_of_events_limit_and_stock_are_never_passed(runs: Runs, seed: int) -> None:
    """Batches of three channels, each thread at its own pace; customers and products in any order inside a batch."""
    chance = random.Random(seed)
    runs.odoo.limit, runs.odoo.on_hand = Decimal(400), Decimal(110)
    runs.odoo.pause = lambda: time.sleep(random.random() * 0.004)
    lots = {
        channel: [
            [
                an_order(
                    *chance.sample([a_line(1, quantity=chance.randint(1, 12)), a_line(2, sku="NUT-M8", unit_price=1)], 2),
                    number=f"{channel}-{lot}-{place}",
                )
                for place in range(4)
            ]
            for lot in range(4)
        ]
        for channel in CHANNELS
    }  # fmt: skip
    taken: dict[str, int] = defaultdict(int)

    def work(channel: str) -> None:
        for lot in lots[channel]:
            batch = runs.batch(channel, lot)
            passed = runs.judge(batch)
            taken[channel] += len(passed)
            runs.draft(batch, passed)
            with runs.house.ledger.open() as book:
                rows = book.documents.get(passed)
            for row in rows:
                ordered = SalesOrder.model_validate_json(row.payload)
                money = ordered.total()
                bolts = sum((one.quantity for one in ordered.lines if one.sku == "BOLT-M8"), Decimal(0))
                runs.odoo.confirmed_orders[row.id] = (money, bolts)
                runs.odoo.pause()
                runs.clerk.move(batch, [row.id], "confirmed")
                runs.clerk.move(batch, [row.id], "done")
            runs.clerk.release(batch)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, CHANNELS))
    assert runs.odoo.owed() <= runs.odoo.limit
    assert runs.odoo.left() >= 0
    assert sum(taken.values()) < 48, "some had to wait"
    assert runs.odoo.limit - runs.odoo.owed() < 40 or runs.odoo.left() < 12, "what there is was used"
    assert _amounts(runs) == (0, 0), "Odoo counts all of them now"


@pytest.mark.parametrize(("limit", "passes"), [("50", True), ("49.99", False)])
@pytest.mark.parametrize("stage", ["judged", "drafted", "confirmed in Odoo", "known to be confirmed"])
def test_an_order_counts_once_wherever_it_stands(runs: Runs, stage: str, limit: str, passes: bool) -> None:
    runs.odoo.limit = Decimal(limit)
    first = runs.batch("one", [_order("ONCE-1")])
    (number,) = runs.judge(first)
    if stage != "judged":
        runs.draft(first, [number])
    if stage.endswith(("Odoo", "confirmed")):
        runs.confirm(number, price=Decimal(25))
    if stage.startswith("known"):
        runs.clerk.move(first, [number], "confirmed")
    second = runs.batch("two", [_order("ONCE-2")])
    assert bool(runs.judge(second)) is passes


def test_an_order_that_is_confirmed_while_the_figure_is_read_counts_once(runs: Runs) -> None:
    runs.odoo.limit = Decimal(50)
    first = runs.batch("one", [_order("MID-1")])
    (number,) = runs.judge(first)
    runs.draft(first, [number])
    runs.odoo.midst = lambda: runs.confirm(number, price=Decimal(25))
    assert len(runs.judge(runs.batch("two", [_order("MID-2")]))) == 1


@pytest.mark.parametrize("to", ["held", "exception", "refused"])
def test_what_is_set_aside_gives_back_and_counts_again_when_it_goes_on(runs: Runs, to: str) -> None:
    batch = runs.batch("one", [_order("BACK-1", bolts=12)])
    (number,) = runs.judge(batch)
    assert _amounts(runs) == (30, 12)
    if to != "refused":
        runs.clerk.move(batch, [number], "ready")
        runs.clerk.move(batch, [number], "drafted", record_id=7, record_name="S7")
    runs.clerk.move(batch, [number], to)
    assert _amounts(runs) == (0, 0)
    if to == "held":
        with runs.house.ledger.open() as book:
            (waiting,) = book.exceptions.list(["number:BACK-1"])
            book.exceptions.decide([waiting.id], "release", by="Ada", reason="fine", waived_codes=[])
            book.commit("test.release")
        assert _amounts(runs) == (30, 12)


def test_two_that_are_kept_from_mapping_on_do_not_keep_each_other_out(runs: Runs) -> None:
    """Both wait for the last ten: the earlier gets them, whichever is judged first."""
    runs.odoo.on_hand, runs.odoo.limit = Decimal(15), Decimal(1000)
    batches = [runs.batch(channel, [_order(f"KEPT-{channel}")]) for channel in CHANNELS[:2]]
    ids = [runs.clerk.ids(batch)[0] for batch in batches]
    with runs.house.ledger.open() as book:
        for number, channel in zip(ids, CHANNELS, strict=False):
            line = Reserve(number, 1, "BOLT-M8", "WH", Decimal(10))
            book.reservations.hold(channel, [line], until=datetime.now(UTC) + timedelta(hours=1))
        book.commit("test.keep")
    assert runs.judge(batches[1]) == []
    assert runs.judge(batches[0]) == [ids[0]]


@pytest.mark.parametrize(("limit", "passes"), [("40", True), ("39.99", False)])
def test_of_a_change_only_what_is_wanted_more_counts_until_it_is_written(runs: Runs, limit: str, passes: bool) -> None:
    runs.odoo.limit = Decimal(limit)
    batch = runs.change(_order("GROWS"), 16)
    changed = runs.judge(batch)
    assert bool(changed) is passes
    assert _amounts(runs) == ((15, 6) if passes else (0, 0))
    if passes:
        assert runs.judge(runs.batch("two", [_order("BESIDE", bolts=1)])) == []
        for state in ("ready", "drafted"):
            runs.clerk.move(batch, changed, state)
        assert _amounts(runs) == (0, 0), "Odoo has it as soon as it is written"


@pytest.mark.parametrize(("limit", "passes"), [("50", True), ("49.99", False)])
def test_while_odoo_is_away_the_last_figure_and_what_came_after_it_count(runs: Runs, limit: str, passes: bool) -> None:
    runs.odoo.limit = Decimal(limit)
    first = runs.batch("one", [_order("AWAY-1")])
    (number,) = runs.judge(first)
    runs.draft(first, [number])
    runs.confirm(number, price=Decimal(25))
    runs.clerk.move(first, [number], "confirmed")

    def away() -> None:
        raise TryAgain("Odoo cannot be reached.")

    runs.odoo.pause = away
    assert bool(runs.judge(runs.batch("two", [_order("AWAY-2")]))) is passes


def test_a_channel_that_checks_nothing_counts_for_those_that_do(runs: Runs) -> None:
    runs.odoo.limit = Decimal(49)
    runs.house.__dict__["profiles"]["three"] = a_profile(channel="three", partner="three", source_id="three")
    assert len(runs.judge(runs.batch("three", [_order("FREE-1"), _order("FREE-2"), _order("FREE-3")]))) == 3
    assert _amounts(runs) == (75, 30)
    assert runs.judge(runs.batch("one", [_order("CHECKED")])) == []


def _shared(runs: Runs, *, share: int = 50, published: int = 0) -> None:
    """Twenty bolts; channel one has a share of them, the others have the rest."""
    checks = {"allocation": True}
    one = {"share": share, "cap": 12}
    runs.house.__dict__["profiles"] = {
        name: a_profile(channel=name, partner=name, source_id=name, checks=checks, availability=section)
        for name, section in (("one", one), ("two", {}))
    }
    quant = Quant(record_id=1, warehouse="WH", location="WH/Stock", quantity=Decimal(20), reserved=Decimal(0))
    stock = Stock(record_id=BOLTS, sku="BOLT-M8", read_at=datetime.now(UTC), quants=(quant,))
    record = MirrorRecord(
        BOLTS, (("sku", "BOLT-M8"),), active=True, data=stock.model_dump_json().encode(), write_date=stock.read_at
    )
    with runs.house.ledger.open() as book:
        book.mirror.refresh(runs.house.odoo_target, "stock", [record], "2026-01-01T00:00:00+00:00")
        if published:
            number = NumberIn("BOLT-M8", published, 1, {}, {"WH": published}, {}, said=True)
            book.published.keep("one", [number])
        book.commit("test.stock")


def test_a_channel_whose_share_is_used_up_takes_no_more_though_the_warehouse_has_it(runs: Runs) -> None:
    _shared(runs)
    batch = runs.batch("one", [_order(f"SHARE-{bolts}", bolts) for bolts in (11, 6, 5, 4)])
    runs.judge(batch)
    with runs.house.ledger.open() as book:
        waiting = {one.number: one.findings for one in book.exceptions.list()}
    assert sorted(waiting) == ["SHARE-11", "SHARE-5"]
    (found,) = waiting["SHARE-5"]
    assert found.code == "SO-STOCK-003"
    assert "channel one may take 4 (share 50 %, at most 12" in found.message
    assert _amounts(runs)[1] == 10
    later = runs.batch("one", [_order("LATER-6", 6), _order("LATER-5", 5)])
    assert len(runs.judge(later)) == 1, "half of the ten that are left"
    assert len(runs.judge(runs.batch("two", [_order("TWO-5", 5)]))) == 0, "two has half of the five that are left"


def test_what_was_sold_by_a_number_published_before_is_within_the_share(runs: Runs) -> None:
    _shared(runs, published=10)
    assert len(runs.judge(runs.batch("two", [_order("TWO-10", 10)]))) == 1
    assert len(runs.judge(runs.batch("one", [_order("ONE-10", 10)]))) == 1
    assert len(runs.judge(runs.batch("one", [_order("ONE-1", 1)]))) == 0


def test_a_share_of_stock_that_was_never_looked_at_is_not_known(runs: Runs) -> None:
    _shared(runs)
    with runs.house.ledger.open() as book:
        book.mirror.refresh(runs.house.odoo_target, "stock", [], "")
        book._connection.exec_driver_sql("DELETE FROM mirror_cursors")
        book.commit("test.never")
    assert runs.judge(runs.batch("one", [_order("NEVER-1", 1)])) == []
    with runs.house.ledger.open() as book:
        ((found,),) = [one.findings for one in book.exceptions.list()]
    assert found.code == "SO-STOCK-004"
