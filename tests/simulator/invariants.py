"""What must hold after every seed (``faults.md`` §2): each is a list of sentences, empty when it holds.

I1 one effect, I2 conservation, I3 no silent loss, I6 liveness, I7 a person's edit survives, I9 order of states, and
what makes them true: an intent before each effect, the fence, and (P3) orders as they were sent, gates that stop
and edited drafts that wait for a person.
"""

import hashlib
from decimal import Decimal

from tests.simulator import channel, people
from tests.simulator.orders import rounded

MODULE = "__lading__"


def broken(simulation, *, ended):
    """Sentences by invariant; only those that are broken."""
    judge = Judge(simulation)
    found = {
        "I1 one effect": [*judge.twins(), *judge.both_ways(), *judge.notes_and_deliveries()],
        "I1 intent before effect": judge.meant_before(),
        "I1 fence": judge.nothing_after_the_lease(),
        "I2 conservation": judge.conservation(),
        "I3 no silent loss": judge.archived_before_put_away(),
        "I6 liveness": [] if ended else judge.left_over(),
        "I7 people's edits survive": judge.people_kept(),
        "I9 order of states": judge.states_in_order(),
        "P3 as it was sent": judge.as_sent(),
        "P3 a gate stops": judge.gates_stopped(),
        "P3 an edited draft waits": judge.edited_not_confirmed(),
    }
    return {name: told for name, said in found.items() if (told := list(said))}


