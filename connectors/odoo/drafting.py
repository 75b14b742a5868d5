"""Drafts: orders into Odoo by create-only ``load``, exactly once whatever happens to the answer."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from connectors.odoo.create_only import Answers, Load, Loaded, Rows
from connectors.odoo.external_ids import records_of
from connectors.odoo.outcomes import Drafted
from connectors.odoo.pace import Pace
from connectors.odoo.port import CREATE_ONLY, Context, OdooPort
from connectors.odoo.rows import by_columns, lacking, order_rows
from domain.catalogue import finding
from domain.documents.resolved_order import ResolvedOrder
from domain.errors import Misconfigured, TryAgain
from domain.findings import Finding
from domain.seams import at_call

_MODEL = "sale.order"
_TRIES = 3
_PAUSE_SECONDS = 0.4


class Drafting:
    """Makes drafts of resolved orders."""

    def __init__(self, port: OdooPort, pace: Pace, *, at_once: int = 1) -> None:
        """``pace`` cuts the batches; ``at_once`` of them are on their way, as far as the port's limit allows."""
        self._port = port
        self._pace = pace
        self._at_once = at_once

    def draft(self, orders: Sequence[ResolvedOrder]) -> list[Drafted]:
        """Bring orders into Odoo; answers stand in the order of ``orders``."""
        missing = {order.external_id: what for order in orders if (what := lacking(order))}
        ready = {order.external_id: order for order in orders if order.external_id not in missing}
        answers = self._known(list(ready))
        rest = [order for order in ready.values() if order.external_id not in answers]
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="odoo-draft") as pool:
            for some in pool.map(self._load, self._batches(rest)):
                answers |= some
        return [_drafted(order, answers.get(order.external_id), missing) for order in orders]

    def _known(self, external_ids: Sequence[str]) -> Answers:
        try:
            found = records_of(self._port, _MODEL, external_ids)
        except TryAgain as error:
            return dict.fromkeys(external_ids, Loaded("try_again", says=error.what))
        return {external_id: Loaded("existing", record) for external_id, record in found.items()}

    def _batches(self, orders: Sequence[ResolvedOrder]) -> list[list[ResolvedOrder]]:
        """By company, whose taxes and sequences Odoo takes from the context, then by lines and time."""
        by_company: dict[int | None, list[ResolvedOrder]] = defaultdict(list)
        for order in orders:
            by_company[order.company_id].append(order)
        return [batch for some in by_company.values() for batch in self._pace.cut(some, _lines, parts=self._at_once)]

    def _load(self, orders: Sequence[ResolvedOrder]) -> Answers:
        context = company_context(orders[0].company_id)
        answers: Answers = {}
        for rows in by_columns([order_rows(order) for order in orders]).values():
            with self._pace.measured(sum(len(item.rows) for item in rows)):
                answers |= self._raced(rows, context)
        if any(answer.outcome == "refused" for answer in answers.values()):
            self._check_rights()
        return answers

    def _check_rights(self) -> None:
        """A bot without rights is refused order by order, like bad rows: that is one mistake, not one a document."""
        for model in (_MODEL, "sale.order.line"):
            if not self._port.call(model, "has_access", arguments={"operation": "create"}):
                message = f"Odoo does not let the {self._port.role} bot create {model}."
                step = "Run 'lading odoo prepare' as an administrator: it gives each bot the rights that it needs."
                raise Misconfigured(message, field=model, next_step=step)

    def _raced(self, items: Sequence[Rows], context: Context) -> Answers:
        """Send; what lost a race is looked up and sent again, a few times."""
        load = Load(self._port, _MODEL, context)
        at_call("odoo.sales.load.before")
        answers = load.send(items)
        at_call("odoo.sales.load.after")
        for turn in range(_TRIES):
            open_ones = [item for item in items if answers[item.external_id].outcome in {"try_again", "refused"}]
            if not open_ones:
                break
            answers |= self._known([item.external_id for item in open_ones])
            again = [item for item in open_ones if answers[item.external_id].outcome == "try_again"]
            if not again or turn == _TRIES - 1:
                break
            time.sleep(_PAUSE_SECONDS * (turn + 1) * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            answers |= load.send(again)
        return answers


def company_context(company_id: int | None) -> Context:
    """The company whose defaults Odoo takes; none: the bot's own."""
    return {**CREATE_ONLY, "allowed_company_ids": [company_id]} if company_id else CREATE_ONLY


def _lines(order: ResolvedOrder) -> int:
    return len(order.lines)


def _drafted(order: ResolvedOrder, loaded: Loaded | None, missing: dict[str, str]) -> Drafted:
    if loaded is None:
        what = missing[order.external_id]
        found: Finding | None = finding("OD-LOAD-002", value=order.number, what=what)
        return Drafted(external_id=order.external_id, outcome="refused", finding=found)
    found = None
    if loaded.outcome == "refused":
        found = finding("OD-LOAD-001", path=loaded.field, value=order.number, says=loaded.says)
    return Drafted(external_id=order.external_id, outcome=loaded.outcome, record_id=loaded.record_id, finding=found)
