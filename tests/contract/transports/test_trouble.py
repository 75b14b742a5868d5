"""Servers away, keys and host keys that are wrong, buckets that are missing: said in words, without any secret."""

from __future__ import annotations

import logging
import time

import asyncssh
import pytest
import yaml
from pydantic import ValidationError

from connectors.transports.bucket import MOST_BYTES
from connectors.transports.remote import RemoteInbox
from domain.errors import Misconfigured, Refused, StopTheRun, TryAgain
from tasks.intake import collect
from tasks.runtime.resources import Resources
from tasks.runtime.transports import open_archive, open_inbox
from tests.contract.transports import places
from tests.contract.transports.sftp_server import PASSWORD
from tests.contract.transports.swift_server import ACCESS, REGION, SECRET

CANARY = "canary-wrong-word"


@pytest.fixture(autouse=True)
def no_secret_is_logged(caplog):
    caplog.set_level(logging.DEBUG, "lading")
    caplog.set_level(logging.INFO)
    yield
    said = caplog.text
    for word in (PASSWORD, SECRET, CANARY, "PRIVATE KEY"):
        assert word not in said


def asked(place, changes=None, **secrets):
    section = place.section()
    section[place.kind] = {**section[place.kind], **(changes or {})}
    known = places.settings(place, secrets={**places.SECRETS, **secrets})
    made = places.profile(place, **section)
    trouble = places.trouble_of(lambda: open_inbox(known, made).ready(2e9, 0))
    told = f"{trouble!r} {trouble} {trouble.__cause__!r}"
    for word in (PASSWORD, SECRET, CANARY, "PRIVATE KEY"):
        assert word not in told
    assert trouble.partner == "acme"
    assert trouble.next_step
    return trouble


def test_sftp_a_server_that_is_away_is_asked_again_later_and_taken_up_when_it_is_back(sftp_place):
    sftp_place.drop("a.csv", b"x")
    inbox = places.inbox(sftp_place)
    assert len(inbox.ready(2e9, 0)) == 1
    sftp_place.server.stop()
    trouble = places.trouble_of(lambda: inbox.ready(2e9, 0))
    assert type(trouble) is TryAgain
    assert str(sftp_place.server.port) in str(trouble)
    began = time.monotonic()
    assert inbox.ready(2e9, 0) == [], "left alone for a while, not knocked at"
    assert time.monotonic() - began < 1
    sftp_place.server.start()
    back = places.inbox(sftp_place)
    assert [one.name for one in back.ready(2e9, 0)] == ["a.csv"]


def test_sftp_an_idle_connection_that_the_server_closed_is_renewed_unseen(sftp_place):
    sftp_place.drop("a.csv", b"x")
    inbox = places.inbox(sftp_place)
    assert len(inbox.ready(2e9, 0)) == 1
    sftp_place.server.stop()
    sftp_place.server.start()
    assert len(inbox.ready(2e9, 0)) == 1


def test_sftp_wrong_password_wrong_key_and_a_key_that_is_none(sftp_place):
    assert "refused the account 'lading' with the password" in asked(sftp_place, acme_word=CANARY).what
    other = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    by_key = {"password": "", "private_key": "acme_key_text"}
    assert "with the key" in asked(sftp_place, by_key, acme_key_text=other).what
    assert "can't be read" in asked(sftp_place, by_key, acme_key_text=CANARY).what


def test_sftp_the_right_key_opens(sftp_place):
    by_key = {**sftp_place.section()["sftp"], "password": "", "private_key": "acme_key_text"}
    known = places.settings(sftp_place, secrets={"acme_key_text": sftp_place.server.client_text})
    sftp_place.drop("a.csv", b"x")
    assert len(open_inbox(known, places.profile(sftp_place, sftp=by_key)).ready(2e9, 0)) == 1


def test_sftp_a_host_key_that_is_not_known_gets_no_password_and_shows_what_it_is(sftp_place):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
    for keys in ([other], []):
        trouble = asked(sftp_place, {"host_keys": keys})
        assert isinstance(trouble, Misconfigured)
        assert trouble.field == "transport.sftp.host_keys"
        assert sftp_place.server.host_key.get_fingerprint() in trouble.what
    assert "can't be read" in asked(sftp_place, {"host_keys": ["no key"]}).what


