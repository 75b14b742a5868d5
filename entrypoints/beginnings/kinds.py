"""What a new rule, channel and flow begin with. ``$name`` is the name that was given."""

from __future__ import annotations

from entrypoints.beginnings.partner import PARTNER
from entrypoints.beginnings.writing import Beginning, Insert

RULE = Beginning(
    pattern=r"SO-[A-Z]{2,8}-\d{3}",
    example="SO-PACK-001",
    test="tests/unit/domain/test_rules_$snake.py",
    inserts=(
        Insert("domain/rules/__init__.py", r"^\)\nfrom domain\.rules\.ahead", "    $snake,\n", r"^    \w+,\n"),
        Insert("domain/rules/__init__.py", r"^\)\n\"\"\"Where the rules stand", "    $snake,\n"),
        Insert(
            "domain/catalogue/sales_order.py",
            r"^\)\n\Z",
            """\
    CodeEntry(
        code="$name",
        title="Write what it is in three words",
        message="Write what is wrong, with the value: {value}.",
        next_step="Write who does what, then releases or replays.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Write why it matters and what happens if nobody looks.",
    ),
""",
        ),
    ),
    files={
        "domain/rules/$snake.py": '''\
"""$name: write what the rule decides, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from domain.catalogue import finding
from domain.findings import Finding
from domain.rules.registry import Case, rule


@rule("$name")
def rule_$snake(case: Case) -> Iterator[Finding]:
    """Write what must hold; it is shown on the docs page."""
    if _is_wrong(case):
        yield finding("$name", path="number", value=case.order.number)


def _is_wrong(case: Case) -> bool:
    """Write the condition."""
    return not case.order.number
''',
        "tests/unit/domain/test_rules_$snake.py": '''\
"""$name fires on its fault, and is silent without it."""

from __future__ import annotations

from tests.builders import an_order, codes_of


def test_an_order_as_it_should_be_is_let_through() -> None:
    assert "$name" not in codes_of(an_order())


def test_the_fault_is_found() -> None:
    wrong = an_order()
    assert "$name" in codes_of(wrong), (
        "Next: make this order wrong, write the condition in domain/rules/$snake.py and the words in "
        "domain/catalogue/sales_order.py, then run 'lading schema'."
    )
''',
    },
)

CHANNEL = Beginning(
    pattern=r"[a-z][a-z0-9]{1,20}",
    example="cxml",
    test="tests/contract/readers/test_$snake.py",
    inserts=(
        Insert("connectors/__init__.py", r'^    "parquet": ', '    "$name": "connectors.$name.spec:READER",\n'),
        Insert("domain/profile.py", r'^    \] = Field\(description="Format of the files', '        "$name",\n'),
    ),
    files={
        "connectors/$name/__init__.py": '"""$title: write what system or format this is."""\n',
        "connectors/$name/spec.py": '''\
"""Reader of $name: its bytes become sales orders."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.formats.canonical import told
from connectors.ports import Identified, Raw, Reading, Trailer
from domain.profile import PartnerProfile

MAGIC = b"\\x00$name\\x00"
"""Write what its first bytes look like."""


class _Reader:
    name = "$name"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint
        """Whether the first bytes look like it."""
        return Identified("$name") if head.startswith(MAGIC) else None

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """As ``connectors.ports.Reader.read``: so far, nothing can be read."""
        why = "the reader is not written yet"
        found = told(profile, "FI-FILE-001", value=raw.name, format=self.name, why=why)
        yield Reading(ordinal=1, findings=(found,), content_hash=raw.sha256, excerpt=found.message)


READER = _Reader()
''',
        "tests/contract/readers/test_$snake.py": '''\
"""$title: what the reader makes of a delivery.

The contract of all readers is in ``test_every_reader.py``.
"""

from __future__ import annotations

from connectors import read_documents
from connectors.ports import Raw, Reading
from tests.unit.readers.made import a_profile

SAMPLE = b"\\x00$name\\x00"


def test_a_delivery_becomes_orders() -> None:
    parts = read_documents(Raw.of("sample", SAMPLE), a_profile("$name"))
    orders = [one.document for one in parts if isinstance(one, Reading) and one.document]
    assert orders, (
        "Next: put a real delivery into SAMPLE, and read it in connectors/$name/spec.py; "
        "connectors/ubl/spec.py is a neighbour to look at. Then say in this test what must come out."
    )
''',
    },
)

FLOW = Beginning(
    pattern=r"[a-z][a-z0-9-]{2,40}",
    example="order-changes",
    test="tests/architecture/test_flow_$snake.py",
    inserts=(
        Insert(
            "flows/cards.yaml",
            r"\Z",
            """\
$name/scheduled:
  owner: integration
  deputy: operations
  criticality: standard
  latency_class: minutes
  recovery_objective_minutes: 60
  validation_suite: write which gates
  exception_path: lading exceptions list
  runbook: docs/runbooks/$name.md
  pool: standard
""",
        ),
        Insert(
            "prefect.yaml",
            r"\Z",
            """
  - name: scheduled
    description: Write what it takes from where to where.
    entrypoint: flows/$snake.py:$snake
    tags: [lading, $name, scheduled]
    work_pool: *standard
    parameters: { channel: "" }
    concurrency_limit: { limit: 1, collision_strategy: CANCEL_NEW }
""",
        ),
    ),
    files={
        "docs/processes/$name.md": """\
# $title: the process map

Write this first: one line a step, in the order in which a document meets them.

| step | stage | takes → leaves | system of record | latency class | \
validated before the state changes | what can go wrong, and who gets it |
| --- | --- | --- | --- | --- | --- | --- |
""",
        "docs/runbooks/$name.md": """\
# $title: runbook

What an operator sees first when it fails, then what to do.
""",
        "flows/$snake.py": '''\
"""$title: write what it carries from where to where.

The process map: ``docs/processes/$name.md``.
"""

from __future__ import annotations

from prefect import flow

from domain.work import BatchLimits
from tasks.arrivals import arrivals
from tasks.report import Summary, report, summary
from tasks.stage import FLOW_OPTIONS


@flow(name="$name", **FLOW_OPTIONS)
async def $snake(channel: str, limits: BatchLimits | None = None) -> Summary:
    """Write what it does, and what came of it when it ends.

    Args:
        channel: the profile's channel, as ``lading partners list`` shows it.
        limits: documents and lines a batch, batches and minutes a run; empty: the settings' defaults.
    """
    async for batch in arrivals(channel, limits):
        await report(batch)
    return await summary(channel)
''',
        "tests/architecture/test_flow_$snake.py": '''\
"""The flow $name reads like its process map."""

import re

from tests.architecture.house import TOP


def test_the_map_and_the_flow_name_the_same_stages():
    called = re.findall(r"await (\\w+)\\(", (TOP / "flows" / "$snake.py").read_text())
    page = (TOP / "docs" / "processes" / "$name.md").read_text()
    steps = re.findall(r"^\\| [\\w -]+ \\| `([\\w-]+)` \\|", page, flags=re.MULTILINE)
    assert steps, (
        "Next: write the steps into docs/processes/$name.md, then a stage for each in tasks/, "
        "then call them in flows/$snake.py. docs/processes/order-to-cash.md is a neighbour to look at."
    )
    assert len(steps) <= len(called)
''',
    },
)

KINDS = {"partner": PARTNER, "rule": RULE, "channel": CHANNEL, "flow": FLOW}
