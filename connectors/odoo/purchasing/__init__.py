"""The planning side of Odoo: purchase orders, transfers and reordering rules of a plan, each made once."""
