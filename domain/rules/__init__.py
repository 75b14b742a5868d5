"""Business rules on one document with facts. A new module of rules is imported here, by name."""

from __future__ import annotations

from domain.rules import (
    checks_channels,
    checks_customer,
    checks_delivery,
    checks_products,
    checks_stock,
    checks_tax,
    checks_value,
    sales_order_head,
    sales_order_lines,
    sales_order_parties,
    sales_order_prices,
)
from domain.rules.ahead import Ahead
from domain.rules.decision import Decision, decide
from domain.rules.registry import RULES, Case, Rule, apply_severities, rule, run_rules

__all__ = ["MODULES", "RULES", "Ahead", "Case", "Decision", "Rule", "apply_severities", "decide", "rule", "run_rules"]

MODULES = (
    sales_order_parties,
    sales_order_head,
    sales_order_lines,
    sales_order_prices,
    checks_customer,
    checks_products,
    checks_stock,
    checks_value,
    checks_delivery,
    checks_tax,
    checks_channels,
)
"""Where the rules stand."""
