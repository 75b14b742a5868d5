"""An X12 order through the real Odoo: its 997 and its 855 leave, once, whatever dies in between; a change has its 865."""

from datetime import UTC, datetime

import pytest

PROFILE = """\
partner: granby
source_id: granby-edi
channel: edi
format: x12
timezone: UTC
currency: USD
default_unit: Units
units: {EA: Units}
dates: {past_days: 0, future_days: 0}
severities: {SO-DATE-002: warn}
transport: {inbox: edi/in, archived: edi/seen, outcomes: edi/out, patterns: ["*.x12"], settle_seconds: 0}
x12: {constants: {customer.code: FC-1}}
answers:
  acknowledge: true
  orders: [accepted, changed, rejected]
  changes: [accepted, rejected]
  ours: {id: BRIGHTWATER}
"""
COUNT = [100]


@pytest.fixture(scope="module", autouse=True)
def profile(world):
    (world.home / "partners" / "edi.yaml").write_text(PROFILE)


def drop(world, *sets, functional="PO"):
    """One interchange, put there as a careful sender does; each has the next control number."""
    COUNT[0] += 1
    control, today = COUNT[0], datetime.now(UTC)
    head = (
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{'GRANBY':15}*ZZ*{'LADING':15}*{today:%y%m%d}*1015*U*00401*{control:09d}*0*P*>"
    )
    segments = [head, f"GS*{functional}*GRANBY*LADING*{today:%Y%m%d}*1015*{control}*X*004010"]
    for number, body in enumerate(sets, start=1):
        kind, *inner = body
        segments += [f"ST*{kind}*{number:04d}", *inner, f"SE*{len(inner) + 2}*{number:04d}"]
    text = "".join(f"{one}~\n" for one in (*segments, f"GE*{len(sets)}*{control}", f"IEA*1*{control:09d}"))
    inbox = world.home / "channels" / "edi" / "in"
    inbox.mkdir(parents=True, exist_ok=True)
    aside = inbox / f".{control}.part"
    aside.write_text(text)
    aside.rename(inbox / f"{control}.x12")


def order(number, sku="F-2", price="16", quantity="3"):
    day = f"{datetime.now(UTC):%Y%m%d}"
    return ["850", f"BEG*00*SA*{number}**{day}", "CUR*BY*USD", f"PO1*1*{quantity}*EA*{price}**VP*{sku}", "CTT*1"]


def out(world, kind, about=""):
    folder = world.home / "channels" / "edi" / "out"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return [one.read_text() for one in files if f".{kind}." in one.name and one.name.startswith(about)]


def finish(world):
    for _ in range(6):
        world.let_leases_run_out()
        ended = world.run(channel="edi")
        assert ended["status"] == 0, ended["trouble"]
        if not world.ledger_rows("SELECT 1 FROM documents WHERE channel = 'edi' AND state = ANY(%(open)s)", open=OPEN):
            return


OPEN = ["captured", "read", "mapped", "checked", "ready", "drafted", "verified", "confirmed", "refused"]


def test_an_850_comes_and_997_and_855_leave_with_odoos_number(world):
    drop(world, order("E-1"), order("E-2", sku="NOWHERE"))
    finish(world)
    (ack,) = out(world, "997")
    assert "AK1*PO*101~\nAK2*850*0001~\nAK5*A~\nAK2*850*0002~\nAK5*A~\nAK9*A*2*2*2~" in ack
    ((name,),) = world.ledger_rows("SELECT record_name FROM documents WHERE number = 'E-1'")
    (answer,) = out(world, "855", "E-1")
    assert f"BAK*00*AD*E-1*{datetime.now(UTC):%Y%m%d}****{name}*" in answer
    assert "PO1*1*3*EA*16**VP*F-2~\nACK*IA*3*EA" in answer
    assert out(world, "855", "E-2") == []  # waits for a person: nothing is known yet
    assert [row[1] for row in world.fingerprint("E-1")] == ["sale"]


@pytest.mark.parametrize(
    ("kind", "place", "count"),
    [
        ("commit", "tasks.capture.finish.after", 1),
        ("rename", "folder.outcome.after", 1),
        ("commit", "tasks.answering.record.after", 1),
        ("rename", "folder.outcome.after", 2),
        ("commit", "tasks.answering.sent.before", 2),
    ],
)
def test_killed_while_it_answers_nothing_leaves_twice(world, kind, place, count):
    number = f"K-{place.split('.')[1]}{count}-{place.rsplit('.', 1)[1]}"
    drop(world, order(number))
    assert world.run(channel="edi", kill=[kind, place, count])["status"] == -9
    finish(world)
    assert len(out(world, "855", number)) == 1
    acks = [one for one in out(world, "997") if f"AK1*PO*{COUNT[0]}~" in one]
    assert len(acks) == 1
    assert [row[1] for row in world.fingerprint(number)] == ["sale"]
    rows = world.ledger_rows("SELECT interchange_number, state FROM publications ORDER BY id")
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert {row[1] for row in rows} == {"sent"}


def test_their_997_settles_it_and_touches_nothing(world):
    ((group,),) = world.ledger_rows("SELECT group_number FROM publications WHERE subject = 'E-1'")
    before = world.fingerprint("E-1")
    drop(world, ["997", f"AK1*PR*{group}", "AK9*A*1*1*1"], functional="FA")
    finish(world)
    assert world.ledger_rows("SELECT state FROM publications WHERE subject = 'E-1'") == [("acknowledged",)]
    assert world.ledger_rows("SELECT state FROM documents WHERE type = 'functional_acknowledgement'") == [("done",)]
    assert world.fingerprint("E-1") == before


def test_a_change_that_stands_has_its_865(world):
    day = f"{datetime.now(UTC):%Y%m%d}"
    drop(world, ["860", f"BCH*04*SA*E-1**1*{day}", "POC*1*CA*5**EA*16**VP*F-2", "CTT*1"], functional="PC")
    finish(world)
    (answer,) = out(world, "865", "E-1")
    assert "BCA*00*AD*E-1**1*" in answer
    assert "POC*1*CA*5**EA*16**VP*F-2~" in answer


def test_a_cancellation_that_stands_has_its_865(world):
    (answer,) = out(world, "865", "E-1")
    day = f"{datetime.now(UTC):%Y%m%d}"
    drop(world, ["860", f"BCH*01*SA*E-1**2*{day}", "CTT*0"], functional="PC")
    finish(world)
    gone = [one for one in out(world, "865", "E-1") if one != answer]
    assert len(gone) == 1
    assert "POC*1*DI*5**EA*16**VP*F-2~\nACK*IA*0*EA" in gone[0]
