-- name: next_work
-- purpose: which comes first in a channel, a delivery to split or threads to work: priority, then age
SELECT kind FROM (
    (SELECT 'delivery' AS kind, priority, registered_at AS since FROM deliveries
     WHERE channel = :channel AND state = 'captured' AND batch_id IS NULL AND available_at <= clock_timestamp()
     ORDER BY priority, registered_at LIMIT 1)
    UNION ALL
    (SELECT 'threads', priority, waiting_since FROM threads
     WHERE channel = :channel AND batch_id IS NULL AND open_documents > 0 AND available_at <= clock_timestamp()
     ORDER BY priority, waiting_since, id LIMIT 1)
) work
WHERE NOT EXISTS (SELECT 1 FROM circuits WHERE channel = :channel AND closed_at IS NULL)
ORDER BY priority, since;

-- part: take_delivery
-- purpose: a batch for the delivery in head
new AS (
    INSERT INTO claims (channel, owner, delivery_id, max_documents, max_lines, lease_seconds, lease_until, started_at)
    SELECT :channel, :owner, head.id, :max_documents, :max_lines, :lease,
           clock_timestamp() + make_interval(secs => :lease), clock_timestamp()
    FROM head
    RETURNING id, fence, delivery_id, documents, lines
), owned AS (
    UPDATE deliveries d SET batch_id = new.id FROM new WHERE d.id = new.delivery_id
)
SELECT id, fence, delivery_id, documents, lines FROM new;

-- part: take_threads
-- purpose: a batch for the first of the candidates that fit into it, the first of all in any case; none that is less
-- urgent than the first: what is urgent does not wait for a large batch
counted AS (
    SELECT id, open_documents, open_lines, row_number() OVER w AS place, priority = min(priority) OVER () AS first,
           sum(open_documents) OVER w AS documents, sum(open_lines) OVER w AS lines
    FROM candidates WINDOW w AS (ORDER BY priority, waiting_since, id)
), taken AS (
    SELECT id, open_documents, open_lines FROM counted
    WHERE place = 1 OR (first AND documents <= :max_documents AND lines <= :max_lines)
), new AS (
    INSERT INTO claims (channel, owner, documents, lines, max_documents, max_lines, lease_seconds, lease_until,
                        started_at)
    SELECT :channel, :owner, sum(open_documents), sum(open_lines), :max_documents, :max_lines, :lease,
           clock_timestamp() + make_interval(secs => :lease), clock_timestamp()
    FROM taken HAVING count(*) > 0
    RETURNING id, fence, delivery_id, documents, lines
), owned AS (
    UPDATE threads t SET batch_id = new.id FROM taken, new WHERE t.id = taken.id
)
SELECT id, fence, delivery_id, documents, lines FROM new;

-- name: claim_delivery
-- purpose: a delivery to split, for one claimer only
WITH head AS (
    SELECT id FROM deliveries
    WHERE channel = :channel AND state = 'captured' AND batch_id IS NULL AND available_at <= clock_timestamp()
    ORDER BY priority, registered_at LIMIT 1
    FOR UPDATE SKIP LOCKED
),
-- here: take_delivery

-- name: join_delivery
-- purpose: another small delivery for a batch that has room: many small files are one batch
WITH mine AS (
    SELECT id FROM claims
    WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL AND lease_until > clock_timestamp()
      AND documents < max_documents AND lines < max_lines
    FOR SHARE
), head AS (
    SELECT d.id FROM deliveries d, mine
    WHERE d.channel = :channel AND d.state = 'captured' AND d.batch_id IS NULL
      AND d.available_at <= clock_timestamp() AND d.size <= :bytes_max AND d.plan_id IS NULL
    ORDER BY d.priority, d.registered_at LIMIT 1
    FOR UPDATE OF d SKIP LOCKED
)
UPDATE deliveries d SET batch_id = mine.id FROM head, mine WHERE d.id = head.id RETURNING d.id;

-- name: claim_threads
-- purpose: the oldest waiting threads up to the limits, never one that another claimer has or is taking
WITH candidates AS MATERIALIZED (
    SELECT id, open_documents, open_lines, priority, waiting_since FROM threads
    WHERE channel = :channel AND batch_id IS NULL AND open_documents > 0 AND available_at <= clock_timestamp()
    ORDER BY priority, waiting_since, id LIMIT :max_documents
    FOR UPDATE SKIP LOCKED
),
-- here: take_threads

-- name: renew_claim
-- purpose: a lease goes on, unless it was taken away
UPDATE claims SET lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL
RETURNING id;

-- name: end_claim
-- purpose: a run gives its batch back
UPDATE claims SET ended_at = clock_timestamp(), ended_by = 'released'
WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL
RETURNING id;