def test_sftp_the_settings_file_of_known_hosts_is_asked_where_the_profile_names_no_key(sftp_place, tmp_path):
    server = sftp_place.server
    (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{server.port} {server.host_line}\n")
    sftp_place.names("in")
    section = {**sftp_place.section()["sftp"], "host_keys": []}
    known = places.settings(sftp_place, known_hosts=tmp_path / "known_hosts")
    assert open_inbox(known, places.profile(sftp_place, sftp=section)).ready(2e9, 0) == []


def test_sftp_a_missing_folder_and_a_secret_that_is_not_set(sftp_place):
    trouble = asked(sftp_place)
    assert isinstance(trouble, Misconfigured)
    assert "acme/in" in trouble.what
    assert places.inbox(sftp_place).mistakes()[0].startswith("transport.inbox")
    unset = asked(sftp_place, {"password": "nobody_set_it"})
    assert "LADING_SECRETS__NOBODY_SET_IT" in unset.next_step


def test_sftp_a_file_that_grows_waits_until_two_looks_find_it_the_same(sftp_place):
    inbox = places.inbox(sftp_place, settle_seconds=3)
    assert isinstance(inbox, RemoteInbox)
    now, sizes = [1000.0], [b"half", b"half and more", b"half and more, whole", None, None]

    def sleep(seconds):
        now[0] += seconds
        more = sizes.pop(0)
        if more is not None:
            sftp_place.drop("grows.csv", more)

    inbox.clock, inbox.sleep = lambda: now[0], sleep
    sftp_place.drop("grows.csv", b"h")
    for _ in range(3):
        assert inbox.ready(2e9, 0) == []
        now[0] += 1
    (waiting,) = inbox.ready(2e9, 0)
    with inbox.fetch(waiting) as fetched:
        assert fetched.raw.read() == b"half and more, whole"


def test_s3_missing_bucket_wrong_key_no_rights_and_a_server_that_is_away(s3_place):
    missing = asked(s3_place, {"bucket": "there-is-none"})
    assert isinstance(missing, Misconfigured)
    assert "no such bucket" in missing.what
    assert "refused our keys" in asked(s3_place, acme_key=CANARY).what
    assert "allows it not" in asked(s3_place, acme_id="test:guest", acme_key="guestword").what
    assert type(asked(s3_place, {"endpoint": "http://127.0.0.1:9"})) is TryAgain
    with pytest.raises(ValidationError, match="endpoint"):
        asked(s3_place, {"endpoint": "no address"})


def archive_settings(place, **changes):
    known = {"archive": f"s3://{place.bucket}/raw", "s3_endpoint": place.server.endpoint, "s3_region": REGION}
    return places.settings(place, **{**known, "s3_access_key": ACCESS, "s3_secret_key": SECRET, **changes})


def test_the_archive_in_a_bucket_keeps_verifies_and_mends(s3_place, tmp_path):
    archive = open_archive(archive_settings(s3_place))
    sha256 = archive.put(b"an order")
    assert (archive.put(b"an order"), archive.has(sha256), archive.size(sha256)) == (sha256, True, 8)
    (tmp_path / "file").write_bytes(b"z" * 20_000_000)
    large = archive.put(tmp_path / "file")
    with archive.local(large) as path:
        assert path.stat().st_size == 20_000_000
    assert not path.exists(), "no copy is left behind"
    key = archive.key(sha256)
    s3_place.hand.put(key, b"AN ORDER", places.md5_of(b"AN ORDER"))
    with pytest.raises(StopTheRun, match="was altered"):
        archive.read(sha256)
    archive.put(b"an order")
    assert archive.read(sha256) == b"an order"
    s3_place.hand.delete(key)
    with pytest.raises(StopTheRun, match="no such object"):
        archive.read(sha256)


def test_the_archive_acknowledges_nothing_while_the_bucket_is_away_or_missing(s3_place):
    away = open_archive(archive_settings(s3_place, s3_endpoint="http://127.0.0.1:9"))
    assert type(places.trouble_of(lambda: away.put(b"x"))) is TryAgain
    missing = open_archive(archive_settings(s3_place, archive="s3://there-is-none/raw"))
    trouble = places.trouble_of(lambda: missing.put(b"x"))
    assert isinstance(trouble, Misconfigured)
    assert "LADING_ARCHIVE" in str(trouble)


def test_s3_what_one_put_does_not_take_is_refused_before_a_byte_is_sent(s3_place, tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with large.open("rb") as file, pytest.raises(Refused, match="5,368,709,121 bytes"):
        s3_place.hand.put("acme/in/large.csv", file, b"")
    assert s3_place.names("in") == []


def test_s3_a_file_that_is_too_large_stays_and_the_others_are_taken(s3_place, tmp_path, ledger_url, monkeypatch):
    partners = tmp_path / "partners"
    partners.mkdir()
    made = places.profile(s3_place).model_dump(mode="json", exclude_defaults=True)
    (partners / "acme.yaml").write_text(yaml.safe_dump(made))
    house = Resources(places.settings(s3_place, ledger_url=ledger_url, partners=partners))
    s3_place.drop("a-large.csv", b"x" * 2_000)
    s3_place.drop("b-small.csv", b"x" * 20)
    monkeypatch.setattr("connectors.transports.bucket.MOST_BYTES", 1_000)
    with pytest.raises(Refused, match=r"a-large\.csv"):
        collect(house, "acme")
    assert (s3_place.names("in"), s3_place.names("seen")) == (["a-large.csv"], ["b-small.csv"])
    with house.ledger.open() as book:
        assert [one.name for one in book.deliveries.waiting("acme")] == ["b-small.csv"]
