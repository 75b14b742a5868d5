-- name: insert_plan
-- purpose: a backfill plan, before its documents
INSERT INTO backfill_plans (hash, channel, flow, posted_as, since, until, chunking, parallel, target, files, counts,
                            made_by)
VALUES ('', :channel, :flow, :posted_as, :since, :until, :chunking, :parallel, :target, CAST(:files AS json),
        '{}', :made_by)
RETURNING id;

-- name: finish_plan
-- purpose: the plan is whole: its hash, and what it left out
UPDATE backfill_plans SET hash = :hash, counts = CAST(:counts AS json) WHERE id = :plan;

-- name: plan_rows
-- purpose: plans by number, by the beginning of the hash, or the newest; those that were never finished left out
SELECT id, hash, channel, flow, posted_as, since, until, chunking, parallel, target, files, counts, made_by, made_at
FROM backfill_plans
WHERE hash <> '' AND (CAST(:plan AS bigint) IS NULL OR id = :plan)
  AND (CAST(:prefix AS text) IS NULL OR hash LIKE :prefix || '%')
ORDER BY id DESC LIMIT :most;

-- name: plan_tallies
-- purpose: what a plan says, by chunk, action and currency
SELECT chunk, action, state, currency, count(*) AS documents, sum(lines)::bigint AS lines, sum(amount) AS amount
FROM backfill_documents WHERE plan_id = :plan
GROUP BY chunk, action, state, currency ORDER BY chunk, action, state, currency;

-- name: plan_documents
-- purpose: documents of a plan in order, by action and state
SELECT file, ordinal, external_id, content_hash, number, ordered_on, action, currency, amount, lines, resolved_hash,
       record_id, record_seen, findings, differences, state
FROM backfill_documents
WHERE plan_id = :plan AND (CAST(:file AS integer) IS NULL OR file = :file)
  AND action = ANY(CAST(:actions AS text[])) AND state = ANY(CAST(:states AS text[]))
  AND (file, ordinal) > (:after_file, :after_ordinal)
ORDER BY file, ordinal LIMIT :most;

-- name: decide_planned
-- purpose: documents that were looked at again before a plan is applied: they may be taken, or have moved
UPDATE backfill_documents p SET state = i.state, findings = CAST(i.findings AS json)
FROM unnest(CAST(:files AS integer[]), CAST(:ordinals AS bigint[]), CAST(:states AS text[]),
            CAST(:findings AS text[])) AS i (file, ordinal, state, findings)
WHERE p.plan_id = :plan AND p.file = i.file AND p.ordinal = i.ordinal AND p.state <> 'cleared';

-- name: delivery_of_plan
-- purpose: the delivery by which a plan's file was registered
SELECT id FROM deliveries WHERE plan_id = :plan AND plan_file = :file;

-- name: cleared_of_plan
-- purpose: which of a delivery's documents a plan takes, with the draft that each is to correct
SELECT ordinal, content_hash, action, record_id, record_seen FROM backfill_documents
WHERE plan_id = :plan AND file = :file AND state = 'cleared';

-- name: plan_outcomes
-- purpose: what became of a plan's documents in the ledger
SELECT p.action, coalesce(d.state, p.state) AS state, count(*) AS documents, sum(p.lines)::bigint AS lines
FROM backfill_documents p
LEFT JOIN deliveries v ON v.plan_id = p.plan_id AND v.plan_file = p.file
LEFT JOIN documents d ON d.delivery_id = v.id AND d.ordinal = p.ordinal
WHERE p.plan_id = :plan
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: plan_waiting
-- purpose: how much of a plan somebody still has to work on
SELECT (SELECT count(*) FROM deliveries WHERE plan_id = :plan AND state = 'captured')
     + (SELECT count(*) FROM documents d JOIN deliveries v ON v.id = d.delivery_id
        WHERE v.plan_id = :plan AND d.state = ANY(CAST(:open AS text[]))) AS waiting;

-- name: plan_expected
-- purpose: what a plan expects of documents that no person has decided about since
SELECT d.id, p.action, p.resolved_hash
FROM documents d
JOIN deliveries v ON v.id = d.delivery_id
JOIN backfill_documents p ON p.plan_id = v.plan_id AND p.file = v.plan_file AND p.ordinal = d.ordinal
WHERE d.id = ANY(CAST(:ids AS bigint[]))
  AND NOT EXISTS (SELECT 1 FROM exceptions e WHERE e.document_id = d.id AND e.resolved_at IS NOT NULL);

-- name: known_keys
-- purpose: what the ledger knows of orders: the newest document of each that is no duplicate
SELECT k.key, k.content_hash, n.id, n.state, n.content_hash AS newest_hash, v.plan_id
FROM business_keys k
JOIN documents f ON f.id = k.document_id
JOIN LATERAL (
    SELECT d.id, d.state, d.content_hash, d.delivery_id FROM documents d
    WHERE d.thread_id = f.thread_id AND d.external_id = k.key AND d.state <> 'duplicate' ORDER BY d.id DESC LIMIT 1
) n ON true
JOIN deliveries v ON v.id = n.delivery_id
WHERE k.key = ANY(CAST(:keys AS text[]));

-- name: files_of_channel
-- purpose: files of a channel that stand in the archive, oldest first
SELECT DISTINCT ON (received_at, sha256) name, sha256, size, received_at FROM deliveries
WHERE channel = :channel AND duplicate_of IS NULL AND plan_id IS NULL
ORDER BY received_at, sha256;

-- name: next_of_plan
-- purpose: which comes first in a plan, a delivery to split or threads to work; none where the channel is stopped
SELECT kind FROM (
    (SELECT 1 AS place, 'delivery' AS kind FROM deliveries
     WHERE plan_id = :plan AND state = 'captured' AND batch_id IS NULL AND available_at <= clock_timestamp() LIMIT 1)
    UNION ALL
    (SELECT 2, 'threads' FROM deliveries WHERE plan_id = :plan LIMIT 1)
) work
WHERE NOT EXISTS (SELECT 1 FROM circuits WHERE channel = :channel AND closed_at IS NULL)
ORDER BY place;

-- name: claim_plan_delivery
-- purpose: a plan's delivery to split, for one claimer only
WITH head AS (
    SELECT id FROM deliveries
    WHERE plan_id = :plan AND state = 'captured' AND batch_id IS NULL AND available_at <= clock_timestamp()
    ORDER BY plan_file LIMIT 1
    FOR UPDATE SKIP LOCKED
),
-- here: take_delivery

-- name: claim_plan_threads
-- purpose: the oldest waiting threads of a plan up to the limits, never one that another claimer has or is taking
WITH candidates AS MATERIALIZED (
    SELECT id, open_documents, open_lines, priority, waiting_since FROM threads t
    WHERE t.channel = :channel AND batch_id IS NULL AND open_documents > 0 AND available_at <= clock_timestamp()
      AND EXISTS (SELECT 1 FROM documents d JOIN deliveries v ON v.id = d.delivery_id
                  WHERE d.thread_id = t.id AND v.plan_id = :plan AND d.state = ANY(CAST(:open AS text[])))
    ORDER BY priority, waiting_since, id LIMIT :max_documents
    FOR UPDATE OF t SKIP LOCKED
),
-- here: take_threads
