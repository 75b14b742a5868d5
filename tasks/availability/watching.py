"""Promises in danger: a receipt that orders wait for has slipped or is gone. Said when it slips, not when it is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from domain.findings import Finding
from domain.promising.promises import Promise, endangered
from ledger.book import Book
from tasks.availability.stock import KIND, stocks
from tasks.runtime.resources import Resources


def watch_promises(book: Book, house: Resources, skus: Sequence[str]) -> int:
    """Open an exception for each order whose promise the stock of these SKUs endangers; how many orders.

    In the transaction that takes their marks: a process that dies forgets neither.
    """
    waiting = book.promises.waiting(skus) if skus else []
    if not waiting:
        return 0
    found = _endangered(book, house, waiting)
    troubles: dict[int, list[Finding]] = defaultdict(list)
    for promise, finding in found:
        troubles[promise.document_id].append(finding)
    warned = book.promises.warn(list(troubles.items()))
    book.promises.become([promise for promise, _ in found if promise.document_id in warned], "in danger")
    return len(warned)


def _endangered(book: Book, house: Resources, waiting: Sequence[Promise]) -> list[tuple[Promise, Finding]]:
    wanted = sorted({promise.sku for promise in waiting})
    by_sku = {stock.sku: stock for stock in stocks(book.mirror.found(house.odoo_target, KIND, "sku", wanted))}
    found: list[tuple[Promise, Finding]] = []
    for channel, promises in groupby(sorted(waiting, key=lambda one: one.channel), key=lambda one: one.channel):
        profile = house.profiles.get(channel)
        slack = profile.availability.inbound_slack_days if profile and profile.availability else 0
        found += endangered(promises, by_sku, slack)
    return found
