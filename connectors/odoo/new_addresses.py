"""Delivery addresses that a person let be: made once under an external id of their words, never written again."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.odoo.create_only import Answers, Load, Loaded, Rows
from connectors.odoo.external_ids import records_of
from connectors.odoo.port import OdooPort
from domain.errors import TryAgain
from domain.new_address import NewAddress
from domain.seams import at_call

_MODEL = "res.partner"
_COLUMNS = ("id", "parent_id/.id", "type", "name", "street", "street2", "zip", "city", "country_id/.id")


class OdooAddresses:
    """Makes delivery addresses."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: of the bot that may."""
        self._port = port

    def make(self, wanted: Sequence[NewAddress]) -> Answers:
        """Make what is not there yet, of several spellings the first; an answer for each external id.

        Raises:
            StopTheRun, Misconfigured: nothing can be made by anybody.
        """
        asked = {one.external_id: one for one in reversed(wanted)}
        try:
            answers = self._known(list(asked))
            countries = self._countries(sorted({one.country for one in asked.values()} - {""}))
        except TryAgain as error:
            return dict.fromkeys(asked, Loaded("try_again", says=error.what))
        rows = [_rows(one, countries) for name, one in asked.items() if name not in answers]
        at_call("odoo.addresses.load.before")
        answers |= Load(self._port, _MODEL).send(rows)
        at_call("odoo.addresses.load.after")
        return answers

    def _known(self, external_ids: Sequence[str]) -> Answers:
        found = records_of(self._port, _MODEL, external_ids)
        return {name: Loaded("existing", record) for name, record in found.items()}

    def _countries(self, codes: Sequence[str]) -> dict[str, int]:
        rows = self._port.search_read("res.country", [("code", "in", list(codes))], ["code"]) if codes else []
        return {str(row["code"]): int(row["id"]) for row in rows}


def _rows(one: NewAddress, countries: dict[str, int]) -> Rows:
    lines = (one.street, one.street2, one.zip_code, one.city)
    values = (one.external_id, one.customer_id, "delivery", one.name, *lines, countries.get(one.country, ""))
    return Rows(one.external_id, _COLUMNS, (values,))
