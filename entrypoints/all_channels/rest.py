"""The portal's customers and the field sellers of the demo: they submit by REST and ask what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from domain.errors import StopTheRun
from infra.distributor.stories import DAYS_AGO, Row, Story

SHOWN, ACCEPTED, TOGETHER, CONFLICT = 200, 202, 207, 409
UNKNOWN_UNIT = "BARREL"
WORDS = {"accepted": "confirmed", "rejected": "rejected", "": "waiting"}
"""What the portal calls it."""
WANTED_DAYS = 11
Json = dict[str, Any]


@dataclass
class RestActor:
    """Plays the stories of one channel with one key; ``offline``: orders were made without a network."""

    client: httpx.Client
    stories: Sequence[Story]
    offline: bool = False
    troubles: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """The portal's id of an order, by the customer's number."""

    def first(self) -> None:
        """All orders; those of the field late, together, the last one first, and what overtakes them before them."""
        if self.offline:
            self._together("changes", [_offline_wish(one) for one in self.stories if "overtakes" in one.kind.name])
            orders = [{"id": _device(one), "order": _order(one, offline=True)} for one in reversed(self.stories)]
            self._together("orders", orders)
            return
        for story in self.stories:
            self._submit(story.number, _order(story), ACCEPTED)

    def second(self) -> None:
        """Changes and cancellations; the same key again, other keys for the same order, other content."""
        wishes = [one for one in self.stories if one.kind.name in {"changed", "cancelled"}]
        if self.offline:
            self._together("changes", [_offline_wish(one) for one in wishes])
        else:
            for story in wishes:
                self._wish(story)
        for story in self.stories:
            self._repeat(story)

    def _repeat(self, story: Story) -> None:
        kind, key = story.kind.name, _device(story) if self.offline else story.number
        first, *others = story.rows
        order = _order(story, offline=self.offline)
        other = _order(story, (_more(first), *others), offline=self.offline)
        if kind == "sent twice":
            self._submit(key, order, ACCEPTED)
        elif kind == "sent anew":
            self._submit(f"{key}-anew", order, ACCEPTED)
        elif kind == "same number, other content":
            self._submit(f"{key}-other", other, ACCEPTED)
        elif kind == "same key, other order":
            self._submit(key, other, CONFLICT)

    def told(self) -> dict[str, list[str]]:
        """Statuses by order number, as the portal shows them."""
        found: dict[str, list[str]] = defaultdict(list)
        answer = self._ask("GET", "/orders", params={"limit": 100})
        if answer.status_code != SHOWN:
            self.troubles.append(f"The list of orders was answered {answer.status_code}: {answer.text[:200]}")
            return found
        for one in answer.json()["orders"]:
            found[one["number"]].append(one["status"])
        return found

    def due(self, story: Story) -> str:
        """What the portal should say of an order."""
        gone = story.kind.name in {"cancelled", "cancellation overtakes its order"}
        return "cancelled" if gone else WORDS[story.kind.told]

    def _submit(self, key: str, order: Json, wanted: int) -> None:
        answer = self._post("/orders", key, order, wanted)
        if answer.status_code == ACCEPTED:
            self.ids.setdefault(order["number"], answer.json()["id"])

    def _wish(self, story: Story) -> None:
        if story.number not in self.ids:  # it was refused, which is told already
            return
        asks = "cancellation" if story.kind.odoo == "cancel" else "changes"
        self._post(f"/orders/{self.ids[story.number]}/{asks}", f"{story.number}-wish", _wished(story), ACCEPTED)

    def _post(self, path: str, key: str, content: Json, wanted: int) -> httpx.Response:
        answer = self._ask("POST", path, json=content, headers={"Idempotency-Key": key})
        if answer.status_code != wanted:
            self.troubles.append(f"{key} was answered {answer.status_code}, not {wanted}: {answer.text[:200]}")
        return answer

    def _together(self, what: str, content: Sequence[Json]) -> None:
        answer = self._ask("POST", f"/{what}/batch", json={what: content})
        found = [one["status"] for one in answer.json()["results"]] if answer.status_code == TOGETHER else []
        if found != [ACCEPTED] * len(content):
            said = f"{answer.status_code}: {answer.text[:200]}"
            self.troubles.append(f"The batch of {len(content)} {what} was answered {said}")

    def _ask(self, method: str, path: str, **given: Any) -> httpx.Response:  # noqa: ANN401 - as httpx has it
        """The receiver's answer.

        Raises:
            StopTheRun: there is none.
        """
        try:
            return self.client.request(method, path, **given)
        except httpx.TransportError as trouble:
            message = f"The receiver did not answer {method} {path}: {trouble or type(trouble).__name__}."
            step = "See the receiver's log under LADING_HOME/logs, then run 'lading demo --all-channels' again."
            raise StopTheRun(message, next_step=step) from None


def _device(story: Story) -> str:
    return f"device-{story.number}"


def _wished(story: Story) -> Json:
    """A change by the partner's own line numbers, or nothing for a cancellation."""
    if story.kind.odoo != "sale":
        return {}
    before = {one.line: one for one in story.rows}
    after = {one.line: one for one in story.changed}
    lines = [
        {**_line(one), "action": "change" if line in before else "add"}
        for line, one in after.items()
        if one != before.get(line)
    ]
    return {
        "version": "1",
        "lines": [*lines, *({"action": "delete", "line_number": one} for one in before if one not in after)],
    }


def _offline_wish(story: Story) -> Json:
    said = {"changed_at": f"{story.ordered.isoformat()}T18:05:00+00:00", **_wished(story)}
    asks = "change" if story.kind.odoo == "sale" else "cancellation"
    return {"id": f"{_device(story)}-wish", "number": story.number, "customer": story.customer.code, asks: said}


def _more(row: Row) -> Row:
    return Row(row.line, row.sku, row.quantity + 1, row.price)


def _order(story: Story, rows: Sequence[Row] = (), *, offline: bool = False) -> Json:
    lines = [_line(one) for one in rows or story.rows]
    if story.kind.name == "unknown unit":
        lines[0]["unit"] = UNKNOWN_UNIT
    day = story.ordered.isoformat()
    made: Json = {
        "number": story.number,
        "customer": story.customer.code,
        "ordered_at": f"{day}T17:40:00+00:00",
        "requested_date": (story.ordered + timedelta(days=DAYS_AGO + WANTED_DAYS)).isoformat(),
        "lines": lines,
    }
    return {**made, "priced_at": f"{day}T07:00:00+00:00"} if offline else made


def _line(row: Row) -> Json:
    price = str(row.price)
    return {"sku": row.sku, "quantity": row.quantity, "unit": "EA", "unit_price": price, "line_number": row.line}
