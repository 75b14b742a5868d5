"""One partner's place in each kind of transport, with the partner's hand in it: the same tests run over all three."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from connectors.transports.bucket import Bucket, BucketAddress, md5_of
from domain.errors import LadingError
from tasks.runtime.settings import Settings
from tasks.runtime.transports import open_inbox
from tests.contract.transports.sftp_server import PASSWORD, USER, SftpServerHere
from tests.contract.transports.swift_server import ACCESS, REGION, SECRET, SwiftHere
from tests.unit.readers.made import a_profile

FOLDERS = {"inbox": "acme/in", "archived": "acme/seen", "outcomes": "acme/out", "patterns": ["*.csv"]}
SECRETS = {"acme_word": PASSWORD, "acme_id": ACCESS, "acme_key": SECRET}


class Place(Protocol):
    """What the partner does and sees."""

    kind: str
    home: Path

    def section(self) -> dict[str, Any]: ...
    def drop(self, name: str, content: bytes) -> None: ...
    def names(self, folder: str) -> list[str]: ...
    def content(self, folder: str, name: str) -> bytes: ...


def settings(place: Place, **changes: Any) -> Settings:
    return Settings(**{"home": place.home, "channels": place.home / "channels", "secrets": SECRETS, **changes})


def profile(place: Place, *, mapping: dict[str, object] | None = None, **transport: Any) -> Any:
    fields = {"kind": place.kind, **FOLDERS, "settle_seconds": 0, "look_seconds": 0, **place.section(), **transport}
    return a_profile(mapping=mapping, transport=fields)


def inbox(place: Place, *, mapping: dict[str, object] | None = None, **transport: Any) -> Any:
    return open_inbox(settings(place), profile(place, mapping=mapping, **transport))


@dataclass
class FolderPlace:
    home: Path
    kind: str = "folder"

    def section(self) -> dict[str, Any]:
        return {}

    def _folder(self, folder: str) -> Path:
        place = self.home / "channels" / "acme" / folder
        place.mkdir(parents=True, exist_ok=True)
        return place

    def drop(self, name: str, content: bytes) -> None:
        (self._folder("in") / name).write_bytes(content)

    def names(self, folder: str) -> list[str]:
        return sorted(one.name for one in self._folder(folder).iterdir() if one.is_file())

    def content(self, folder: str, name: str) -> bytes:
        return (self._folder(folder) / name).read_bytes()


@dataclass
class SftpPlace(FolderPlace):
    """The partner works on the server's own disk."""

    server: SftpServerHere | None = None
    kind: str = "sftp"

    def section(self) -> dict[str, Any]:
        assert self.server is not None
        here = {"host": "127.0.0.1", "port": self.server.port, "user": USER, "password": "acme_word"}
        return {"sftp": {**here, "host_keys": [self.server.host_line]}}

    def _folder(self, folder: str) -> Path:
        assert self.server is not None
        place = self.server.root / "acme" / folder
        place.mkdir(parents=True, exist_ok=True)
        return place


@dataclass
class S3Place:
    home: Path
    server: SwiftHere
    bucket: str
    kind: str = "s3"

    def __post_init__(self) -> None:
        self.hand = Bucket(BucketAddress(self.bucket, self.server.endpoint, REGION, ACCESS, SECRET))
        self.hand._client.create_bucket(Bucket=self.bucket)

    def section(self) -> dict[str, Any]:
        here = {"bucket": self.bucket, "endpoint": self.server.endpoint, "region": REGION}
        return {"s3": {**here, "access_key": "acme_id", "secret_key": "acme_key"}}

    def drop(self, name: str, content: bytes) -> None:
        self.hand.put(f"acme/in/{name}", content, md5_of(content))

    def names(self, folder: str) -> list[str]:
        return [one.key.rpartition("/")[2] for one in self.hand.objects(f"acme/{folder}/")]

    def content(self, folder: str, name: str) -> bytes:
        import io

        out = io.BytesIO()
        self.hand.download(f"acme/{folder}/{name}", out)
        return out.getvalue()


def trouble_of(asked: Any) -> LadingError:
    """What is raised; a test fails where nothing is, or where it is no error of ours."""
    try:
        asked()
    except LadingError as trouble:
        return trouble
    raise AssertionError("nothing was raised")
