"""Hosts that profiles name and that lead inside (F52): refused at each connection, before a byte leaves; by all lines."""

import socket
import threading
from contextlib import contextmanager
from io import BytesIO

import botocore
import httpcore
import httpx
import pytest
import urllib3
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.httpsession import URLLib3Session
from urllib3 import HTTPResponse

from connectors.outward import OutwardTransport, addresses
from connectors.shopify.client import ShopClient
from connectors.transports.bucket import Bucket, BucketAddress
from connectors.transports.sftp_link import Login, SftpLink
from domain.errors import LadingError, Misconfigured, TryAgain
from domain.reachable import Reach, reach_of
from tests.contract.transports.places import trouble_of

HERE = reach_of("127.0.0.1,::1")


@pytest.fixture
def inside():
    """A server inside, and who called it; it answers each caller with a redirect to the cloud's credentials."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        callers: list[bytes] = []
        threading.Thread(target=serve, args=(server, callers), daemon=True).start()
        yield server.getsockname()[1], callers


def serve(server, callers):
    while True:
        try:
            caller, _ = server.accept()
        except OSError:
            return
        with caller:
            callers.append(caller.recv(4096))
            caller.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")


def by_shop(host, port, reach):
    client = ShopClient(f"http://{host}:{port}", "token", "acme", reach=reach, sleep=lambda _: None)
    try:
        client.ask("{ shop { name } }")
    finally:
        client.close()


def by_s3(host, port, reach):
    Bucket(BucketAddress("orders", f"http://{host}:{port}", access_key="id", secret_key="key", reach=reach)).check()


def by_sftp(host, port, reach):
    link = SftpLink(Login(host, port, "lading", "acme", password="word", reach=reach))
    try:
        link.call(lambda client: client.listdir("."))
    finally:
        link.close()


LINES = [by_shop, by_s3, by_sftp]
WRITTEN = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0"]


@pytest.mark.parametrize("line", LINES)
def test_a_host_inside_is_refused_and_hears_nothing(inside, line):
    port, callers = inside
    for host in WRITTEN[:2] if line is by_s3 else WRITTEN:  # botocore waits before it asks again
        trouble = trouble_of(lambda host=host: line(host.strip("[]") if line is by_sftp else host, port, Reach()))
        assert isinstance(trouble, Misconfigured), (host, trouble)
        assert "nothing was sent to it" in trouble.what
        assert "LADING_PRIVATE_NETWORKS" in trouble.next_step
    assert callers == []


@pytest.mark.parametrize("line", LINES)
def test_where_the_operator_allows_it_the_same_host_is_called_and_its_redirect_not_followed(inside, line):
    port, callers = inside
    trouble = trouble_of(lambda: line("127.0.0.1", port, HERE))
    assert "nothing was sent" not in trouble.what
    assert "169.254" not in str(trouble)
    assert len(callers) == 1


@contextmanager
def names(monkeypatch, *turns):
    """A name server that answers differently each time; what was asked."""
    asked, real = [], socket.getaddrinfo
    answers = iter(turns)

    def lookup(host, port, *given, **more):
        if host != "rebinding.example":
            return real(host, port, *given, **more)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(answers)]

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", lookup)
        yield asked


@pytest.mark.parametrize("line", LINES)
def test_a_name_is_looked_up_once_for_a_connection_and_each_connection_anew(inside, line, monkeypatch):
    """DNS rebinding: what was judged is what is connected to; the next answer of the name server is judged again."""
    port, callers = inside
    with names(monkeypatch, ["127.0.0.1"], *[["10.0.0.1"]] * 9) as asked:
        first = trouble_of(lambda: line("rebinding.example", port, HERE))
        assert len(callers) == 1
        again = first if len(asked) > 1 else trouble_of(lambda: line("rebinding.example", port, HERE))
    assert "leads to 10.0.0.1" in str(again)
    assert len(callers) == 1


def test_one_address_inside_among_public_ones_is_enough_to_refuse(monkeypatch):
    with (
        names(monkeypatch, ["23.227.38.74", "169.254.169.254"]),
        pytest.raises(Misconfigured, match=r"leads to 169\.254\.169\.254"),
    ):
        addresses("rebinding.example", 443, reach_of("0.0.0.0/0"))


def test_a_name_that_nobody_knows_is_asked_again(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for line in LINES:
        trouble: LadingError = trouble_of(lambda line=line: line("nobody.example", 443, Reach()))
        assert isinstance(trouble, TryAgain)


def test_no_proxy_of_the_environment_is_asked(inside, monkeypatch):
    port, callers = inside
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    for line in (by_shop, by_s3):
        assert isinstance(trouble_of(lambda line=line: line("10.1.2.3", 80, Reach())), Misconfigured)
    assert callers == []


def pool_elsewhere(monkeypatch):
    monkeypatch.setattr(httpcore, "ConnectionPool", lambda **_: object())


def manager_elsewhere(monkeypatch):
    monkeypatch.setattr(URLLib3Session, "__init__", lambda *_, **__: None)


def opening_elsewhere(monkeypatch):
    monkeypatch.delattr(urllib3.connection.HTTPConnection, "_new_conn")


@pytest.mark.parametrize(
    ("line", "moved", "told"),
    [
        (by_shop, pool_elsewhere, f"httpx {httpx.__version__} with httpcore {httpcore.__version__} "),
        (by_s3, manager_elsewhere, f"botocore {botocore.__version__} with urllib3 {urllib3.__version__} "),
        (by_s3, opening_elsewhere, f"botocore {botocore.__version__} with urllib3 {urllib3.__version__} "),
    ],
)
def test_a_library_whose_inside_has_moved_makes_no_connection(inside, line, moved, told, monkeypatch):
    port, callers = inside
    moved(monkeypatch)
    trouble = trouble_of(lambda: line("127.0.0.1", port, HERE))
    assert isinstance(trouble, Misconfigured)
    assert trouble.what.startswith(told)
    assert callers == []


def test_httpx_connects_by_what_judges():
    """The way in is there, and is the one that a connection is made by: see the refusals above."""
    with OutwardTransport(Reach()) as transport, pytest.raises(Misconfigured, match="inside a private network"):
        transport.handle_request(httpx.Request("GET", "http://127.0.0.1:9/"))


@pytest.mark.parametrize(("endpoint", "most"), [("", 2), ("http://127.0.0.1:9", 1)])
def test_a_service_that_redirects_every_question_is_not_asked_where_to_for_ever(endpoint, most):
    """Amazon's may be asked where the bucket is, and that once; whoever else redirects is not followed."""
    asked = []

    def elsewhere(request, **_):
        asked.append(request.url)
        return AWSResponse(
            request.url,
            307,
            HeadersDict({"Location": "http://169.254.169.254/"}),
            HTTPResponse(BytesIO(), preload_content=False),
        )

    bucket = Bucket(BucketAddress("orders", endpoint, access_key="id", secret_key="key"))
    bucket._client.meta.events.register("before-send.s3", elsewhere)
    assert isinstance(trouble_of(bucket.check), Misconfigured)
    assert len(asked) == most
    assert not any("169.254" in url for url in asked)
