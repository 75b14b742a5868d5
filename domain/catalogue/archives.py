"""AR-*: what is found in deliveries that come packed."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

_E = Severity.EXCEPTION
_LOOK = (
    "Integration asks the partner what {value} was meant to hold, and whether somebody else sent it; then rejects this."
)


def _entry(code: str, title: str, message: str, meaning: str, **rest: str) -> CodeEntry:
    words = {"next_step": _LOOK, "owner": "integration", **rest}
    return CodeEntry.model_validate(
        {"code": code, "title": title, "message": message, "meaning": meaning, "severity": _E, **words}
    )


ENTRIES: tuple[CodeEntry, ...] = (
    _entry(
        "AR-FILE-001",
        "Archive encrypted",
        "The file {member} in the archive {value} is not opened: {why}.",
        "Lading holds no passwords of partners' archives. The other files of the archive go on.",
        next_step="Operations asks the partner to send {member} without a password, over a channel that is safe itself.",
        owner="partner",
    ),
    _entry(
        "AR-FILE-002",
        "Archive within an archive",
        "The file {member} in the archive {value} is not opened: {why}.",
        "One packing is unpacked. Archives within archives grow without bound, and no delivery needs them.",
        next_step="Operations asks the partner to pack the files of {member} once only, and to send them again.",
        owner="partner",
    ),
    _entry(
        "AR-FILE-003",
        "Unsafe name in an archive",
        "The file {member} in the archive {value} is not opened: {why}.",
        "A name with .., a whole path or a link is meant to reach outside of the archive. Nothing is ever written by the "
        "names inside; a file that has such a name is not read either.",
    ),
    _entry(
        "AR-FILE-004",
        "Archive unpacks to too much",
        "The file {member} in the archive {value} is not opened: it unpacks to {why}.",
        "A bomb: a small file that fills disk and memory when it is unpacked. Unpacking stopped at the bound.",
    ),
    _entry(
        "AR-FILE-005",
        "Too many files in an archive",
        "The archive {member} of the delivery {value} is not opened: it has {why}.",
        "An archive of orders has a few files. More than a thousand are a mistake, or meant to keep us busy.",
    ),
    _entry(
        "AR-FILE-006",
        "Archive damaged",
        "The file {member} in the archive {value} can't be unpacked: {why}.",
        "The archive breaks off, its checksum is wrong, or it is packed in a way that nobody uses for orders.",
        next_step="Operations asks the partner to send {value} again, whole; then rejects this entry.",
        owner="partner",
    ),
    _entry(
        "AR-FILE-007",
        "Archive empty",
        "The archive {value} holds no file.",
        "Whether orders are missing is for a person to find out.",
        next_step="Operations asks the partner whether an empty archive was meant, then rejects this entry.",
        owner="partner",
    ),
)
