-- name: reconcile
-- purpose: both sides of the conservation proof, from one snapshot: what was counted when documents came in,
--          and where each document is now; by channel, day of receipt and currency
WITH counted AS (
    SELECT v.channel, (v.received_at AT TIME ZONE 'UTC')::date AS day, t.currency, 'captured' AS state,
           sum(t.documents) AS documents, sum(t.lines) AS lines, sum(t.quantity) AS quantity, sum(t.money) AS money
    FROM delivery_totals t JOIN deliveries v ON v.id = t.delivery_id
    GROUP BY 1, 2, 3
), standing AS (
    SELECT v.channel, (v.received_at AT TIME ZONE 'UTC')::date AS day, d.currency, d.state,
           count(*) AS documents, sum(d.line_count) AS lines, sum(d.quantity) AS quantity, sum(d.total) AS money
    FROM documents d JOIN deliveries v ON v.id = d.delivery_id
    GROUP BY 1, 2, 3, 4
)
SELECT 'counted' AS side, channel, day, currency, state, documents::bigint, lines::bigint, quantity, money FROM counted
UNION ALL
SELECT 'standing', channel, day, currency, state, documents::bigint, lines::bigint, quantity, money FROM standing;

-- name: reconcile_deliveries
-- purpose: deliveries by state, and those whose own count differs from what was registered
SELECT v.channel, (v.received_at AT TIME ZONE 'UTC')::date AS day, v.state, count(*) AS deliveries,
       count(*) FILTER (WHERE v.state = 'split' AND (
            (v.trailer ->> 'documents')::bigint <> coalesce(t.documents, 0)
            OR (v.trailer ->> 'lines')::bigint <> coalesce(t.lines, 0))) AS differing
FROM deliveries v
LEFT JOIN (
    SELECT delivery_id, sum(documents) AS documents, sum(lines) AS lines FROM delivery_totals GROUP BY 1
) t ON t.delivery_id = v.id
GROUP BY 1, 2, 3;
