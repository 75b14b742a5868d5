"""Demand beside Odoo: files with sku, place, day and ordered, by the planning profile's ``sources``."""
