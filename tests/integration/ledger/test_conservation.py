"""Captured = done + held + exception + duplicate + rejected + in flight, whatever happens (I2)."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from domain.lifecycle import ALLOWED, BUCKET, OPEN_QUESTION
from domain.work import Batch
from ledger.reconciling import BUCKETS, Reconciliation
from ledger.values import DocumentIn, Trailer
from tests.integration.ledger.orders import Clerk, order, problem


def proof(clerk: Clerk) -> Reconciliation:
    with clerk.ledger.open() as book:
        return book.reconcile()


class Disorder:
    """A seeded jumble of deliveries, splits, moves, decisions, lost leases and restarts."""

    def __init__(self, clerk: Clerk, seed: int) -> None:
        self.clerk = clerk
        self.random = random.Random(seed)
        self.files = 0
        self.batches: list[Batch] = []

    def arrive(self) -> None:
        self.files += 1
        self.clerk.deliver(name=f"{self.files}.csv", channel=self.random.choice(["web", "edi"]))

    def invented(self, ordinal: int) -> DocumentIn:
        lines = self.random.randrange(1, 9)
        return order(
            f"PO-{self.random.randrange(40)}", ordinal, content=self.random.choice(["", "other"]),
            total=Decimal(self.random.randrange(-500, 90_000)) / 100, line_count=lines,
            quantity=Decimal(lines * 3) / 7 * 7, currency=self.random.choice(["EUR", "USD", "KWD"]),
        )  # fmt: skip

    def claim(self) -> None:
        batch = self.clerk.claim(self.random.choice(["web", "edi"]), documents=self.random.randrange(1, 12))
        if batch is None:
            return
        self.batches.append(batch)
        if batch.delivery:
            orders = [self.invented(n) for n in range(1, self.random.randrange(2, 15))]
            cut = self.random.randrange(len(orders) + 1)
            self.clerk.split(batch, orders[:cut], finish=False)
            if self.random.random() < 0.8:
                self.clerk.split(batch, orders)

    def move(self) -> None:
        if not self.batches:
            return
        batch = self.random.choice(self.batches)
        with self.clerk.ledger.open() as book:
            found = book.documents.in_batch(batch, [*ALLOWED])
        for row in found:
            to = self.random.choice(sorted(ALLOWED[row.state]))
            self.clerk.move(batch, [row.id], to, findings=[problem()])

    def decide(self) -> None:
        with self.clerk.ledger.open() as book:
            waiting = [row.id for row in book.exceptions.list()]
            chosen = self.random.sample(waiting, min(len(waiting), 3))
            kind = self.random.choice(["release", "replay", "reject"])
            book.exceptions.decide(chosen, kind, by="Mia", reason="because")  # type: ignore[arg-type]
            book.commit("test.decide")

    def die(self) -> None:
        if self.batches:
            batch = self.batches.pop(self.random.randrange(len(self.batches)))
            self.clerk.sql(f"UPDATE claims SET lease_until = now() - interval '1 s' WHERE id = '{batch.id}'")


@pytest.mark.parametrize("seed", range(6))
def test_the_books_balance_after_every_step_of_a_random_life(clerk: Clerk, seed: int) -> None:
    disorder = Disorder(clerk, seed)
    steps = [
        disorder.arrive,
        disorder.arrive,
        disorder.claim,
        disorder.claim,
        disorder.move,
        disorder.move,
        disorder.decide,
        disorder.die,
    ]
    for step in range(60):
        (steps[step] if step < len(steps) else disorder.random.choice(steps))()
        found = proof(clerk)
        assert found.balanced
        assert found.total.captured.documents == sum(found.total.buckets[name].documents for name in BUCKETS)
    assert found.total.captured.documents > 5
    counted = clerk.sql("SELECT sum(open_documents), sum(open_lines) FROM threads")
    states = ",".join(f"'{state}'" for state, bucket in BUCKET.items() if bucket == "in_flight")
    standing = clerk.sql(f"SELECT count(*), coalesce(sum(line_count), 0) FROM documents WHERE state IN ({states})")
    assert counted == standing
    aside = ",".join(f"'{state}'" for state in OPEN_QUESTION)
    assert clerk.sql(
        f"SELECT count(*) FROM documents d FULL JOIN (SELECT * FROM exceptions WHERE resolved_at IS NULL) x "
        f"ON x.document_id = d.id AND d.state IN ({aside}) WHERE (d.state IN ({aside})) AND x.id IS NULL"
    ) == [(0,)]


@pytest.mark.parametrize(
    "loss",
    [
        "DELETE FROM documents WHERE ordinal = 1",
        "UPDATE documents SET total = total + 0.01 WHERE ordinal = 1",
        "UPDATE documents SET line_count = 2 WHERE ordinal = 1",
        "UPDATE documents SET quantity = quantity * 2 WHERE ordinal = 1",
        "UPDATE documents SET currency = 'USD' WHERE ordinal = 1",
    ],
)
def test_a_lost_or_altered_document_is_seen_to_the_last_cent(clerk: Clerk, loss: str) -> None:
    clerk.work(order("PO-1", 1), order("PO-2", 2))
    assert proof(clerk).balanced
    clerk.sql(loss)
    assert not proof(clerk).balanced


def test_a_file_that_claims_more_than_was_registered_does_not_balance(clerk: Clerk) -> None:
    clerk.deliver()
    batch = clerk.claim()
    assert batch is not None
    clerk.split(batch, [order("PO-1", 1)], finish=False)
    with clerk.ledger.open() as book:
        book.deliveries.finish(batch, int(batch.delivery or 0), "split", Trailer(documents=2, lines=3))
        book.commit("test.finish")
    found = proof(clerk).as_json()
    assert (found["captured"], found["balanced"]) == (1, False)


def test_each_channel_and_day_is_proved_apart_so_two_errors_cannot_cancel_out(clerk: Clerk) -> None:
    clerk.work(order("PO-1", 1))
    clerk.deliver(name="edi.x12", channel="edi")
    batch = clerk.claim("edi")
    assert batch is not None
    clerk.split(batch, [order("PO-2", 1)])
    clerk.sql("UPDATE documents SET total = total + 1 WHERE channel = 'web'")
    clerk.sql("UPDATE documents SET total = total - 1 WHERE channel = 'edi'")
    found = proof(clerk)
    assert found.total.balanced
    assert not found.balanced
