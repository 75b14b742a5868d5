"""Policy: from a forecast to reorder points and order-up-to levels."""

from __future__ import annotations

from domain.planning.policy.needs import Cleaned, needs

__all__ = ["Cleaned", "needs"]
