"""What an Odoo user sees at the order: where it came from, and that it is held and why. Each note exactly once."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from connectors.odoo.answers import words
from connectors.odoo.create_only import Answers, Load, Loaded, Rows
from connectors.odoo.external_ids import pages, records_of
from connectors.odoo.outcomes import Hold, Note, Noted, Tagged
from connectors.odoo.port import CREATE_ONLY, OdooPort
from connectors.odoo.standing import Standings
from domain.catalogue import finding
from domain.errors import Misconfigured, OutcomeUnknown, Refused, TryAgain
from domain.keys import MODULE
from domain.seams import at_call

HELD_TAG = f"{MODULE}.tag_held"
HELD_TAG_NAME = "Lading: held"
_NOTES_A_CALL, _AT_ONCE = 150, 2
_COLUMNS = ("id", "model", "res_id", "body", "message_type", "subtype_id/id")
_RED = "1"


class Notes:
    """Leaves notes and tags on orders."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: of the bot that shows as author."""
        self._port = port
        self._standings = Standings(port)
        self._tag: int | None = None

    def note(self, notes: Sequence[Note]) -> list[Noted]:
        """Leave notes; one that is there already stays as it is."""
        rows = {_note_id(note): _row(note) for note in notes}
        answers: Answers = {}
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="odoo-notes") as pool:
            for some in pool.map(self._load, pages(list(rows.values()), _NOTES_A_CALL)):
                answers |= some
        return [_noted(note, answers[_note_id(note)]) for note in notes]

    def tag_held(self, holds: Sequence[Hold]) -> list[Tagged]:
        """Tag drafts as held and note why; one that another user wrote last is left alone.

        So the bot's name on the last write still means that no person's edit hides below it.
        """
        try:
            standings = self._standings.read([hold.record_id for hold in holds])
            bot = self._port.user_id()
            free = [h.record_id for h in holds if h.record_id in standings and standings[h.record_id].writer == bot]
            self._write_tag(free, 4)
            written = self._standings.read(free)
        except TryAgain:
            return [Tagged(external_id=hold.external_id, outcome="try_again") for hold in holds]
        except OutcomeUnknown:
            return [Tagged(external_id=hold.external_id, outcome="unknown") for hold in holds]
        except Refused as error:
            found = finding("OD-NOTE-001", says=words(error))
            return [Tagged(external_id=hold.external_id, outcome="refused", finding=found) for hold in holds]
        self.note([_reason(hold) for hold in holds if hold.record_id in standings])
        return [
            Tagged(external_id=hold.external_id, outcome="tagged", write_date=written[hold.record_id].write_date)
            if hold.record_id in written
            else Tagged(
                external_id=hold.external_id,
                outcome="refused",
                finding=finding("OD-NOTE-001", says="another user wrote the order last, or deleted it"),
            )
            for hold in holds
        ]

    def untag(self, record_ids: Sequence[int]) -> None:
        """Take the tag away where it is and where nobody else wrote last.

        Raises:
            TryAgain, OutcomeUnknown: may be called again at once; taking a tag away twice does no harm.
        """
        if not record_ids or not (self._tag or records_of(self._port, "crm.tag", [HELD_TAG])):
            return
        domain = [("id", "in", list(record_ids)), ("tag_ids", "in", [self._tag_id()])]
        tagged = self._port.search_read("sale.order", [*domain, ("write_uid", "=", self._port.user_id())], ["id"])
        self._write_tag([row["id"] for row in tagged], 3)

    def _load(self, rows: Sequence[Rows]) -> Answers:
        try:
            known = records_of(self._port, "mail.message", [row.external_id for row in rows])
        except TryAgain as error:
            return {row.external_id: Loaded("try_again", says=error.what) for row in rows}
        answers = {external_id: Loaded("existing", record) for external_id, record in known.items()}
        at_call("odoo.sales.note.before")
        answers |= Load(self._port, "mail.message").send([row for row in rows if row.external_id not in known])
        at_call("odoo.sales.note.after")
        return answers

    def _write_tag(self, record_ids: Sequence[int], command: int) -> None:
        if not record_ids:
            return
        values = {"tag_ids": [(command, self._tag_id())]}
        at_call("odoo.sales.tag.before")
        self._port.write("sale.order", record_ids, values, context={"tracking_disable": True})
        at_call("odoo.sales.tag.after")

    def _tag_id(self) -> int:
        """The tag's record; made if it is not there (prepare makes it)."""
        if self._tag is None:
            known = records_of(self._port, "crm.tag", [HELD_TAG])
            if not known:
                self._port.load(
                    "crm.tag", ("id", "name", "color"), [(HELD_TAG, HELD_TAG_NAME, _RED)], context=CREATE_ONLY
                )
                known = records_of(self._port, "crm.tag", [HELD_TAG])
            if not known:
                message = f"The tag '{HELD_TAG_NAME}' could not be made in Odoo."
                raise Misconfigured(message, next_step="Run 'lading odoo prepare' as an administrator.")
            self._tag = known[HELD_TAG]
        return self._tag


def _note_id(note: Note) -> str:
    return f"{note.external_id}_note_{note.kind}"


def _row(note: Note) -> Rows:
    lines = [html.escape(line) for line in note.body.splitlines()]
    if note.link:
        lines.append(f'<a href="{html.escape(note.link)}">{html.escape(note.link)}</a>')
    body = f"<p>{'<br/>'.join(lines)}</p>"
    values = (_note_id(note), "sale.order", note.record_id, body, "comment", "mail.mt_note")
    return Rows(values[0], _COLUMNS, (values,))


def _reason(hold: Hold) -> Note:
    """A note of its own for each reason: the same reason twice is one note."""
    kind = f"held_{hashlib.sha256(hold.reason.encode()).hexdigest()[:12]}"
    return Note(external_id=hold.external_id, record_id=hold.record_id, body=f"Held: {hold.reason}", kind=kind)


def _noted(note: Note, loaded: Loaded) -> Noted:
    found = finding("OD-NOTE-001", says=loaded.says) if loaded.outcome == "refused" else None
    return Noted(external_id=note.external_id, outcome=loaded.outcome, finding=found)
