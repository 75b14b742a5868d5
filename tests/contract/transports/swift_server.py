"""A real S3 server for tests: OpenStack Swift from PyPI, in an environment of its own, on free ports of this machine."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

from infra.files import locked

PROJECT = Path(__file__).resolve().parents[3]
VERSION = "2.38.3"
ACCESS, SECRET, REGION = "test:tester", "canary-s3-word", "us-east-1"
SERVERS = ("object", "container", "account")
PIPELINE = "catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo versioned_writes symlink"
FILTERS = {
    "catch_errors": "", "gatekeeper": "", "healthcheck": "", "listing_formats": "", "bulk": "", "copy": "", "slo": "",
    "dlo": "", "symlink": "", "cache": "", "versioned_writes": "allow_object_versioning = true",
    "s3api": f"s3_acl = false\nlocation = {REGION}",
    "tempauth": f"user_test_tester = {SECRET} .admin\nuser_test_guest = guestword",
}  # fmt: skip


def program() -> Path:
    """Folder of Swift's commands; installed at the first use, kept beside the other programs."""
    place = PROJECT / ".lading" / "programs" / f"swift-{VERSION}"
    with locked(place.with_name(f"{place.name}.lock")):
        if not (place / "installed").exists():
            shutil.rmtree(place, ignore_errors=True)
            uv = str(Path(sys.executable).with_name("uv"))
            clean = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
            for command in (
                [uv, "venv", "--quiet", "--python", sys.executable, str(place)],
                [uv, "pip", "install", "--quiet", "--python", str(place / "bin" / "python"), f"swift=={VERSION}"],
            ):
                subprocess.run(command, check=True, env=clean)
            (place / "installed").touch()
    return place / "bin"


class SwiftHere:
    """Starts and stops at will, on the same ports and data."""

    def __init__(self) -> None:
        self.folder = PROJECT / ".lading" / "test" / f"s3-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self.ports = {name: _free_port() for name in (*SERVERS, "proxy")}
        self.endpoint = f"http://127.0.0.1:{self.ports['proxy']}"
        self._running: list[subprocess.Popen[bytes]] = []
        self._bin = program()
        (self.folder / "sd1").mkdir(parents=True)
        (self.folder / "etc").mkdir()
        self._configure()

    def start(self) -> None:
        etc = self.folder / "etc"
        for name in (*SERVERS, "proxy"):
            with (self.folder / f"{name}.log").open("ab") as log:
                command = [str(self._bin / f"swift-{name}-server"), str(etc / f"{name}.conf")]
                self._running.append(subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True))
        for port in self.ports.values():
            _wait_for(port)

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            if process.poll() is None:
                process.kill()
                process.wait()
        self._running.clear()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _configure(self) -> None:
        etc = self.folder / "etc"
        (etc / "swift.conf").write_text(
            "[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = one\ndefault = yes\n"
        )
        for name in SERVERS:
            (etc / f"{name}.conf").write_text(
                f"{self._head(name)}devices = {self.folder}\nmount_check = false\n"
                f"[pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n"
            )
            ring = str(self._bin / "swift-ring-builder"), f"{name}.builder"
            add = ("add", f"r1z1-127.0.0.1:{self.ports[name]}/sd1", "1")
            for step in (("create", "4", "1", "1"), add, ("rebalance",)):
                subprocess.run([*ring, *step], cwd=etc, check=True, capture_output=True)
        filters = "".join(
            f"[filter:{name}]\nuse = egg:swift#{'memcache' if name == 'cache' else name}\n{more}\n"
            for name, more in FILTERS.items()
        )
        (etc / "proxy.conf").write_text(
            f"{self._head('proxy')}[pipeline:main]\npipeline = {PIPELINE} proxy-server\n"
            f"[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n{filters}"
        )

    def _head(self, name: str) -> str:
        return (
            f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {self.ports[name]}\nworkers = 0\n"
            f"user = {getpass.getuser()}\nswift_dir = {self.folder / 'etc'}\nlog_level = WARNING\n"
        )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")