class Judge:
    """Looks at the simulated Odoo, at the ledger by SQL, and at what was sent."""

    def __init__(self, simulation):
        self.simulation = simulation
        self.tables = simulation.odoo.tables
        self.rows = simulation.bench.rows
        self.orders = self.tables["sale.order"]
        self.sent = [one for some in simulation.files for one in some]
        self.touched = {deed.number: deed.what for deed in simulation.deeds}
        self.ours = {
            one["res_id"]: f"{MODULE}.{one['name']}"
            for one in self.tables["ir.model.data"].values()
            if one["module"] == MODULE and one["model"] == "sale.order"
        }

    def by_number(self, number):
        return [one for one in self.orders.values() if one["client_order_ref"] == number]

    def twins(self):
        numbers = {one["client_order_ref"] for one in self.orders.values()} - {False}
        return [f"{number} is in Odoo more than once" for number in sorted(numbers) if len(self.by_number(number)) > 1]

    def both_ways(self):
        done = {
            record: number
            for number, record in self.rows(
                "SELECT number, record_id FROM documents WHERE state = 'done' AND channel = %(c)s", c=channel.CHANNEL
            )
            if number not in self.touched
        }
        sale = {
            number: one["client_order_ref"]
            for number, one in self.orders.items()
            if number in self.ours and one["state"] == "sale" and one["client_order_ref"] not in self.touched
        }
        lost = [f"{number} is done in the ledger and not confirmed in Odoo" for number in _minus(done, sale)]
        return lost + [f"{number} is confirmed in Odoo and not done in the ledger" for number in _minus(sale, done)]

    def notes_and_deliveries(self):
        for order, name in self.ours.items():
            if order not in self.orders:
                continue
            number = self.orders[order]["client_order_ref"]
            notes = [one for one in self.tables["mail.message"].values() if one["res_id"] == order]
            origins = [one for one in notes if not one["body"].startswith("<p>Held")]
            pickings = [one for one in self.tables["stock.picking"].values() if one["sale_id"] == order]
            if len(origins) > 1 or len(pickings) > 1:
                yield f"{number} has {len(origins)} notes and {len(pickings)} deliveries ({name})"
            if self.orders[order]["state"] == "sale" and not pickings:
                yield f"{number} is confirmed without a delivery"

    def meant_before(self):
        known = {
            (external, operation): (at.timestamp(), state)
            for external, operation, at, state in self.rows(
                "SELECT d.external_id, n.operation, min(n.recorded_at), min(n.state)"
                " FROM intents n JOIN documents d ON d.id = n.document_id GROUP BY 1, 2"
            )
        }
        epoch = self.simulation.epoch
        for fact in self.simulation.facts:
            operation = {"create": "create", "confirm": "confirm"}.get(fact.what)
            name = self.simulation.named.get(fact.order)
            if operation is None or fact.user != people.BOT or name is None:
                continue
            meant = known.get((name, operation))
            if meant is None or meant[0] > epoch + fact.at:
                yield f"{operation} of {name} was done and not meant before"

    def nothing_after_the_lease(self):
        found = self.rows(
            "SELECT a.kind, a.data ->> 'to', c.owner FROM audit a JOIN claims c ON c.id::text = a.data ->> 'batch'"
            " WHERE c.ended_at IS NOT NULL AND a.at > c.ended_at ORDER BY a.id"
        )
        late = [f"{owner} recorded '{kind} {to or ''}' after its work was taken over" for kind, to, owner in found]
        meant = self.rows(
            "SELECT n.operation, c.owner FROM intents n JOIN claims c ON c.id = n.batch_id"
            " WHERE n.recorded_at > c.ended_at ORDER BY n.id"
        )
        return late + [f"{owner} meant to {operation} after its work was taken over" for operation, owner in meant]

    def conservation(self):
        with self.simulation.bench.ledger.open() as book:
            balanced = book.reconcile().balanced
        (registered,) = self.rows("SELECT count(*) FROM documents WHERE channel = %(c)s", c=channel.CHANNEL)[0]
        said = [] if balanced else ["captured is not what became of it"]
        once = {
            channel.content(orders) for orders in self.simulation.files
        }  # the same bytes again are the same delivery
        expected = sum(len({row[0] for row in rows[1:]}) for rows in once)
        if registered != expected and not self.left_over():
            said.append(f"{expected} orders were sent, {registered} are in the ledger")
        moved = self.rows(
            "SELECT d.number, m.position FROM line_movements m JOIN documents d ON d.id = m.document_id"
            " WHERE m.kind = 'ordered' GROUP BY 1, 2 HAVING count(*) > 1"
        )
        return said + [f"line {position} of {number} counts as ordered twice" for number, position in moved]

    def archived_before_put_away(self):
        """Each file that was put away, which is its sender's receipt, is a row with its bytes' hash; and is archived."""
        for name in (channel.CHANNEL, channel.BULK):
            for path in sorted((self.simulation.home / "channels" / f"seen-{name}").glob("*.csv")):
                sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
                if not self.rows("SELECT 1 FROM deliveries WHERE sha256 = %(sha256)s", sha256=sha256):
                    yield f"{path.name} was put away and is not in the ledger"
                if not self.simulation.archive.has(sha256):
                    yield f"{path.name} was put away and is not in the archive"
        yield from self.simulation.too_early

    def left_over(self):
        return [f"{what} {number} is left" for what, number in self.simulation.backlog()]

    def people_kept(self):
        for deed in self.simulation.deeds:
            order = self.orders.get(deed.order)
            if deed.what == "edit":
                lines = self.simulation.odoo.orders.lines(deed.order) if order else []
                if not lines or lines[0]["product_uom_qty"] != people.QUANTITY:
                    yield f"the edit of {deed.number} is gone"
            if deed.what == "cancel" and (order is None or order["state"] != "cancel"):
                yield f"{deed.number} was cancelled and is {order and order['state']}"
            if deed.what == "confirm" and (order is None or order["state"] != "sale"):
                yield f"{deed.number} was confirmed by a person and is {order and order['state']}"
            if deed.what == "delete" and self._made_again(deed):
                yield f"{deed.number} was deleted and is there again"

    def _made_again(self, deed):
        """Made after the deed, by a request that was sent after it, of what the ledger had already settled."""
        settled = self.rows(
            "SELECT 1 FROM intents n JOIN documents d ON d.id = n.document_id WHERE d.number = %(number)s"
            " AND n.operation = 'create' AND n.state = 'settled' AND n.settled_at <= to_timestamp(%(at)s)",
            number=deed.number,
            at=self.simulation.epoch + deed.at,
        )
        return settled and any(
            fact.what == "create" and fact.issued > deed.step and self.simulation.numbers.get(fact.order) == deed.number
            for fact in self.simulation.facts
        )

    def states_in_order(self):
        last = {}
        for document, before, after in self.rows(
            "SELECT document_id, data ->> 'from', data ->> 'to' FROM audit WHERE kind = 'moved' ORDER BY id"
        ):
            if last.get(document, before) != before:
                yield f"document {document} went from {before} to {after}, but was {last[document]}"
            last[document] = after
        cancelled = {}
        for fact in self.simulation.facts:
            if fact.what in {"cancel", "unlink"}:
                cancelled[fact.order] = fact.step
            elif fact.what == "confirm" and fact.order in cancelled:
                yield f"order {fact.order} was confirmed after it was cancelled"

    def as_sent(self):
        """Good orders are in Odoo as they were sent, confirmed; of the others nothing was ever created."""
        first = {}
        for one in self.sent:
            first.setdefault(one.number, []).append(one)
        for number, versions in first.items():
            if number in self.touched:
                continue
            there = self.by_number(number)
            good = [one for one in versions if one.kind == "good"]
            if not good and there:
                yield f"{number} is {versions[0].kind} and is in Odoo"
            wanted = [_wanted(one) for one in good]
            if good and there and (found := self._content(there[0])) not in wanted:
                yield f"{number} is in Odoo as {found}; sent was {wanted[0]}"
            if good and (not there or there[0]["state"] != "sale") and not self.left_over():
                yield f"{number} is good and is {there[0]['state'] if there else 'not'} in Odoo"

    def _content(self, order):
        lines = [
            _line(one["product_id"], one["product_uom_qty"], one["price_unit"], one["discount"], one["price_subtotal"])
            for one in self.simulation.odoo.orders.lines(order["id"])
        ]
        return _told(order["partner_id"], order["date_order"][:10], lines)

    def gates_stopped(self):
        """The file that is wrong as a whole stopped its channel, and nothing of it was posted."""
        if not self.simulation.bulk or not self.rows("SELECT 1 FROM documents WHERE channel = %(c)s", c=channel.BULK):
            return
        if any(self.by_number(one.number) for one in self.simulation.bulk):
            yield "orders without prices are in Odoo"
        if not self.rows("SELECT 1 FROM circuits WHERE channel = %(c)s AND closed_at IS NULL", c=channel.BULK):
            yield "a file without prices did not stop its channel"

    def edited_not_confirmed(self):
        """A draft whose line a person edited is not confirmed by a consumer that has read its lines since."""
        for deed in self.simulation.deeds:
            if deed.what != "edit":
                continue
            for fact in self.simulation.facts:
                if fact.what == "confirm" and fact.order == deed.order and fact.user == people.BOT:
                    seen = self.simulation.reads.get((fact.who, fact.order), ())
                    if any(deed.step < step < fact.issued for step in seen):
                        yield f"{deed.number} was edited, read back and confirmed all the same"


def _minus(some, others):
    return [name for record, name in sorted(some.items()) if record not in others]


def _wanted(sent):
    """As Odoo must have it: the price that the partner named, and nothing taken off it."""
    lines = [
        _line(product, quantity, asked, 0, rounded(quantity * Decimal(asked)))
        for product, quantity, asked in sent.lines
    ]
    return _told(sent.customer, sent.day, lines)


def _told(customer, day, lines):
    return f"customer {customer}, {day}: {', '.join(lines)}"


def _line(product, *numbers):
    return "{} F-{} at {} less {} % = {}".format(rounded(numbers[0]), product, *map(rounded, numbers[1:]))
