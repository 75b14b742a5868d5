"""An EDI customer in the fault tests' world: orders by X12 850, changes and cancellations by 860."""

from dataclasses import dataclass
from datetime import UTC, datetime

PROFILE = """\
partner: edi
source_id: edi
channel: edi
format: x12
timezone: UTC
currency: USD
default_unit: Units
units: {EA: Units}
dates: {past_days: 0, future_days: 0}
price_tolerance: {percent: 20}
transport: {inbox: edi, archived: edi-seen, outcomes: edi-out, patterns: ["*.edi"], settle_seconds: 0}
x12: {constants: {customer.code: FC-1}}
"""
LINES = """
SELECT p.default_code, l.product_uom_qty::float, l.price_unit::float, l.discount::float,
       coalesce((SELECT sum(m.product_uom_qty)::float FROM stock_move m
                 WHERE m.sale_line_id = l.id AND m.state NOT IN ('cancel', 'done')), 0),
       l.qty_delivered::float
FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id JOIN product_product p ON p.id = l.product_id
WHERE o.client_order_ref = %(number)s ORDER BY l.sequence, l.id
"""


def price(sku):
    """Ours: a fifth off the list."""
    return f"{int(sku[2:]) * 10 * 0.8:.2f}"


def an_order(number, *lines, purpose="00"):
    """An 850; a line is (product, quantity) or (product, quantity, price)."""
    body = [f"BEG*{purpose}*SA*{number}**{datetime.now(UTC):%Y%m%d}"]
    for place, (sku, quantity, *stated) in enumerate(lines, start=1):
        body.append(f"PO1*{place}*{quantity}*EA*{stated[0] if stated else price(sku)}**VP*{sku}")
    return ["850", *body]


def a_change(number, *pocs, version="1", day="20261103"):
    """An 860; a line is a POC without its tag."""
    return ["860", f"BCH*04*SA*{number}**{version}*20261102*****{day}", *(f"POC*{poc}" for poc in pocs)]


def a_move(number, place, version="1"):
    """An 860 that only names another delivery address."""
    return ["860", f"BCH*04*SA*{number}**{version}*20261102*****20261103", f"N1*ST**92*{place}"]


def a_cancellation(number, version="9"):
    return ["860", f"BCH*01*SA*{number}**{version}*20261102*****20261104"]


