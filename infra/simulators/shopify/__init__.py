"""A web shop on Shopify: GraphQL Admin API 2026-04 in part, signed webhooks, and its ways of misbehaving."""
