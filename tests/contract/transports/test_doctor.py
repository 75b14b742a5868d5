"""``lading doctor`` against real servers: each trouble of a transport is a check of its own, with the fix."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncssh
import yaml

from tests.contract.transports import places
from tests.contract.transports.sftp_server import PASSWORD
from tests.contract.transports.swift_server import SECRET

PROJECT = Path(__file__).resolve().parents[3]
CANARY = "canary-wrong-word"


def _examined(place: Any, sections: dict[str, dict[str, Any]], **secrets: str) -> dict[str, str]:
    """What the command finds wrong with each channel, a change of the right section; empty: nothing."""
    partners = place.home / "partners"
    partners.mkdir()
    for channel, changes in sections.items():
        section = place.section()
        kept = {name: changes[name] for name in changes if name in places.FOLDERS}
        section[place.kind] |= {name: value for name, value in changes.items() if name not in kept}
        made = places.profile(place, **section, **kept).model_dump(mode="json", exclude_defaults=True)
        made |= {"partner": channel, "channel": channel, "source_id": channel}
        (partners / f"{channel}.yaml").write_text(yaml.safe_dump(made))
    words = {**places.SECRETS, **secrets}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LADING_")}
    environment |= {f"LADING_SECRETS__{name.upper()}": value for name, value in words.items()}
    environment |= {"LADING_HOME": str(place.home), "LADING_PARTNERS": str(partners)}
    environment["LADING_PRIVATE_NETWORKS"] = "127.0.0.1"
    command = [sys.executable, "-m", "entrypoints.cli", "doctor", "--json"]
    ran = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    for word in (PASSWORD, SECRET, CANARY):
        assert word not in ran.stdout + ran.stderr
    found: dict[str, str] = {}
    for one in json.loads(ran.stdout)["checks"]:
        kind, of, channel = one["name"].partition(" of ")
        if of and kind == place.kind:
            said = "" if one["ok"] else f"{one['what']} {one['next_step']} "
            found[channel] = found.get(channel, "") + said
    return found


def test_sftp_wrong_key_unknown_host_no_folder_and_no_right_to_write_are_each_named(sftp_place: Any) -> None:
    for folder in ("in", "seen", "out"):
        sftp_place.names(folder)
    (sftp_place.server.root / "acme" / "locked").mkdir()
    sftp_place.server.read_only.add("acme/locked")
    stranger = asyncssh.generate_private_key("ssh-ed25519")
    key = stranger.export_private_key().decode()
    said = _examined(
        sftp_place,
        {
            "fine": {},
            "made-later": {"archived": "acme/not/yet/there"},
            "wrong-key": {"password": "", "private_key": "other_key"},
            "wrong-word": {"password": "other_word"},
            "unknown-host": {"host_keys": [stranger.export_public_key().decode().strip()]},
            "no-folder": {"outcomes": "acme/nowhere"},
            "no-right": {"outcomes": "acme/locked"},
            "no-right-to-make": {"archived": "acme/locked/seen"},
            "no-secret": {"password": "nobody_set_it"},
            "inside": {"host": "127.0.0.2"},
        },
        other_key=key,
        other_word=CANARY,
    )
    assert {name for name, wrong in said.items() if not wrong} == {"fine", "made-later"}
    assert "refused the account 'lading' with the key" in said["wrong-key"]
    assert "with the password" in said["wrong-word"]
    assert sftp_place.server.host_key.get_fingerprint() in said["unknown-host"]
    assert "transport.outcomes: there is no folder 'acme/nowhere'" in said["no-folder"]
    assert "transport.outcomes: Lading can't write to the folder 'acme/locked'" in said["no-right"]
    assert "Permission denied" in said["no-right"]
    assert "transport.archived: Lading can't write to the folder" in said["no-right-to-make"]
    assert "LADING_SECRETS__NOBODY_SET_IT" in said["no-secret"]
    assert "127.0.0.2 is inside a private network or this machine; nothing was sent" in said["inside"]
    assert "LADING_PRIVATE_NETWORKS" in said["inside"]
    left = [path.name for path in (sftp_place.server.root / "acme").rglob("*") if path.is_file()]
    assert left == [], "nothing of the probes stays"


def test_s3_missing_bucket_wrong_key_and_a_bucket_that_may_only_be_read_are_each_named(s3_place: Any) -> None:
    s3_place.hand._client.put_bucket_acl(Bucket=s3_place.bucket, ACL="public-read")
    said = _examined(
        s3_place,
        {
            "fine": {},
            "no-bucket": {"bucket": "there-is-none"},
            "wrong-key": {"secret_key": "other_word"},
            "read-only": {"access_key": "guest", "secret_key": "guest_word"},
            "away": {"endpoint": "http://127.0.0.1:9"},
        },
        other_word=CANARY,
        guest="test:guest",
        guest_word="guestword",
    )
    assert {name for name, wrong in said.items() if not wrong} == {"fine"}
    assert "no such bucket" in said["no-bucket"]
    assert "refused our keys" in said["wrong-key"]
    assert "transport.inbox: Lading may not write and delete under 'acme/in/'" in said["read-only"]
    assert "could not be asked" in said["away"]
    assert [s3_place.names(folder) for folder in ("in", "seen", "out")] == [[], [], []]
