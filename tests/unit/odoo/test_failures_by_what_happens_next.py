from __future__ import annotations

import logging

import httpx
import pytest

from domain.errors import LadingError, Misconfigured, OutcomeUnknown, Refused, StopTheRun, TryAgain
from tests.unit.odoo.fakes import KEY, Answer, a_port, an_error, raises, says

_SERIAL = "could not serialize access due to concurrent update"


def _load(answer: Answer) -> LadingError:
    with pytest.raises(LadingError) as caught:
        a_port(answer).load("sale.order", ("id",), [("__lading__.x",)])
    return caught.value


def _read(answer: Answer) -> LadingError:
    with pytest.raises(LadingError) as caught:
        a_port(answer).search_read("sale.order", [], ["name"])
    return caught.value


@pytest.mark.parametrize(
    ("answer", "of_a_write", "of_a_read"),
    [
        (raises(httpx.ConnectError("refused")), TryAgain, TryAgain),
        (raises(httpx.ConnectTimeout("slow")), TryAgain, TryAgain),
        (raises(httpx.PoolTimeout("busy")), TryAgain, TryAgain),
        (raises(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]")), Misconfigured, Misconfigured),
        (raises(httpx.ReadTimeout("slow")), OutcomeUnknown, TryAgain),
        (raises(httpx.ReadError("reset")), OutcomeUnknown, TryAgain),
        (raises(httpx.WriteError("reset")), OutcomeUnknown, TryAgain),
        (raises(httpx.RemoteProtocolError("peer closed connection without complete body")), OutcomeUnknown, TryAgain),
        (says(429, {}), TryAgain, TryAgain),
        (says(503, an_error("proxy", "maintenance")), TryAgain, TryAgain),
        (lambda _: httpx.Response(502, text="<h1>Bad Gateway</h1>"), OutcomeUnknown, TryAgain),
        (lambda _: httpx.Response(504, text=""), OutcomeUnknown, TryAgain),
        (lambda _: httpx.Response(500, text="Internal Server Error"), OutcomeUnknown, TryAgain),
        (lambda _: httpx.Response(200, text="<html>login</html>"), OutcomeUnknown, TryAgain),
        (lambda _: httpx.Response(200, text='[{"id": 1'), OutcomeUnknown, TryAgain),
        (lambda _: httpx.Response(303, headers={"location": "/web/database/selector?x=1"}), Misconfigured, Misconfigured),
        (lambda _: httpx.Response(404, text="<h1>Not Found</h1>"), Misconfigured, Misconfigured),
        (says(401, an_error("werkzeug.exceptions.Unauthorized", "Invalid apikey")), StopTheRun, StopTheRun),
        (says(403, an_error("odoo.exceptions.AccessError", "not allowed")), Misconfigured, Misconfigured),
        (says(404, an_error("werkzeug.exceptions.NotFound", "the model 'x' does not exist")), Misconfigured, Misconfigured),
        (says(404, an_error("odoo.exceptions.MissingError", "deleted")), Refused, Refused),
        (says(413, an_error("werkzeug.exceptions.RequestEntityTooLarge", "large")), Misconfigured, Misconfigured),
        (says(422, an_error("odoo.exceptions.UserError", "Say no")), Refused, Refused),
        (says(409, an_error("odoo.exceptions.LockError", "locked")), TryAgain, TryAgain),
        (says(500, an_error("psycopg2.errors.SerializationFailure", _SERIAL)), TryAgain, TryAgain),
        (says(500, an_error("psycopg2.errors.LockNotAvailable", "canceling statement due to lock timeout")), TryAgain, TryAgain),
        (says(500, an_error("psycopg2.OperationalError", "server closed the connection unexpectedly")), OutcomeUnknown, TryAgain),
        (says(500, an_error("psycopg2.InterfaceError", "connection already closed")), OutcomeUnknown, TryAgain),
        (says(500, an_error("builtins.ValueError", "Invalid field 'x' on 'sale.order'")), Refused, Refused),
    ],
)  # fmt: skip
def test_each_failure_says_what_happens_next(
    answer: Answer, of_a_write: type[LadingError], of_a_read: type[LadingError]
) -> None:
    assert type(_load(answer)) is of_a_write
    assert type(_read(answer)) is of_a_read


def test_a_refusal_carries_odoos_sentence_on_one_line_and_neither_traceback_nor_key() -> None:
    error = _load(
        says(
            422,
            an_error("odoo.exceptions.UserError", "The customer\n is blocked.\nTraceback (most recent call last):\n x"),
        )
    )

    assert "The customer is blocked." in str(error)
    assert "Traceback" not in str(error)
    assert KEY not in f"{error}{error!r}"
    assert error.__cause__ is None


def test_the_key_shows_in_no_log_repr_or_error(caplog: pytest.LogCaptureFixture) -> None:
    port = a_port(says(200, {"uid": 7}))
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("httpx").setLevel(logging.DEBUG)
        logging.getLogger("httpcore").setLevel(logging.DEBUG)
        assert port.user_id() == 7

    assert "json/2" not in caplog.text
    assert KEY not in f"{caplog.text}{port!r}{vars(port)!r}{vars(port._line)!r}"


@pytest.mark.parametrize(
    "url",
    [
        "http://bot:secret9@odoo.example",
        "http://odoo.example/?key=secret9",
        "odoo.example",
        "ftp://odoo.example",
        "http://",
    ],
)
def test_an_address_that_is_not_plain_is_refused_without_being_shown_in_full(url: str) -> None:
    from connectors.odoo.http import checked_address

    with pytest.raises(Misconfigured) as caught:
        checked_address(url)
    assert "secret9" not in str(caught.value)
    assert "LADING_ODOO_URL" in str(caught.value)


def test_the_environments_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    port = a_port(says(200, []))

    assert port._line._client._trust_env is False


def test_time_outs_are_the_settings_ones() -> None:
    timeouts = a_port(says(200, []), connect_seconds=1.5, read_seconds=44)._line._client.timeout

    assert (timeouts.connect, timeouts.read) == (1.5, 44)
