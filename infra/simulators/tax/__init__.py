"""A tax engine: AvaTax REST v2 as far as Lading asks it, and its ways of misbehaving."""
