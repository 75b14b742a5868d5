"""The throttle is obeyed, lost answers are what they are, and nothing waits for ever (F20)."""

from datetime import UTC, datetime

import pytest

from connectors.shopify.client import TRIES, TooDear
from connectors.shopify.pulling import pages, pulled
from connectors.shopify.queries import CANCEL, LOOK
from connectors.shopify.throttle import LONGEST_WAIT_SECONDS, Bucket, retry_after_seconds
from domain.errors import Misconfigured, OutcomeUnknown, Refused, StopTheRun, TryAgain
from tests.shopping import STARTED, TWO, Clock, Counter

SINCE = "updated_at:>='2026-01-01T00:00:00Z'"


def look(client):
    return client.ask(LOOK, first=5, after=None, query=SINCE)["orders"]["nodes"]


@pytest.fixture
def counter():
    made = Counter()
    made.shop.sell(*TWO)
    return made


def test_a_throttled_call_waits_for_its_points_and_is_then_answered(counter):
    counter.api.faults.append("throttled")
    assert len(look(counter.client)) == 1
    assert 0 < sum(counter.clock.waits) < 5


def test_many_calls_never_ask_for_more_than_the_bucket_has(counter):
    counter.api.maximum, counter.api.rate = 120.0, 10.0
    counter.api.left = 120.0
    for _ in range(40):
        counter.shop.sell(*TWO)
    client = counter.client
    for _ in range(20):
        assert client.ask(LOOK, first=50, after=None, query=SINCE)
    assert sum(counter.clock.waits) > 5, "it had to wait for points"
    assert counter.api.requests.count("LadingLook") == 20, "and was never turned away"


@pytest.mark.parametrize(
    ("fault", "least", "most"),
    [
        ("429:7", 7, 7),
        ("429:Thu, 01 Jan 1970 00:00:00 GMT", 0.2, 0.2),
        ("429", 2, 2),
        ("429:soon", 2, 2),
        ("429:99999999999999999999", LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS),
        ("429:-5", 2, 2),
        ("500", 0.5, 0.5),
    ],
)
def test_how_long_it_waits(counter, fault, least, most):
    counter.api.faults.append(fault)
    assert look(counter.client)
    assert least <= sum(counter.clock.waits) <= most


def test_a_date_in_retry_after_is_waited_for():
    assert retry_after_seconds("Mon, 02 Mar 2026 14:00:10 GMT", datetime(2026, 3, 2, 14, tzinfo=UTC)) == 10


@pytest.mark.parametrize("fault", ["throttled", "429", "500"])
def test_a_shop_that_stays_busy_is_for_the_next_run(counter, fault):
    counter.api.faults.extend([fault] * TRIES)
    with pytest.raises(TryAgain):
        look(counter.client)
    assert not counter.api.faults


@pytest.mark.parametrize("fault", ["timeout", "cut", "html", "internal", "lost", "away"])
def test_a_lost_answer_of_a_question_is_asked_again_later(counter, fault):
    counter.api.faults.append(fault)
    with pytest.raises(TryAgain):
        look(counter.client)


@pytest.mark.parametrize("fault", ["timeout", "lost", "cut", "500", "502", "html", "internal"])
def test_a_lost_answer_of_a_change_leaves_the_outcome_unknown(counter, fault):
    order = next(iter(counter.shop.orders))
    counter.api.faults.append(fault)
    with pytest.raises(OutcomeUnknown):
        counter.client.change(CANCEL, orderId=order, reason="OTHER", restock=True, note="x")


def test_a_change_that_never_left_may_be_sent_again(counter):
    counter.api.faults.append("away")
    with pytest.raises(TryAgain):
        counter.client.change(CANCEL, orderId="gid://shopify/Order/1", reason="OTHER", restock=True, note="x")


def test_wrong_token_rights_and_version_are_for_a_person(counter):
    with pytest.raises(Misconfigured, match="refuses the token"):
        look(counter.line("wrong"))
    counter.api.faults.append("denied")
    with pytest.raises(Misconfigured, match="lacks rights"):
        look(counter.client)


