"""Odoo's tables in memory: records, external ids, domains, and transactions that leave no trace when they fail."""

from contextlib import contextmanager

from connectors.odoo.references import _KINDS

RELATIONS = {
    ("product.pricelist.item", "pricelist_id"): "product.pricelist",
    ("product.product", "product_tmpl_id"): "product.template",
    ("product.product", "categ_id"): "product.category",
    ("product.product", "product_uom_ids"): "product.uom",
}
"""Where a dotted path of a domain leads; lists of ids too."""
MOVING = ("sale.order", "sale.order.line", "stock.picking", "mail.message", "crm.tag", "ir.model.data", "res.partner")
"""Models whose records a call may change."""

OPERATORS = {
    "=": lambda found, value: not any(found) if value is False else value in found,
    "!=": lambda found, value: any(found) if value is False else value not in found,
    "in": lambda found, value: any(one in value for one in found),
    "not in": lambda found, value: all(one not in value for one in found),
    ">": lambda found, value: any(one > value for one in found),
    ">=": lambda found, value: any(one >= value for one in found),
    "<": lambda found, value: any(one < value for one in found),
    "<=": lambda found, value: any(one <= value for one in found),
}
"""Of a domain's term: the field's values (several of a list of ids) and the term's."""


class Refusal(Exception):
    """Odoo says no: status, class of the error and sentence as JSON-2 gives them."""

    def __init__(self, status, name, message):
        super().__init__(message)
        self.status, self.name, self.message = status, name, message


def user_error(message):
    return Refusal(422, "odoo.exceptions.UserError", message)


class Tables:
    """Records by model and id."""

    def __init__(self, clock):
        self.clock = clock
        self.models = {}
        self._next = {}
        self.on_name = lambda name, model, record: None

    def __getitem__(self, model):
        if model not in self.models:
            raise Refusal(404, "werkzeug.exceptions.NotFound", f"the model {model!r} does not exist")
        return self.models[model]

    def make(self, model, values, user=1):
        number = self._next[model] = self._next.get(model, 0) + 1
        stamp = self.stamp()
        record = {"id": number, "write_date": stamp, "write_uid": user, "create_uid": user, **values}
        self.models.setdefault(model, {})[number] = record
        return record

    def change(self, model, record, values, user):
        record.update(values, write_date=self.stamp(), write_uid=user)

    def stamp(self):
        return self.clock.now().strftime("%Y-%m-%d %H:%M:%S")

    @contextmanager
    def transaction(self):
        """All or nothing; numbers that were given out stay given out. Values of fields are replaced, never changed."""
        kept = {model: {n: dict(one) for n, one in self.models.get(model, {}).items()} for model in MOVING}
        try:
            yield
        except BaseException:
            self.models.update(kept)
            raise

    def external(self, name, model=None):
        """Record of an external id like ``__lading__.x``; None: there is none, or its record is gone."""
        module, _, rest = name.rpartition(".")
        for data in self.models["ir.model.data"].values():
            if (data["module"], data["name"]) == (module, rest) and (model is None or data["model"] == model):
                return data["res_id"]
        return None

    def name(self, name, model, record):
        self.on_name(name, model, record)
        module, _, rest = name.rpartition(".")
        self.make("ir.model.data", {"module": module, "name": rest, "model": model, "res_id": record})

    def remove(self, model, record_id):
        """The record and its external ids, as unlink does."""
        del self.models[model][record_id]
        data = self.models["ir.model.data"]
        for number in [n for n, one in data.items() if (one["model"], one["res_id"]) == (model, record_id)]:
            del data[number]

    def existing(self, model, ids):
        """Records of these ids, or Odoo's MissingError."""
        table = self[model]
        missing = [number for number in ids if number not in table]
        if missing:
            message = f"Record does not exist or has been deleted.\n(Record: {model}({missing[0]},), User: 7)"
            raise Refusal(404, "odoo.exceptions.MissingError", message)
        return [table[number] for number in ids]

    def search(self, model, domain, *, archived=False):
        """Records that match, by id."""
        table = self[model]
        named = {term[0] for term in domain if not isinstance(term, str)}
        tests = [term if isinstance(term, str) else self._test(model, *term) for term in reversed(domain)]
        found = [table[number] for number in sorted(table) if _matches(table[number], tests)]
        return [one for one in found if archived or "active" in named or one.get("active", True)]

    def _test(self, model, path, operator, value):
        """Whether a record meets a term of a domain."""
        head, _, rest = path.partition(".")
        if operator not in OPERATORS:
            raise Refusal(422, "builtins.ValueError", f"Invalid operator {operator!r} in domain")
        if rest:
            others = self.models[RELATIONS[model, head]]
            inner = self._test(RELATIONS[model, head], rest, operator, value)
            return lambda record: any(inner(others[one]) for one in _several(self.value(model, record, head)) if one)
        holds, wanted = OPERATORS[operator], set(value) if operator in {"in", "not in"} else value
        return lambda record: holds(_several(self.value(model, record, head)), wanted)

    def value(self, model, record, field):
        """A field's value; False where Odoo has none."""
        if field not in record and field not in KNOWN.get(model, ()):
            raise Refusal(422, "builtins.ValueError", f"Invalid field {field!r} on {model!r}")
        return record.get(field, False)


def _several(found):
    return found if isinstance(found, list) else [found]


def _matches(record, tests):
    """Whether the record meets a domain, given from its end."""
    stack = []
    for test in tests:
        if test == "!":
            stack.append(not stack.pop())
        elif test in ("|", "&"):
            one, other = stack.pop(), stack.pop()
            stack.append(one or other if test == "|" else one and other)
        else:
            stack.append(test(record))
    return all(stack)


KNOWN = {
    **{kind.model: (*kind.fields, "original_tax_ids", "product_uom_ids", "barcode") for kind in _KINDS.values()},
    "sale.order": ("tag_ids", "partner_shipping_id", "warehouse_id", "pricelist_id", "user_id", "commitment_date"),
    "sale.order.line": ("display_type", "discount", "tax_ids"),
    "res.country.group": ("exclude_state_ids",),
}
"""Fields that a record may lack. Of master data all that the mirror reads: the contract tests hold it to the names."""
