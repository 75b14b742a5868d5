"""Create-only ``load`` of many records: the bad ones set aside by Odoo's own words, the rest sent again.

One call is one transaction: all or nothing. So a lost race and a bad record look alike, and are told apart here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from connectors.odoo.answers import lost_a_race, words
from connectors.odoo.port import CREATE_ONLY, Context, LoadAnswer, LoadMessage, OdooPort
from domain.errors import OutcomeUnknown, Refused, TryAgain

Columns = tuple[str, ...]


class Rows(NamedTuple):
    """One record as rows: the first carries the record's own fields, each further one a line's."""

    external_id: str
    columns: Columns
    rows: tuple[tuple[object, ...], ...]


class Loaded(NamedTuple):
    """What became of one record of a load."""

    outcome: Literal["created", "existing", "refused", "try_again", "unknown"]
    record_id: int | None = None
    field: str = ""
    says: str = ""


Answers = dict[str, Loaded]


@dataclass(frozen=True, slots=True)
class Load:
    """Loads of one model through one port, in one context."""

    port: OdooPort
    model: str
    context: Context = field(default_factory=dict)
    """What stands in it besides the create-only context."""

    def send(self, items: Sequence[Rows]) -> Answers:
        """Load records that fill the same columns; each gets its own answer.

        Raises:
            StopTheRun, Misconfigured: nothing can be posted by anybody.
        """
        if not items:
            return {}
        try:
            rows = [row for item in items for row in item.rows]
            answer = self.port.load(self.model, items[0].columns, rows, context={**self.context, **CREATE_ONLY})
        except TryAgain as error:
            return _all(items, Loaded("try_again", says=error.what))
        except OutcomeUnknown as error:
            return _all(items, Loaded("unknown", says=error.what))
        except Refused as error:
            return self._narrowed(items, {}, words(error))
        return self._read(items, answer)

    def _read(self, items: Sequence[Rows], answer: LoadAnswer) -> Answers:
        if answer.ids is not None and len(answer.ids) == len(items):
            pairs = zip(items, answer.ids, strict=True)
            return {item.external_id: Loaded("created", record) for item, record in pairs}
        lost = [message.text for message in answer.messages if lost_a_race(message.text)]
        if lost:
            return _all(items, Loaded("try_again", says=lost[0]))
        says = next((message.text for message in answer.messages), "no reason given")
        return self._narrowed(items, _set_aside(answer.messages, items), says)

    def _narrowed(self, items: Sequence[Rows], bad: Answers, says: str) -> Answers:
        """Nothing was made: send again what was not named; where nobody was named, halve until one stands alone."""
        if bad:
            return bad | self.send([item for item in items if item.external_id not in bad])
        if len(items) == 1:
            return {items[0].external_id: Loaded("refused", says=says)}
        middle = len(items) // 2
        return self.send(items[:middle]) | self.send(items[middle:])


def _set_aside(messages: Sequence[LoadMessage], items: Sequence[Rows]) -> Answers:
    """The records that Odoo names.

    Where records failed one by one, Odoo puts the failure of the whole batch before them and blames the first
    record for it: so the first message, if it alone blames its record, counts only when it is the only one.
    """
    named = [message for message in messages if message.error and message.record is not None]
    others = {message.record for message in named[1:]}
    if others and named[0].record not in others:
        named = named[1:]
    bad: Answers = {}
    for message in named:
        if message.record is not None and message.record < len(items):
            bad.setdefault(items[message.record].external_id, Loaded("refused", None, message.field, message.text))
    return bad


def _all(items: Sequence[Rows], loaded: Loaded) -> Answers:
    return {item.external_id: loaded for item in items}