@dataclass
class Edi:
    """The customer, and what became of its documents."""

    world: object
    files: int = 0

    def __post_init__(self):
        (self.world.home / "partners" / "edi.yaml").write_text(PROFILE)

    def send(self, *documents):
        """One file with some documents, put there as a careful sender does."""
        self.files += 1
        inbox = self.world.home / "channels" / "edi"
        inbox.mkdir(parents=True, exist_ok=True)
        text = interchange(documents, self.files)
        aside = inbox / f".{self.files}.part"
        aside.write_text(text)
        aside.rename(inbox / f"{self.files:04d}.edi")

    def run(self, **order):
        return self.world.run(channel="edi", **order)

    def work(self, *documents, **order):
        """Send, and run once to the end."""
        self.send(*documents)
        ended = self.run(**order)
        assert ended["status"] == 0, ended["trouble"]

    def finish(self, runs=6):
        """What died is taken up; what waits for its order goes on waiting."""
        for _ in range(runs):
            self.world.let_leases_run_out()
            ended = self.run()
            if ended["status"] == 0 and not self.open():
                return
        raise AssertionError(f"still open after {runs} runs: {self.open()}\n{ended['trouble']}")

    def open(self):
        sql = "SELECT number, type, state FROM documents WHERE channel = 'edi' AND state = ANY(%(states)s)"
        states = ["captured", "read", "mapped", "checked", "ready", "drafted", "verified", "confirmed", "refused"]
        return self.world.ledger_rows(sql, states=states)

    def documents(self, number):
        """By arrival: purpose, state, codes of its findings."""
        sql = "SELECT purpose, state, findings FROM documents WHERE number = %(number)s ORDER BY id"
        rows = self.world.ledger_rows(sql, number=number)
        return [(purpose, state, [one["code"] for one in found]) for purpose, state, found in rows]

    def states(self, number):
        return [(purpose, state) for purpose, state, _ in self.documents(number)]

    def lines(self, number):
        """Of the order in Odoo: product, quantity, price, discount, to be delivered, delivered."""
        return self.world.odoo_rows(LINES, number=number)

    def short(self, number):
        """Product and quantity only."""
        return [row[:2] for row in self.lines(number)]

    def state(self, number):
        return [
            row[0]
            for row in self.world.odoo_rows("SELECT state FROM sale_order WHERE client_order_ref = %(n)s", n=number)
        ]

    def record(self, number):
        return self.world.odoo_rows("SELECT id FROM sale_order WHERE client_order_ref = %(n)s", n=number)[0][0]

    def outcomes(self, number):
        """What the customer was told."""
        import json

        folder = self.world.home / "channels" / "edi-out"
        found = sorted(folder.glob(f"{number}.*.json"), key=lambda path: path.stat().st_mtime)
        return [json.loads(path.read_text())["outcome"] for path in found]

    def decide(self, number, kind):
        with self.world.ledger.open() as book:
            waiting = book.exceptions.list([f"number:{number}"])
            codes = sorted({found.code for one in waiting for found in one.findings})
            waived = codes if kind == "release" else []
            done = book.exceptions.decide(
                [one.id for one in waiting], kind, by="Ada", reason="spoke with them", waived_codes=waived
            )
            book.commit("tests.decide")
        assert [one.outcome for one in done] == ["done"] * len(waiting) != []

    def movements(self, number):
        """By position: the sum of what was ordered and changed."""
        sql = (
            "SELECT m.position, sum(m.quantity)::float FROM line_movements m JOIN documents d ON d.id = m.document_id"
            " WHERE d.number = %(number)s AND d.channel = 'edi' GROUP BY 1 ORDER BY 1"
        )
        return dict(self.world.ledger_rows(sql, number=number))

    def deliver(self, number, quantity=None):
        """The warehouse ships all of the order's open moves, or ``quantity`` of each."""
        admin = self.world.admin
        pickings = admin.search_read("stock.picking", [("sale_id", "=", self.record(number))], ["id", "state"])
        ids = [one["id"] for one in pickings if one["state"] not in {"done", "cancel"}]
        for move in admin.search_read("stock.move", [("picking_id", "in", ids)], ["product_uom_qty"]):
            admin.write(
                "stock.move", [move["id"]], {"quantity": quantity or float(move["product_uom_qty"]), "picked": True}
            )
        context = {"skip_backorder": True, "picking_ids_not_to_backorder": []}
        admin.call("stock.picking", "button_validate", ids, context=context)

    def invoice(self, number):
        """The bookkeeper invoices what was ordered; a draft counts."""
        context = {"active_model": "sale.order", "active_ids": [self.record(number)]}
        values = {"vals_list": [{"advance_payment_method": "delivered"}]}
        wizard = self.world.admin.call("sale.advance.payment.inv", "create", arguments=values, context=context)
        self.world.admin.call("sale.advance.payment.inv", "create_invoices", wizard, context=context)

    def place(self, code, customer="FC-1"):
        """An address of the customer with a code of ours; none that Odoo would take by itself."""
        (parent,) = self.world.admin.search_read("res.partner", [("ref", "=", customer)], ["id"])
        values = {"ref": code, "name": code, "type": "other", "parent_id": parent["id"], "street": f"1 {code}"}
        (made,) = self.world.admin.call("res.partner", "create", arguments={"vals_list": [values]})
        return made

    def ships_to(self, number):
        rows = "SELECT partner_shipping_id FROM sale_order WHERE client_order_ref = %(n)s"
        return [row[0] for row in self.world.odoo_rows(rows, n=number)]


def interchange(documents, control):
    """An X12 file of some documents, counted right."""
    day = "261103"
    segments = [
        "*".join(("ISA", "00", " " * 10, "00", " " * 10, "ZZ", "EDI".ljust(15), "ZZ", "LADING".ljust(15), day, "1015",
                  "U", "00401", f"{control:09d}", "0", "P", ">")),
        f"GS*PO*EDI*LADING*20261103*1015*{control}*X*004010",
    ]  # fmt: skip
    for place, (kind, *body) in enumerate(documents, start=1):
        segments += [f"ST*{kind}*{place:04d}", *body, f"SE*{len(body) + 2}*{place:04d}"]
    segments += [f"GE*{len(documents)}*{control}", f"IEA*1*{control:09d}"]
    return "".join(f"{segment}~\n" for segment in segments)
