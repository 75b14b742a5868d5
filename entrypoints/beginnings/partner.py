"""What a new partner begins with. ``$name`` is the name that was given."""

from __future__ import annotations

from entrypoints.beginnings.writing import Beginning

PARTNER = Beginning(
    pattern=r"[a-z0-9][a-z0-9-]{0,40}",
    example="acme",
    test="tests/unit/partners/test_$snake.py",
    inserts=(),
    files={
        "partners/$name.yaml": """\
# yaml-language-server: $$schema=schema.json
# $title: who they are and how their orders come.
partner: $name
source_id: $name-orders       # part of each document's identity: never change it
channel: $name
format: csv                   # 'lading inspect FILE' says what it is, and proposes the mapping
timezone: UTC
currency: EUR
transport:
  inbox: $name/in
  outcomes: $name/out
  patterns: ["*.csv"]
severities:                   # while this is new: what would refuse an order for good waits, and can be replayed
  SO-LINE-004: exception      # a unit that is not in 'units' below yet
  SO-LINE-011: exception
units: {}                     # their unit: the name of ours in Odoo
mapping:
  date_formats: ["%Y-%m-%d"]
  columns:
    number: number
    ordered_at: date
    customer.code: customer
    line.sku: sku
    line.quantity: quantity
""",
        "partners/samples/$name/README.md": """\
# Samples of $title
A file as they send it (masked) stands here beside `<file>.expected.json`, which `lading samples update` writes.
""",
        "tests/unit/partners/__init__.py": "",
        "tests/unit/partners/test_$snake.py": '''\
"""$title: a sample of theirs is read without a finding."""

from __future__ import annotations

from pathlib import Path

from entrypoints.sampling import compared, samples

PARTNERS = Path(__file__).parents[3] / "partners"


def test_samples_of_${snake}_are_read_without_a_finding() -> None:
    mine = [one for one in samples(PARTNERS)[0] if one.profile.channel == "$name"]
    assert mine, (
        "Next: put a file of theirs into partners/samples/$name, run 'lading inspect' on it, write its columns "
        "into partners/$name.yaml, then run 'lading samples update'."
    )
    for sample in mine:
        assert [found for one in sample.made() for found in one.get("findings", ())] == []
        assert compared(sample) == []
''',
    },
)
