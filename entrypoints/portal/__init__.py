"""Our own REST interface for customers and field sellers, in the process of ``lading receive``. It never calls Odoo."""
