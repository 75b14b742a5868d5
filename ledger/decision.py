"""What a person's decision came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person's decision came to for one exception."""

    exception_id: int
    document_id: int
    outcome: Literal["done", "first", "already", "unknown", "refused"]
    """first: the first of two approvals was kept, and a second person is awaited."""
    to: str
    """State of the document afterwards."""
    says: str