def test_the_token_is_in_no_message_and_no_representation(counter):
    client = counter.line("shpat_canary")
    assert "shpat_canary" not in repr(client)
    with pytest.raises(Misconfigured) as told:
        look(client)
    assert "shpat_canary" not in str(told.value)


def test_a_query_that_the_shop_does_not_understand_is_refused_with_its_words(counter):
    with pytest.raises(Refused, match="doesn't exist on type"):
        counter.client.ask("query Wrong { orders(first: 1) { nodes { colour } } }")


def test_a_page_that_is_too_dear_is_asked_for_in_halves(counter):
    for _ in range(20):
        counter.shop.sell(*TWO)
    counter.api.faults.extend(["dear", "dear"])
    found = [len(page) for page in pages(counter.client, STARTED, 16)]
    assert found == [4, 4, 4, 4, 4, 1]


def test_one_order_that_is_too_dear_is_told(counter):
    counter.api.faults.append("dear")
    with pytest.raises(TooDear):
        list(pages(counter.client, STARTED, 1))


@pytest.mark.parametrize("fault", ["drop:updatedAt", "drop:nodes", "text:pageInfo", "drop:id", "text:orders"])
def test_drift_is_named_and_stops_the_pull(counter, fault):
    counter.api.faults.append(fault)
    with pytest.raises(StopTheRun, match="not of the pinned form"):
        list(pages(counter.client, STARTED, 5))


def test_pages_that_go_round_in_circles_end(counter):
    counter.api.faults.extend(["loop"] * 9)
    with pytest.raises(StopTheRun, match="circles"):
        list(pages(counter.client, STARTED, 5))


class Told:
    """A shop that answers with these pages, one after the other."""

    shop = "told"

    def __init__(self, *answers):
        self.answers = list(answers)

    def ask(self, *_, **__):
        return self.answers.pop(0)


def a_page(*numbers, more=False, cursor=None):
    nodes = [
        {"id": f"gid://shopify/Order/{n}", "updatedAt": "2026-03-02T14:00:00Z", "cancelledAt": None} for n in numbers
    ]
    return {"orders": {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": cursor}}}


def test_empty_pages_are_none_and_a_page_told_twice_is_two_pages():
    """F49: an empty page in the middle ends nothing; what comes again is known by whoever takes it."""
    told = Told(a_page(1, 2, more=True, cursor="a"), a_page(more=True, cursor="b"), a_page(1, 2, more=True, cursor="c"),
                a_page(3))  # fmt: skip
    assert [[one.number for one in page] for page in pages(told, STARTED, 5)] == [["1", "2"], [], ["1", "2"], ["3"]]
    assert told.answers == []
    assert list(pages(Told(a_page()), STARTED, 5)) == [[]]


def test_pages_that_never_end_are_left_for_the_next_look():
    class Endless(Told):
        def ask(self, *_, **__):
            self.answers.append("")
            return a_page(1, more=True, cursor=str(len(self.answers)))

    with pytest.raises(TryAgain, match="more edited orders"):
        list(pages(Endless(), STARTED, 5))


def test_a_next_page_without_a_cursor_is_drift():
    with pytest.raises(StopTheRun, match="circles"):
        list(pages(Told(a_page(1, more=True)), STARTED, 5))


def test_an_order_of_many_lines_is_read_whole(counter):
    from tests.shopping import Sold, profile, read

    order = counter.shop.sell(*[Sold(f"S-{n}", 1, "1.00") for n in range(123)])
    found = pulled(counter.client, order["id"])
    assert len(read(found.content, profile()).document.lines) == 123
    assert pulled(counter.client, "gid://shopify/Order/1") is None


def test_the_bucket_fills_by_the_shops_own_rate():
    clock = Clock()
    bucket = Bucket(clock=clock)
    bucket.told({"throttleStatus": {"maximumAvailable": 100, "currentlyAvailable": 10, "restoreRate": 5}})
    assert bucket.wait_for(20) == pytest.approx(2.05)
    clock.now += 2
    assert bucket.refill_seconds(50) == pytest.approx(10)
    bucket.told({"throttleStatus": {"restoreRate": 0, "maximumAvailable": "many", "currentlyAvailable": None}})
    assert (bucket.rate, bucket.maximum) == (5, 100)
