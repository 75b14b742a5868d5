"""A plan as a spreadsheet (XLSX): written for a planner, read back with each cell's place."""
