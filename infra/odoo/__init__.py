"""A real Odoo: fetched, set up, served."""
