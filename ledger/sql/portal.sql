-- name: add_portal_key
-- purpose: a new key; of its secret only the hash
INSERT INTO portal_keys (id, channel, customers, label, secret_hash, made_by, expires_at)
VALUES (:id, :channel, CAST(:customers AS text[]), :label, :secret_hash, :made_by, CAST(:expires_at AS timestamptz))
RETURNING made_at;

-- name: portal_keys
-- purpose: keys of a channel or of all, the newest last
SELECT id, channel, customers, label, secret_hash, made_by, made_at, expires_at, revoked_at, revoked_by
FROM portal_keys WHERE CAST(:channel AS text) IS NULL OR channel = :channel ORDER BY made_at, id;

-- name: revoke_portal_key
-- purpose: a key opens nothing any more; taken back once, the first who did it stands
UPDATE portal_keys SET revoked_at = now(), revoked_by = :revoked_by, revoked_reason = :reason
WHERE id = :id AND revoked_at IS NULL
RETURNING id;

-- part: portal_order_columns
-- purpose: an order of the portal with what became of it; each delivery of the portal holds one
SELECT d.id AS delivery_id, d.pickup_key, d.partner AS customer, d.name AS number, d.sha256, d.received_at,
       d.state AS delivery_state, x.id AS document_id, x.state, x.currency, x.total, x.ordered_at, x.record_name,
       x.findings, x.changed_at, e.kind AS waits_as, e.owner AS waits_for, e.opened_at AS waits_since,
       earliest.pickup_key AS first_pickup_key,
       EXISTS (SELECT 1 FROM documents c WHERE c.thread_id = x.thread_id AND c.type = 'sales_order_change'
               AND c.purpose = 'cancel' AND c.state = 'done') AS cancelled
FROM deliveries d
LEFT JOIN documents x ON x.delivery_id = d.id AND x.ordinal = 1
LEFT JOIN exceptions e ON e.document_id = x.id AND e.resolved_at IS NULL
LEFT JOIN documents twin ON twin.id = x.twin_of
LEFT JOIN deliveries earliest ON earliest.id = twin.delivery_id AND earliest.partner = d.partner AND earliest.media = 'portal'

-- name: portal_order
-- purpose: one order of one of these customers, or nothing: whether it exists for others nobody learns
-- here: portal_order_columns
WHERE d.source_id = :source_id AND d.pickup_key = :pickup_key AND d.media = 'portal'
  AND d.partner = ANY(CAST(:customers AS text[]));

-- name: portal_orders
-- purpose: a page of orders of these customers, the newest first; before: the last delivery of the page before
-- here: portal_order_columns
WHERE d.source_id = :source_id AND d.media = 'portal' AND d.partner = ANY(CAST(:customers AS text[]))
  AND d.id < :before AND (CAST(:number AS text) IS NULL OR d.name = :number)
ORDER BY d.id DESC LIMIT :limit;

-- name: portal_order_content
-- purpose: what an order says, ours and theirs, its changes as they were applied, and what happened to its lines
WITH done AS (
    SELECT c.id, c.purpose, c.changed_at FROM documents x
    JOIN documents c ON c.thread_id = x.thread_id AND c.type = 'sales_order_change' AND c.state = 'done'
    WHERE x.id = :document
)
SELECT p.payload,
       coalesce((SELECT cr.resolved FROM done JOIN resolutions cr ON cr.document_id = done.id WHERE done.purpose = 'change'
                 ORDER BY done.changed_at DESC, done.id DESC LIMIT 1), r.resolved) AS resolved,
       ARRAY(SELECT cp.payload FROM done JOIN payloads cp ON cp.document_id = done.id
             ORDER BY done.changed_at, done.id) AS changes,
       coalesce((SELECT json_agg(json_build_object('position', m.position, 'kind', m.kind, 'quantity', m.quantity::text))
                 FROM (SELECT position, kind, sum(quantity) AS quantity FROM line_movements
                       WHERE document_id = p.document_id GROUP BY position, kind ORDER BY position, kind) m), '[]')
       AS movements
FROM payloads p LEFT JOIN resolutions r ON r.document_id = p.document_id
WHERE p.document_id = :document;

-- part: portal_change_columns
-- purpose: a change or cancellation that came through the portal, with what became of it
SELECT d.pickup_key, d.partner AS customer, d.name AS number, d.sha256, d.received_at, x.state, x.findings, x.changed_at,
       e.owner AS waits_for, e.opened_at AS waits_since
FROM deliveries d
LEFT JOIN documents x ON x.delivery_id = d.id AND x.ordinal = 1
LEFT JOIN exceptions e ON e.document_id = x.id AND e.resolved_at IS NULL

-- name: portal_change
-- purpose: one change of one of these customers, or nothing
-- here: portal_change_columns
WHERE d.source_id = :source_id AND d.pickup_key = :pickup_key AND d.media = 'portal-change'
  AND d.partner = ANY(CAST(:customers AS text[]));

-- name: portal_changes
-- purpose: what a customer wanted otherwise of the order with a number, the newest first
-- here: portal_change_columns
WHERE d.source_id = :source_id AND d.name = :number AND d.media = 'portal-change'
  AND d.partner = ANY(CAST(:customers AS text[]))
ORDER BY d.id DESC LIMIT :limit;

-- name: mirror_page
-- purpose: records that have a code, the newest first; before: the last record of the page before
SELECT r.record_id, r.data FROM mirror_codes c
JOIN mirror_records r ON r.target = c.target AND r.kind = c.kind AND r.record_id = c.record_id
WHERE c.target = :target AND c.kind = :kind AND c.code_kind = :code_kind AND c.code = ANY(CAST(:codes AS text[]))
  AND c.record_id < :before AND r.active
GROUP BY r.record_id, r.data ORDER BY r.record_id DESC LIMIT :limit;

-- name: mirror_read_at
-- purpose: when each kind of reference data was last read
SELECT kind, at FROM mirror_cursors WHERE target = :target;
