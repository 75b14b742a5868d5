"""Texts that mean something to SQL, Odoo's domains, shells, logs, YAML or templates are texts (F47, F48); webhooks."""

import json

import pytest

from tasks.answering import safe
from tasks.runtime.logs import write_logs
from tests.integration.receiver.taken import a_line, channel
from tests.pushing import PROFILE, order

TEXTS = [
    "'|'", "('id', '!=', 0)", "[('id','!=',0)]", "%", "_", "*", "partner_id.user_ids.password", "' OR '1'='1",
    "x'; DROP TABLE documents; --", "$(touch /tmp/x)", "`id`", "{{7*7}}", "${jndi:ldap://x/a}", "!!python/object:os.system",
    "../../../etc/passwd", "..\\..\\x", "/etc/passwd", "a\r\nX-Admin: 1", "a\nlevel=info event=forged", "\x1b[2Jgone",
    "=cmd|' /C calc'!A0", "a\u202eb", "NULL", "true", "-1", "1e999", "<script>alert(1)</script>",
]  # fmt: skip
KINDS = [["PO-1"], {"$ne": 0}, {"number": "PO-1"}, 7, 7.5, True, None, [["id", "!=", 0]], "a\x00b", "\ud800"]


@pytest.fixture
def line(house):
    text = PROFILE.replace("channel: pushed", "channel: orders").replace("[pushed]", "[edi]")
    (house.settings.partners / "orders.yaml").write_text(text)
    channel(house, "rows", "csv")
    with a_line(house) as made:
        yield made


def asked(**changes):
    return json.dumps({**json.loads(order("PO-0", lines=1)), **changes}).encode()


def test_a_text_stays_a_text_in_every_field(line):
    article = json.loads(order("PO", lines=1))["lines"][0]
    orders = [
        json.loads(asked(number=f"{text} {place}", customer=text, lines=[{**article, "sku": text, "text": text}]))
        for place, text in enumerate(TEXTS)
    ]
    line.take(json.dumps(orders), channel="orders")
    found = line.documents()
    assert len(found) == len(TEXTS)
    assert all(state in {"captured", "exception"} for _, _, state, _ in found)
    taken = [row for row in found if row[2] == "captured"]
    assert len(taken) >= len(TEXTS) - 4, found
    assert {row[0].rpartition(" ")[0] for row in taken} <= {" ".join(text.split()) for text in TEXTS} | set(TEXTS)
    assert line.rows("SELECT count(*) FROM documents WHERE number LIKE '\\%%'") == [(1,)], "one was called so"
    assert line.balanced()


def test_another_kind_of_value_than_a_text_is_a_finding_or_the_text_of_its_digits(line):
    for place, value in enumerate(KINDS):
        for name in ("number", "customer"):
            message = f"{name}-{place}"
            assert line.push(asked(**{"number": message, name: value}), "orders", message).status_code == 202
    line.read("orders")
    found = line.documents()
    assert {row[0] for row in found if row[0].startswith("customer-")} == {f"customer-{n}" for n in range(len(KINDS))}
    assert len(found) >= 2 * len(KINDS)
    assert all(codes for _, _, state, codes in found if state == "exception")
    assert not [row for row in found if row[0] in {"['PO-1']", "{'$ne': 0}"}], "nothing is called by Python's words"
    assert line.balanced()


def test_fields_that_nobody_agreed_on_change_nothing(line):
    plain = asked(number="PO-1")
    more = json.loads(plain) | {"partner_id.user_ids.password": "x", "__class__": "x", "state": "done", "id": 1}
    line.take(plain, json.dumps(more).encode(), channel="orders")
    assert line.states() == ["captured", "duplicate"]


def test_a_formula_and_a_number_of_csv_are_texts_too(line):
    rows = [f'"{text.replace(chr(34), "")}",2026-11-02,C-1,A-1,Anvil,2,Stk,10' for text in TEXTS if "\n" not in text]
    line.take("Order,Date,Customer,Item,Text,Qty,Unit,Price\n" + "\n".join(rows) + "\n", channel="rows")
    assert len(line.documents()) == len(rows)
    assert line.balanced()


@pytest.mark.parametrize("text", [*TEXTS, "..", ".", "", "\x00", "x" * 500, "con.json"])
def test_a_number_in_a_files_name_leads_nowhere_else(text):
    name = safe(text)
    assert name.isprintable()
    assert not {"/", "\\", "\0"} & set(name)
    assert len(f"{name}.done.123456789012.json".encode()) < 255


def test_one_push_is_at_most_one_line_of_the_log(line, capsys):
    write_logs("console")
    for place, text in enumerate(TEXTS):
        header = text.encode("latin-1", "replace").replace(b"\r", b"").replace(b"\n", b"").replace(b"\x1b", b"")
        sent = {"webhook-id": header.decode("latin-1").strip() or "m", "webhook-signature": f"v1,{place}"}
        assert line.push(b"{}", "orders", **sent).status_code == 401
    said = capsys.readouterr().err.splitlines()
    assert len(said) == len(TEXTS)
    assert all("[warning] refused channel=orders" in one and one.isprintable() for one in said)


def test_a_path_with_a_line_end_or_a_zero_is_no_channel(line):
    for path in ("orders%0aforged", "orders%00", "..%2forders", "orders%2f..%2frows", "orders;x", "%7b%7b7*7%7d%7d"):
        answer = line.client.post(f"/hooks/{path}", content=b"{}")
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json", path
        assert "forged" not in answer.text.replace("orders\\u000aforged", "") or answer.text.isprintable()
    assert line.rows("SELECT count(*) FROM deliveries") == [(0,)]
