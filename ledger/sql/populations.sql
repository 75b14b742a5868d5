-- name: alike_orders
-- purpose: orders with the same customer, lines and quantities, oldest first; what was refused counts no more
SELECT alike_hash, id AS document_id, external_id, number, state, captured_at FROM documents
WHERE alike_hash = ANY(CAST(:hashes AS text[])) AND alike_hash <> '' AND captured_at >= :since
  AND state NOT IN ('duplicate', 'superseded', 'refused', 'rejected')
ORDER BY id;

-- name: recent_orders
-- purpose: the last orders of some customers; a customer is compared as it stands in the payload, up to its first brace
SELECT r.id, r.external_id, r.customer, r.number, r.captured_at, r.payload
FROM (
    SELECT d.id, d.external_id, d.number, d.captured_at, p.payload, o.customer,
           row_number() OVER (PARTITION BY d.partner, o.customer ORDER BY d.id DESC) AS place
    FROM documents d
    JOIN payloads p ON p.document_id = d.id
    CROSS JOIN LATERAL (SELECT substring(p.payload FROM position(CAST('"customer":' AS bytea) IN p.payload)) AS rest) s
    JOIN unnest(CAST(:customers AS bytea[])) AS o (customer)
        ON o.customer = substring(s.rest FOR position(CAST('}' AS bytea) IN s.rest))
    WHERE d.partner = :partner AND d.captured_at >= :since AND d.type = 'sales_order'
      AND d.state NOT IN ('duplicate', 'superseded', 'refused', 'rejected')
) r
WHERE r.place <= :most
ORDER BY r.id DESC;

-- name: orders_elsewhere
-- purpose: the last orders of some of our customers by other channels, that came before each asker or passed the rules
--          before it; an order of which nothing is known yet counts as the newest
SELECT o.external_id AS asker, e.document_id, e.channel, e.captured_at, e.resolved
FROM unnest(CAST(:askers AS text[]), CAST(:customers AS bigint[])) AS o (external_id, customer_id)
LEFT JOIN business_keys k ON k.key = o.external_id
CROSS JOIN LATERAL (
    SELECT d.id AS document_id, d.channel, d.captured_at, r.resolved
    FROM resolutions r JOIN documents d ON d.id = r.document_id
    WHERE r.customer_id = o.customer_id AND d.channel <> :channel AND d.captured_at >= :since
      AND d.type = 'sales_order' AND d.state NOT IN ('duplicate', 'superseded', 'refused', 'rejected')
      AND (k.document_id IS NULL OR d.id < k.document_id
           OR d.state IN ('checked', 'ready', 'drafted', 'verified', 'confirmed', 'done'))
    ORDER BY r.document_id DESC LIMIT :most
) e
ORDER BY e.document_id DESC;

-- name: population
-- purpose: a channel's last orders; their changes are another population
SELECT d.external_id, d.number, d.currency, d.total, d.line_count, d.quantity, d.ordered_at, d.captured_at
FROM (SELECT id FROM deliveries WHERE channel = :channel AND duplicate_of IS NULL ORDER BY id DESC LIMIT :newest) v
CROSS JOIN LATERAL (
    SELECT * FROM documents
    WHERE delivery_id = v.id AND state NOT IN ('duplicate', 'superseded') AND type = 'sales_order'
    ORDER BY ordinal DESC LIMIT :newest
) d
ORDER BY v.id DESC, d.ordinal DESC LIMIT :newest;

-- name: channel_days
-- purpose: a channel's documents by whole days ago, by the ledger's own clock; repeated deliveries and backfills apart
SELECT CAST(floor(extract(epoch FROM now() - v.registered_at) / 86400) AS integer) AS days_ago,
       sum(t.documents)::bigint AS documents
FROM deliveries v JOIN delivery_totals t ON t.delivery_id = v.id
WHERE v.channel = :channel AND v.registered_at > now() - interval '15 days'
  AND v.duplicate_of IS NULL AND v.plan_id IS NULL
GROUP BY 1;

-- name: batches_of_owner
-- purpose: what one run has claimed
SELECT id::text AS id FROM claims WHERE owner = :owner ORDER BY started_at;

-- name: link_run
-- purpose: which run worked on which batch
INSERT INTO runs (batch_id, run_id, name, url) VALUES (CAST(:batch AS uuid), :run, :name, :url)
ON CONFLICT (batch_id, run_id) DO UPDATE SET name = excluded.name, url = excluded.url;

-- name: summary_states
-- purpose: what became of the documents that some batches moved or registered
WITH touched AS (
    SELECT DISTINCT document_id FROM audit
    WHERE document_id IS NOT NULL AND kind IN ('moved', 'registered') AND at >= (
        SELECT min(started_at) - interval '1 second' FROM claims WHERE id = ANY(CAST(:batches AS uuid[]))
    ) AND data ->> 'batch' = ANY(CAST(:batches AS text[]))
)
SELECT d.state, d.currency, count(*) AS documents, sum(d.line_count)::bigint AS lines, sum(d.total) AS money
FROM documents d JOIN touched t ON t.document_id = d.id
GROUP BY d.state, d.currency ORDER BY d.state, d.currency;

-- name: summary_codes
-- purpose: open exceptions of the documents that some batches moved or registered, by cause
WITH touched AS (
    SELECT DISTINCT document_id FROM audit
    WHERE document_id IS NOT NULL AND kind IN ('moved', 'registered') AND at >= (
        SELECT min(started_at) - interval '1 second' FROM claims WHERE id = ANY(CAST(:batches AS uuid[]))
    ) AND data ->> 'batch' = ANY(CAST(:batches AS text[]))
)
SELECT finding ->> 'code' AS code, count(*) AS findings
FROM documents d JOIN touched t ON t.document_id = d.id
CROSS JOIN LATERAL json_array_elements(d.findings) AS finding
GROUP BY 1 ORDER BY 2 DESC, 1;
