"""The stack itself: what is killed comes back, what runs is left alone, and nothing stays behind."""

from __future__ import annotations

import base64
import dataclasses
import json
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import psycopg
import pytest

from infra.databases import Server
from infra.ports import is_free
from infra.processes import Running, marked
from infra.stack import ALL, Stack, StackConfig
from infra.trouble import StackTrouble
from tests.odoo_fixture import PROJECT, servers

CONSUMER = (sys.executable, "-c", "import signal; print('working', flush=True); signal.pause()")
RECEIVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
print("taking", flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[1])), BaseHTTPRequestHandler).serve_forever()
"""
AUTH = "lading:let-me-in"
QUICK_SECONDS = 5


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A whole stack in a home of its own, with the template of the one that tests share."""
    # Not pytest's own folder: PostgreSQL runs as another user when we are root, and pytest shuts that folder.
    home = Path(tempfile.mkdtemp(prefix="lading-stack-"))
    with servers("postgres", "odoo") as shared:
        programs = shared.config.programs or shared.config.home / "programs"
        config = StackConfig(home=home, project=PROJECT, programs=programs, durable=False, prefect_auth=AUTH)
        port = _free_port()
        ours = {"receiver": (sys.executable, "-c", RECEIVER, str(port)), "receiver_url": f"http://127.0.0.1:{port}"}
        made = Stack(dataclasses.replace(config, consumer=CONSUMER, **ours))
        made.up(("postgres",))
        assert made.parts.template().borrow(shared.parts.template())
    try:
        made.up()
        yield made
    finally:
        made.down(purge=True)


def _free_port() -> int:
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        return int(any_socket.getsockname()[1])


def _ports(stack: Stack) -> dict[str, str]:
    return {one.name: one.url for one in stack.status()}


def test_up_gives_every_service_a_process_and_says_where_it_is(stack: Stack) -> None:
    services = {one.name: one for one in stack.status()}
    assert list(services) == list(ALL)
    assert {one.state for one in services.values()} == {"running"}
    assert len({one.pid for one in services.values()}) == len(ALL)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(f"{services['odoo'].url}/web/login?db=odoo") as page:
        assert b"oe_login_form" in page.read()
    with urllib.request.urlopen(services["prefect"].url) as page:
        assert b"<title>" in page.read()


def test_prefect_asks_for_the_password_and_sends_nothing_outside(stack: Stack) -> None:
    api = stack.connections().prefect_api_url
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{api}/admin/settings")
    secret = base64.b64encode(AUTH.encode()).decode()
    asked = urllib.request.Request(f"{api}/admin/settings", headers={"Authorization": f"Basic {secret}"})
    with urllib.request.urlopen(asked) as answer:
        server = json.load(answer)["server"]
    assert server["analytics_enabled"] is False
    with urllib.request.urlopen(f"{stack.connections().prefect_ui_url}/ui-settings") as answer:
        assert json.load(answer)["available_uis"] == ["v1"]
    assert (server["ui"]["v2_enabled"], server["ui"]["show_promotional_content"]) == (False, False)
    assert set(server["services"]["db_vacuum"]["enabled"]) == {"events", "flow_runs"}
    assert server["events"]["retention_period"] in ("P7D", 7 * 86_400)


def test_a_second_up_starts_nothing_and_is_quick(stack: Stack) -> None:
    before = {one.name: one.pid for one in stack.status()}
    began = time.monotonic()
    assert stack.up() == []
    assert time.monotonic() - began < QUICK_SECONDS
    assert {one.name: one.pid for one in stack.status()} == before


@pytest.mark.parametrize("name", ALL)
def test_a_killed_service_is_seen_and_it_alone_is_started_again(stack: Stack, name: str) -> None:
    before, addresses = {one.name: one.pid for one in stack.status()}, _ports(stack)
    assert stack.kill(name) == before[name]
    _until(lambda: _state(stack, name) == "died")
    assert stack.up() == [name]
    after = {one.name: one.pid for one in stack.status()}
    assert {one for one in ALL if before[one] != after[one]} == {name}
    assert {one.state for one in stack.status()} == {"running"}
    assert _ports(stack) == addresses


def test_what_a_killed_odoo_left_running_is_ended_before_it_starts_again(stack: Stack) -> None:
    stack.kill("odoo")
    stack.up(("odoo",))
    of_now = Running.recorded(stack.config.home / "run" / "odoo.json")
    assert of_now is not None
    process = of_now.process()
    assert process is not None
    family = {of_now.pid, *(child.pid for child in process.children(recursive=True))}
    assert {one.pid for one in marked(f"{stack.config.home}:odoo")} <= family