-- name: end_expired_claims
-- purpose: leases that ran out; not those that are recording something right now (they hold the row)
WITH expired AS (
    SELECT id FROM claims WHERE ended_at IS NULL AND lease_until < clock_timestamp()
    ORDER BY id FOR UPDATE SKIP LOCKED
)
UPDATE claims c SET ended_at = clock_timestamp(), ended_by = 'expired' FROM expired WHERE c.id = expired.id
RETURNING c.id;

-- name: free_threads
-- purpose: threads of ended batches wait again; those on which nothing moved, a little longer each time
WITH mine AS (
    SELECT t.id, EXISTS (SELECT 1 FROM documents d WHERE d.thread_id = t.id AND d.changed_at >= c.started_at) AS moved
    FROM claims c JOIN threads t ON t.batch_id = c.id
    WHERE c.id = ANY(CAST(:batches AS uuid[]))
    ORDER BY t.thread_hash FOR UPDATE OF t
)
UPDATE threads t SET
    batch_id = NULL,
    stalls = CASE WHEN mine.moved THEN 0 ELSE t.stalls + 1 END,
    available_at = clock_timestamp()
        + CASE WHEN mine.moved THEN interval '0' ELSE make_interval(secs => least(power(2, t.stalls) - 1, 60)) END
FROM mine WHERE t.id = mine.id
RETURNING t.channel, t.open_documents > 0 AS waits;

-- name: free_deliveries
-- purpose: deliveries of ended batches that are not split yet wait again
UPDATE deliveries d SET
    batch_id = NULL,
    stalls = d.stalls + 1,
    available_at = clock_timestamp() + make_interval(secs => least(power(2, d.stalls) - 1, 60))
WHERE d.batch_id = ANY(CAST(:batches AS uuid[]))
RETURNING d.channel, d.state = 'captured' AS waits;

-- name: postpone_threads
-- purpose: documents leave the batch and wait until later, if the batch still owns them
WITH mine AS (
    SELECT id FROM claims
    WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL AND lease_until > clock_timestamp()
    FOR SHARE
)
UPDATE threads t SET batch_id = NULL, available_at = :until
FROM mine WHERE t.batch_id = mine.id
AND t.id IN (SELECT thread_id FROM documents WHERE id = ANY(CAST(:documents AS bigint[])));

-- name: waiting_work
-- purpose: how much each channel has to do now, counted to a thousand, and how urgent the first is; channels whose
-- circuit is open left out
WITH RECURSIVE thread_channels AS (
    (SELECT channel FROM threads WHERE batch_id IS NULL AND open_documents > 0 ORDER BY channel LIMIT 1)
    UNION ALL
    SELECT (SELECT t.channel FROM threads t
            WHERE t.batch_id IS NULL AND t.open_documents > 0 AND t.channel > c.channel ORDER BY t.channel LIMIT 1)
    FROM thread_channels c WHERE c.channel IS NOT NULL
), channels AS (
    SELECT channel FROM thread_channels WHERE channel IS NOT NULL
    UNION
    SELECT channel FROM deliveries WHERE state = 'captured' AND batch_id IS NULL
)
SELECT c.channel,
       (SELECT count(*) FROM (
            SELECT 1 FROM threads t
            WHERE t.channel = c.channel AND t.batch_id IS NULL AND t.open_documents > 0
              AND t.available_at <= clock_timestamp() LIMIT 1000) few)
     + (SELECT count(*) FROM (
            SELECT 1 FROM deliveries d
            WHERE d.channel = c.channel AND d.state = 'captured' AND d.batch_id IS NULL
              AND d.available_at <= clock_timestamp() LIMIT 1000) few) AS waiting,
       least((SELECT t.priority FROM threads t
              WHERE t.channel = c.channel AND t.batch_id IS NULL AND t.open_documents > 0
                AND t.available_at <= clock_timestamp() ORDER BY t.priority, t.waiting_since, t.id LIMIT 1),
             (SELECT d.priority FROM deliveries d
              WHERE d.channel = c.channel AND d.state = 'captured' AND d.batch_id IS NULL
                AND d.available_at <= clock_timestamp() ORDER BY d.priority, d.registered_at LIMIT 1)) AS priority
FROM channels c
WHERE NOT EXISTS (SELECT 1 FROM circuits o WHERE o.channel = c.channel AND o.closed_at IS NULL);

-- name: active_claims
-- purpose: who works on what
SELECT id::text AS batch_id, channel, owner, lease_until, documents, started_at
FROM claims WHERE ended_at IS NULL ORDER BY started_at;
