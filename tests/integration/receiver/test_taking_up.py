"""A receiver that runs takes up new channels, changed ones and changed secrets, and says how it is."""

import time

import pytest
import yaml

from entrypoints import webhooks
from entrypoints.receiver_look import look_at_receiver
from tasks.runtime.settings import Settings
from tests.faults.world import eventually
from tests.integration.receiver.conftest import SECRETS, hook, serving
from tests.integration.receiver.test_hooks import push

SECONDS = 15.0


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(webhooks, "LEARN_SECONDS", 0.1)


def written(house, channel, **place):
    made = yaml.safe_dump(hook(channel, **place))
    (house.settings.partners / f"{channel}.yaml").write_text(made)


def status_of(client, **push_as):
    return push(client, message=f"m-{time.monotonic_ns()}", **push_as).status_code


def test_a_new_channel_is_taken_up_and_one_that_went_is_gone(client, house):
    assert status_of(client, channel="late") == 404
    written(house, "late", signature="shopify", secrets=["shop_eu"])
    eventually(lambda: status_of(client, channel="late") == 202, SECONDS)
    (house.settings.partners / "late.yaml").unlink()
    eventually(lambda: status_of(client, channel="late") == 404, SECONDS)
    assert status_of(client) == 202


def test_a_profile_with_a_mistake_changes_nothing(client, house):
    (house.settings.partners / "wrong.yaml").write_text("partner: [")
    written(house, "late", signature="shopify", secrets=["shop_eu"])
    time.sleep(0.5)
    assert status_of(client) == 202
    assert status_of(client, channel="late") == 404
    (house.settings.partners / "wrong.yaml").unlink()
    eventually(lambda: status_of(client, channel="late") == 202, SECONDS)


def test_a_new_channel_without_its_secret_says_come_again(client, house):
    written(house, "late", signature="shopify", secrets=["nobody_set_it"])
    eventually(lambda: status_of(client, channel="late") == 503, SECONDS)
    answer = push(client, channel="late")
    assert (answer.json()["code"], int(answer.headers["retry-after"]) > 0) == ("RC-CHAN-002", True)


def test_a_channel_that_names_a_secret_too_early_goes_on_with_those_it_had(client, house):
    written(house, "shop", signature="shopify", secrets=["shop_eu", "not_yet"], largest_bytes=10_000)
    time.sleep(0.5)
    assert status_of(client) == 202


def test_a_secret_is_rotated_without_a_restart(house, tmp_path):
    """Old, then both, then the new one alone: what the old one signed is refused from then on."""
    file = tmp_path / "secret"
    file.write_text("first")
    house.settings.secrets["rotated"] = type(house.settings.secrets["edi"])(f"file:{file}")
    house.settings.secrets["next"] = type(house.settings.secrets["edi"])("second")
    written(house, "late", signature="shopify", secrets=["rotated"])
    with serving(webhooks.make_app(house)) as address:
        import httpx

        with httpx.Client(base_url=address) as client:
            SECRETS.update(first="first", second="second", third="third")
            assert status_of(client, channel="late", secret="first") == 202
            assert status_of(client, channel="late", secret="second") == 401
            written(house, "late", signature="shopify", secrets=["rotated", "next"])
            eventually(lambda: status_of(client, channel="late", secret="second") == 202, SECONDS)
            assert status_of(client, channel="late", secret="first") == 202
            written(house, "late", signature="shopify", secrets=["next"])
            eventually(lambda: status_of(client, channel="late", secret="first") == 401, SECONDS)
            assert status_of(client, channel="late", secret="second") == 202
            written(house, "late", signature="shopify", secrets=["rotated"])
            file.write_text("third")
            eventually(lambda: status_of(client, channel="late", secret="third") == 202, SECONDS)


def test_status_says_whether_it_is_up_and_what_waits(client, house):
    port = int(str(client.base_url).rstrip("/").rpartition(":")[2])
    known = Settings(**{**house.settings.model_dump(exclude_unset=True), "receiver_port": port})
    push(client, message="m-1")
    look = look_at_receiver(known)
    assert (look.state, look.channels, look.waiting, look.backlog) == ("ready", 3, 0, 1)
    assert "1 for a run" in look.words()
    (house.settings.partners / "edi.yaml").unlink()
    eventually(lambda: look_at_receiver(known).channels == 2, SECONDS)
    nobody = Settings(**{**known.model_dump(exclude_unset=True), "receiver_port": 1})
    assert look_at_receiver(nobody).state == "not answering"
    for name in ("shop", "plain"):
        (house.settings.partners / f"{name}.yaml").unlink()
    assert look_at_receiver(known) is None
