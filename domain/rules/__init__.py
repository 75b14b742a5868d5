"""Business rules on one document with facts. A new module of rules is imported here, by name."""

from __future__ import annotations

from domain.rules import (
    sales_order_head,
    sales_order_lines,
    sales_order_parties,
    sales_order_prices,
)
from domain.rules.decision import Decision, decide
from domain.rules.registry import RULES, Case, Rule, apply_severities, rule, run_rules

__all__ = ["MODULES", "RULES", "Case", "Decision", "Rule", "apply_severities", "decide", "rule", "run_rules"]

MODULES = (
    sales_order_parties,
    sales_order_head,
    sales_order_lines,
    sales_order_prices,
)
"""Where the rules stand."""
