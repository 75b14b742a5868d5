"""Where partners push: the web application of ``lading receive``. Lean: neither Prefect nor Great Expectations."""
