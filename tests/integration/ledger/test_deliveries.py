"""A delivery counts once by its bytes, however often and however simultaneously it comes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.integration.ledger.orders import Clerk


def test_the_same_file_a_hundred_times_at_once_is_one_original_and_ninety_nine_duplicates(clerk: Clerk) -> None:
    with ThreadPoolExecutor(40) as pool:
        found = list(pool.map(lambda n: clerk.deliver(name=f"drop-{n}.csv", content="same"), range(100)))
    originals = [each for each in found if each.state == "captured"]
    assert len(originals) == 1
    assert Counter(each.duplicate_of for each in found) == {None: 1, originals[0].id: 99}
    assert clerk.sql("SELECT count(*) FROM deliveries WHERE duplicate_of IS NULL") == [(1,)]


def test_one_pick_up_registered_again_after_a_crash_is_the_same_row_and_no_duplicate(clerk: Clerk) -> None:
    first = clerk.deliver(pickup="inbox/orders.csv@123")
    again = clerk.deliver(pickup="inbox/orders.csv@123")
    assert (again.id, again.state, again.created) == (first.id, "captured", False)
    assert clerk.sql("SELECT count(*) FROM deliveries") == [(1,)]


def test_one_pick_up_registered_by_forty_at_once_is_one_row(clerk: Clerk) -> None:
    with ThreadPoolExecutor(40) as pool:
        found = list(pool.map(lambda _: clerk.deliver(pickup="inbox/a@1"), range(40)))
    assert len({each.id for each in found}) == 1
    assert sum(each.created for each in found) == 1


def test_the_same_bytes_from_another_source_are_another_delivery(clerk: Clerk) -> None:
    assert clerk.deliver(content="same").state == "captured"
    other = clerk.deliver(content="same", source_id="other-shop")
    assert other.state == "captured"
    assert clerk.deliver(content="same", source_id="other-shop").duplicate_of == other.id


def test_a_duplicate_delivery_is_never_claimed(clerk: Clerk) -> None:
    first = clerk.deliver(content="same")
    clerk.deliver(name="again.csv", content="same")
    batch = clerk.claim()
    assert batch is not None
    assert batch.delivery == str(first.id)
    assert clerk.claim() is None


def test_a_delivery_without_commit_never_was(clerk: Clerk) -> None:
    from tests.integration.ledger.orders import delivery

    with clerk.ledger.open() as book:
        book.deliveries.register(delivery())
    assert clerk.sql("SELECT count(*) FROM deliveries") == [(0,)]
    assert clerk.sql("SELECT count(*) FROM audit") == [(0,)]
