-- name: insert_delivery
-- purpose: the first delivery of these bytes, or nothing: the unique index decides between many at once
INSERT INTO deliveries (source_id, channel, partner, name, sha256, size, media, received_at, pickup_key, priority,
                        plan_id, plan_file, headers)
VALUES (:source_id, :channel, :partner, :name, :sha256, :size, :media, :received_at, :pickup_key, :priority,
        :plan_id, :plan_file, CAST(:headers AS json))
ON CONFLICT DO NOTHING
RETURNING id;

-- name: insert_deliveries
-- purpose: of many messages those whose bytes are new; of equal ones the first; in one order, so that two can't deadlock;
-- claimed as they came, because a change comes after its order
INSERT INTO deliveries (source_id, channel, partner, name, sha256, size, media, received_at, pickup_key, priority,
                        headers, registered_at)
SELECT source_id, channel, partner, name, sha256, size, media, received_at, pickup_key, priority, headers::json,
       now() + place * interval '1 microsecond'
FROM (
    SELECT DISTINCT ON (source_id, sha256) *
    FROM unnest(CAST(:source_ids AS text[]), CAST(:channels AS text[]), CAST(:partners AS text[]),
                CAST(:names AS text[]), CAST(:sha256s AS text[]), CAST(:sizes AS bigint[]), CAST(:medias AS text[]),
                CAST(:received_ats AS timestamptz[]), CAST(:pickup_keys AS text[]), CAST(:prioritys AS integer[]),
                CAST(:headerss AS text[]))
         WITH ORDINALITY AS n (source_id, channel, partner, name, sha256, size, media, received_at, pickup_key,
                               priority, headers, place)
    ORDER BY source_id, sha256, place
) first
ORDER BY source_id, sha256
ON CONFLICT DO NOTHING
RETURNING id, source_id, sha256;

-- name: find_pickup
-- purpose: the row of a pick-up that was registered before
SELECT id, state, duplicate_of FROM deliveries WHERE source_id = :source_id AND pickup_key = :pickup_key;

-- name: find_pickups
-- purpose: of many pick-ups those that were registered before
SELECT d.source_id, d.pickup_key, d.id, d.state, d.duplicate_of
FROM unnest(CAST(:source_ids AS text[]), CAST(:pickup_keys AS text[])) AS n (source_id, pickup_key)
JOIN deliveries d ON d.source_id = n.source_id AND d.pickup_key = n.pickup_key;

-- name: insert_duplicate_delivery
-- purpose: the same bytes again, linked to the first
INSERT INTO deliveries (source_id, channel, partner, name, sha256, size, media, received_at, pickup_key, priority,
                        headers, state, duplicate_of, finished_at)
SELECT :source_id, :channel, :partner, :name, :sha256, :size, :media, :received_at, :pickup_key, :priority,
       CAST(:headers AS json), 'duplicate', first.id, now()
FROM deliveries first
WHERE first.source_id = :source_id AND first.sha256 = :sha256 AND first.duplicate_of IS NULL AND first.plan_id IS NULL
ON CONFLICT DO NOTHING
RETURNING id, duplicate_of;

-- name: own_delivery
-- purpose: the fence of a delivery: the claim is alive and on it; holds the claim's row until the commit
SELECT c.max_documents - c.documents AS free_documents, c.max_lines - c.lines AS free_lines, c.owner,
       d.channel, d.source_id, d.partner, d.priority
FROM claims c JOIN deliveries d ON d.batch_id = c.id
WHERE c.id = CAST(:batch AS uuid) AND d.id = :delivery AND c.ended_at IS NULL AND c.lease_until > clock_timestamp()
FOR NO KEY UPDATE OF c;

-- name: finish_delivery
-- purpose: a delivery is split, or could not be read
UPDATE deliveries SET state = :state, trailer = CAST(:trailer AS json), batch_id = NULL, finished_at = clock_timestamp()
WHERE id = :delivery AND state = 'captured';

-- name: delivery_rows
-- purpose: deliveries with what was registered from them
SELECT d.id, d.source_id, d.channel, d.partner, d.name, d.sha256, d.size, d.media, d.received_at, d.state,
       d.duplicate_of, d.cursor, d.trailer, d.plan_id, d.plan_file, d.headers,
       coalesce(t.documents, 0) AS documents, coalesce(t.lines, 0) AS lines
FROM deliveries d
LEFT JOIN LATERAL (
    SELECT sum(documents)::bigint AS documents, sum(lines)::bigint AS lines
    FROM delivery_totals WHERE delivery_id = d.id
) t ON true
WHERE d.id = ANY(CAST(:ids AS bigint[]))
   OR (d.sha256 = :sha256)
   OR (d.channel = :channel AND d.state = 'captured')
ORDER BY d.id;

-- name: notify
-- purpose: wake the consumers of a channel when this transaction commits
SELECT pg_notify('lading_work', :channel);