def test_an_immediate_restart_of_postgresql_keeps_what_was_committed(stack: Stack) -> None:
    url = stack.connections().ledger_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    stack.restart("postgres", first=signal.SIGQUIT)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_taken_port_is_left_to_its_owner_and_another_is_remembered(stack: Stack) -> None:
    stack.down(("prefect",))
    old = stack.parts.prefect.port()
    with socket.socket() as owner:
        owner.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        owner.bind(("127.0.0.1", old))
        owner.listen()
        stack.parts.prefect.prepare()
        assert stack.parts.prefect.port() != old
    stack.up(("prefect",))
    assert stack.connections().prefect_api_url == f"http://127.0.0.1:{stack.parts.prefect.port()}/api"


def test_a_port_that_is_taken_between_choosing_and_starting_is_left_to_its_owner(stack: Stack) -> None:
    stack.down(("prefect",))
    old = stack.parts.prefect.port()
    asked: list[int] = []

    def free_at_first(port: int) -> bool:
        asked.append(port)
        return len(asked) <= 2 or is_free(port)

    with _answering(old), pytest.MonkeyPatch.context() as patch:
        patch.setattr("infra.ports.is_free", free_at_first)
        stack.up(("prefect",))
        assert asked[:2] == [old, old]
        assert stack.parts.prefect.port() != old
    assert _state(stack, "prefect") == "running"


@contextmanager
def _answering(port: int) -> Iterator[None]:
    """A stranger on the port who says 200 to everything."""

    class Yes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Yes) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def test_a_process_with_a_reused_id_is_not_ours_to_end(stack: Stack) -> None:
    stranger = subprocess.Popen((sys.executable, "-c", "import signal; signal.pause()"))
    try:
        Running(stranger.pid, started=1.0).record(stack.config.home / "run" / "consumer.json")
        stack.down(("consumer",))
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_ill_service_is_shown_with_its_last_lines(stack: Stack) -> None:
    broken = Stack(
        StackConfig(
            home=stack.config.home, project=PROJECT, programs=stack.config.programs, durable=False,
            consumer=(sys.executable, "-c", "import time; print('no such channel', flush=True); time.sleep(0.5)"),
        )
    )  # fmt: skip
    stack.down(("consumer",))
    broken.up(("consumer",))
    _until(lambda: _state(broken, "consumer") == "died")
    assert next(one for one in broken.status() if one.name == "consumer").last_lines[-1] == "no such channel"


def test_a_service_that_ends_at_once_says_why_and_what_to_do(stack: Stack) -> None:
    stack.down(("prefect",))
    wrong = dataclasses.replace(stack.config, prefect_database_url="mysql://nobody@nowhere/nothing")
    with pytest.raises(StackTrouble, match=r"(?s)prefect ended.*mysql.*Next step: Read .*prefect\.log") as trouble:
        Stack(wrong).up(("prefect",))
    assert trouble.value.service == "prefect"


def test_the_state_holds_its_secrets_for_its_owner_only(stack: Stack) -> None:
    for name in ("stack.json", "postgres/password", "postgres/roles.json", "odoo/odoo.conf", "odoo/database.json"):
        assert (stack.config.home / name).stat().st_mode & 0o077 == 0, name
    shown = repr(stack.connections()) + repr(stack.config) + repr(stack.parts.server())
    assert stack.connections().odoo_admin_key not in shown
    assert stack.parts.server().password not in shown


def test_down_with_purge_leaves_no_process_and_no_file(stack: Stack) -> None:
    home = stack.config.home
    pids = [one.pid for one in stack.status() if one.pid]
    assert pids
    stack.down(purge=True)
    assert not home.exists()
    assert [name for name in ALL if marked(f"{home}:{name}")] == []
    assert [pid for pid in pids if _alive(pid)] == []


def _state(stack: Stack, name: str) -> str:
    return next(one.state for one in stack.status() if one.name == name)


def _until(true: object, seconds: float = 10) -> None:
    assert callable(true)
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    """Ended children of this very process stay listed as zombies until it asks."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_a_server_shows_its_password_to_nobody() -> None:
    assert "hunter2" not in repr(Server(1, "hunter2"))
