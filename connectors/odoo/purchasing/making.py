"""Orders of a plan into Odoo by create-only ``load``, exactly once whatever happens to the answer."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from connectors.odoo.create_only import Answers, Load, Loaded, Rows
from connectors.odoo.drafting import company_context
from connectors.odoo.external_ids import records_of
from connectors.odoo.pace import Pace
from connectors.odoo.port import Context, OdooPort
from connectors.odoo.purchasing.outcomes import Posted
from domain.catalogue import finding
from domain.errors import Misconfigured, TryAgain
from domain.planning.orders import Kind, PlannedOrder
from domain.seams import at_call

MODELS: Mapping[Kind, str] = {"purchase": "purchase.order", "transfer": "stock.picking"}
LINE_MODELS: Mapping[Kind, str] = {"purchase": "purchase.order.line", "transfer": "stock.move"}
_TRIES = 3
_PAUSE_SECONDS = 0.4
AsRows = Callable[[PlannedOrder], Rows]


class Making:
    """Makes orders of one kind."""

    def __init__(self, port: OdooPort, pace: Pace, kind: Kind) -> None:
        """``pace`` cuts the batches."""
        self._port = port
        self._pace = pace
        self._kind = kind

    def make(self, orders: Sequence[PlannedOrder], as_rows: AsRows) -> list[Posted]:
        """Bring orders into Odoo; answers stand in the order of ``orders``."""
        answers = self._known([order.external_id for order in orders])
        rest = [order for order in orders if order.external_id not in answers]
        answers |= self._standing_elsewhere(rest)
        rest = [order for order in rest if order.external_id not in answers]
        by_company: dict[int, list[PlannedOrder]] = defaultdict(list)
        for order in rest:
            by_company[order.company_id].append(order)
        for company, some in by_company.items():
            for batch in self._pace.cut(some, lambda order: len(order.lines)):
                with self._pace.measured(sum(len(order.lines) for order in batch)):
                    answers |= self._raced([as_rows(order) for order in batch], company_context(company))
        if any(answer.outcome == "refused" and not answer.field for answer in answers.values()):
            self._check_rights()
        return [_posted(order, answers[order.external_id]) for order in orders]

    def lines_in_odoo(self, external_ids: Sequence[str]) -> dict[str, int]:
        """Records of the orders in which lines stand, by the lines' external ids; others are left out.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        model = LINE_MODELS[self._kind]
        lines = records_of(self._port, model, external_ids)
        owner = "order_id" if self._kind == "purchase" else "picking_id"
        found = self._port.search_read(model, [("id", "in", list(lines.values()))], [owner]) if lines else []
        orders = {row["id"]: row[owner] or 0 for row in found}
        return {name: orders[record] for name, record in lines.items() if record in orders}

    def _known(self, external_ids: Sequence[str]) -> Answers:
        try:
            found = records_of(self._port, MODELS[self._kind], external_ids)
        except TryAgain as error:
            return dict.fromkeys(external_ids, Loaded("try_again", says=error.what))
        return {external_id: Loaded("existing", record) for external_id, record in found.items()}

    def _standing_elsewhere(self, orders: Sequence[PlannedOrder]) -> Answers:
        """Orders with a line that stands in another one: Odoo would move that line over without a word."""
        lines = {line.external_id: order for order in orders for line in order.lines}
        try:
            found = self.lines_in_odoo(list(lines))
        except TryAgain as error:
            return {order.external_id: Loaded("try_again", says=error.what) for order in orders}
        return {lines[name].external_id: Loaded("existing", record, name) for name, record in found.items()}

    def _raced(self, items: Sequence[Rows], context: Context) -> Answers:
        """Send; what lost a race is looked up and sent again, a few times."""
        load = Load(self._port, MODELS[self._kind], {**context, "mail_auto_subscribe_no_notify": True})
        at_call("odoo.purchasing.load.before")
        answers = load.send(items)
        at_call("odoo.purchasing.load.after")
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

    def _check_rights(self) -> None:
        """A bot without rights is refused order by order, like bad rows: that is one mistake, not one an order."""
        for model in (MODELS[self._kind], LINE_MODELS[self._kind]):
            if not self._port.call(model, "has_access", arguments={"operation": "create"}):
                message = f"Odoo does not let the {self._port.role} bot create {model}."
                step = "Run 'lading odoo prepare' as an administrator: it gives each bot the rights that it needs."
                raise Misconfigured(message, field=model, next_step=step)


def _posted(order: PlannedOrder, loaded: Loaded) -> Posted:
    if loaded.outcome == "existing" and loaded.field:
        found = finding("PL-POST-009", path=loaded.field, value=order.origin, record=loaded.record_id)
        return Posted(external_id=order.external_id, outcome="refused", finding=found)
    if loaded.outcome == "refused":
        found = finding("PL-POST-002", path=loaded.field, value=order.origin, says=loaded.says)
        return Posted(external_id=order.external_id, outcome="refused", finding=found)
    return Posted(external_id=order.external_id, outcome=loaded.outcome, record_id=loaded.record_id)
