"""``lading demo --all-channels``: a shop that pushes, EDI customers, the portal and field sales, beside the files."""
