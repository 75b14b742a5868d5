"""Files of a plan as documents within its days, streamed; what stands twice or outside is counted."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connectors import read_documents
from connectors.ports import Raw, Reading, Trailer
from connectors.transports.names import bundle, together
from domain.backfill import PlanFile, PlanHead
from domain.documents.sales_order_change import ChangeKey
from domain.keys import external_id
from domain.mapping import HeadRecord
from domain.profile import PartnerProfile
from ledger.archive import AnyArchive
from tasks.backfill.judging import Read

BATCH_DOCUMENTS = 1200
BATCH_LINES = 24_000


@dataclass
class PlanReading:
    """One pass over the files of a plan."""

    archive: AnyArchive
    profile: PartnerProfile
    head: PlanHead
    counts: Counter[str] = field(default_factory=Counter)
    """outside, undated, unreadable, twice: documents that the plan says nothing about."""
    troubles: list[str] = field(default_factory=list)
    """What could not be read, in words."""
    _seen: set[bytes] = field(default_factory=set)

    def batches(self) -> Iterator[list[Read]]:
        """Documents within the plan's days, in the order of the files, cut for judging."""
        batch: list[Read] = []
        lines = 0
        for one in self._documents():
            batch.append(one)
            lines += one.lines
            if len(batch) >= BATCH_DOCUMENTS or lines >= BATCH_LINES:
                yield batch
                batch, lines = [], 0
        if batch:
            yield batch

    def _documents(self) -> Iterator[Read]:
        zone = zoneinfo.ZoneInfo(self.profile.timezone)
        for place, file in enumerate(self.head.files):
            with self.archive.local(file.sha256) as content:
                for item in read_documents(Raw(file.name, content, file.sha256), self.profile):
                    if not isinstance(item, Trailer) and (read := self._wanted(place, item, zone)) is not None:
                        yield read

    def _wanted(self, place: int, item: Reading, zone: zoneinfo.ZoneInfo) -> Read | None:
        if item.payload is None or item.key is None:
            return self._left_out("unreadable", *(found.message for found in item.findings))
        if item.key.type != "sales_order":
            what = "a change of an order" if isinstance(item.key, ChangeKey) else "what is no order"
            says = f"{item.number}: {what} is not taken, a backfill takes orders as they were sent."
            return self._left_out("unreadable", says)
        if item.ordered_at is None:
            return self._left_out("undated")
        day = item.ordered_at.astimezone(zone).date()
        if not self.head.since <= day <= self.head.until:
            return self._left_out("outside")
        key = external_id(item.key)
        if key[-26:].encode() in self._seen:
            return self._left_out("twice")
        self._seen.add(key[-26:].encode())
        return Read(
            file=place,
            ordinal=item.ordinal,
            external_id=key,
            content_hash=item.content_hash,
            number=item.number,
            ordered_on=day,
            currency=item.currency,
            total=item.total,
            lines=item.line_count,
            payload=item.payload,
            findings=item.findings,
        )

    def _left_out(self, why: str, *says: str) -> Read | None:
        """Count it, and give nothing."""
        self.counts[why] += 1
        if len(self.troubles) < 20:  # noqa: PLR2004 - the first few tell the cause
            self.troubles.extend(says)
        return None


def archived(archive: AnyArchive, paths: Sequence[Path], pair: HeadRecord | None = None) -> list[PlanFile]:
    """Files put into the archive: a plan keeps the bytes that it was made from.

    Where a delivery has two files (``pair``), both are one, as they would come in; a half alone stays alone.
    """
    if pair is None:
        return [PlanFile(path.name, str(path.resolve()), archive.put(path), path.stat().st_size) for path in paths]
    deliveries = together({path.name: path for path in paths}, pair)
    taken = {path for _, two in deliveries for path in two}
    found = archived(archive, [path for path in paths if path not in taken])
    for name, some in deliveries:
        if len(some) == 1:
            found += archived(archive, some)
        else:
            content = bundle(some)
            found.append(PlanFile(name, "", archive.put(content), len(content)))
    return found
