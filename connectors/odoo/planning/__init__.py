"""What a plan is made of, read from an Odoo by the reader's key: see ``docs/planning/extract.md``."""
