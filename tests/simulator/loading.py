"""``load`` as Odoo 19 does it: rows to records with external ids, create-only or overwriting, all or nothing."""

from decimal import Decimal, InvalidOperation

TARGETS = {
    "partner_id": ("res.partner", "Customer"),
    "partner_shipping_id": ("res.partner", "Delivery Address"),
    "company_id": ("res.company", "Company"),
    "warehouse_id": ("stock.warehouse", "Warehouse"),
    "pricelist_id": ("product.pricelist", "Pricelist"),
    "user_id": ("res.users", "Salesperson"),
    "product_id": ("product.product", "Product"),
    "product_uom_id": ("uom.uom", "Unit"),
    "subtype_id": ("mail.message.subtype", "Subtype"),
}
NUMBERS = {"product_uom_qty", "price_unit", "discount"}
LINES = "order_line/"


class BadCell(Exception):
    def __init__(self, field, message):
        super().__init__(message)
        self.field, self.message = field, message


class Loading:
    """One call of ``load``."""

    def __init__(self, tables, orders, user, context):
        self.tables, self.orders, self.user = tables, orders, user
        self.create_only = bool(context.get("noupdate")) and context.get("mode") == "update"

    def load(self, model, fields, rows):
        """Odoo's answer: ids of all records, or False and a message for each bad one."""
        records = list(self._records(fields, rows))
        ids, messages = [], []
        try:
            with self.tables.transaction():
                for turn, (first, last, some) in enumerate(records):
                    try:
                        ids.append(self._one(model, fields, some))
                    except BadCell as bad:
                        messages.append(_message(turn, first, last, bad))
                if messages:
                    raise _Rolled
        except _Rolled:
            return {"ids": False, "messages": messages, "nextrow": 0}
        return {"ids": ids, "messages": [], "nextrow": 0}

    def _records(self, fields, rows):
        """(first row, last row, rows): a row with nothing but a line's cells belongs to the record above."""
        own = [place for place, name in enumerate(fields) if not name.startswith(LINES)]
        starts = [n for n, row in enumerate(rows) if n == 0 or any(row[place] for place in own)]
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            yield start, end - 1, rows[start:end]

    def _one(self, model, fields, rows):
        head = self._values(fields, rows[0], lines=False)
        external, record = head.pop("id", None), head.pop(".id", None)
        known = int(record) if record else self.tables.external(external, model) if external else None
        if record and known not in self.tables[model]:
            raise BadCell(".id", f"No matching record found for database id '{record}' in field 'ID'")
        if known is not None and known not in self.tables[model]:
            known = None
        if known is not None and self.create_only and not record:
            return known
        return self._put(model, known, external, head, self._lines(fields, rows))

    def _lines(self, fields, rows):
        return [values for row in rows if (values := self._values(fields, row, lines=True))]

    def _put(self, model, known, external, head, lines):
        if model == "sale.order":
            return self._order(known, external, head, lines)
        if known is not None:
            self.tables.change(model, self.tables[model][known], head, self.user)
            return known
        made = self.tables.make(model, head, self.user)["id"]
        if external:
            self.tables.name(external, model, made)
        return made

    def _order(self, known, external, head, lines):
        if known is None:
            order = self.orders.create(head, self.user)
            if external:
                self.tables.name(external, "sale.order", order["id"])
        else:
            self.orders.write([known], head, self.user)
            order = self.tables["sale.order"][known]
        for values in lines:
            name, record = values.pop("id", None), values.pop(".id", None)
            line = int(record) if record else self.tables.external(name, "sale.order.line") if name else None
            if line is not None and line in self.tables["sale.order.line"]:
                self.orders.put_line(self.tables["sale.order.line"][line], values, self.user)
                continue
            made = self.orders.add_line(order, values, self.user)
            if name:
                self.tables.name(name, "sale.order.line", made["id"])
        return order["id"]

    def _values(self, fields, row, *, lines):
        """Cells of a row by field: a blank cell is False, not left out."""
        found = {}
        for column, cell in zip(fields, row, strict=True):
            if column.startswith(LINES) is lines:
                name, _, how = column.removeprefix(LINES).partition("/")
                found[name] = self._cell(name, how, cell)
        return found if any(found.values()) or not lines else {}

    def _cell(self, name, how, cell):
        if how and cell:
            model, label = TARGETS[name]
            record = int(cell) if how == ".id" else self.tables.external(str(cell))
            if record not in self.tables[model]:
                kind = "database id" if how == ".id" else "external id"
                raise BadCell(name, f"No matching record found for {kind} '{cell}' in field '{label}'")
            return record
        if name in NUMBERS:
            try:
                return Decimal(str(cell or 0))
            except InvalidOperation:
                raise BadCell(name, f"'{cell}' does not seem to be a number for field '{name}'") from None
        return cell


class _Rolled(Exception):
    pass


def _message(turn, first, last, bad):
    rows = {"from": first, "to": last}
    return {"type": "error", "record": turn, "rows": rows, "field": bad.field, "message": bad.message}
