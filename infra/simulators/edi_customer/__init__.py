"""A customer's EDI system: X12 and EDIFACT over files, with its own reader, its state, and its ways of misbehaving."""
