-- name: record_intents
-- purpose: intents stand before the call, if the batch still owns their documents' threads
WITH mine AS (
    SELECT id FROM claims
    WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL AND lease_until > clock_timestamp()
    FOR SHARE
), input AS (
    SELECT * FROM unnest(
        CAST(:keys AS text[]), CAST(:documents AS bigint[]), CAST(:operations AS text[]), CAST(:targets AS text[]),
        CAST(:hashes AS text[]), CAST(:attempts AS integer[])
    ) AS i (key, document_id, operation, target, payload_hash, attempt)
), owned AS (
    SELECT i.* FROM input i
    JOIN documents d ON d.id = i.document_id
    JOIN threads t ON t.id = d.thread_id
    JOIN mine ON mine.id = t.batch_id
)
INSERT INTO intents (key, document_id, operation, target, payload_hash, attempt, batch_id)
SELECT key, document_id, operation, target, payload_hash, attempt, CAST(:batch AS uuid) FROM owned
ORDER BY key COLLATE "C"
ON CONFLICT (key) DO NOTHING
RETURNING key;

-- name: intents_by_key
-- purpose: intents of documents that the batch owns, as they stand
SELECT n.key, n.document_id, n.operation, n.target, n.payload_hash, n.attempt, n.state, n.result, n.not_before,
       n.recorded_at, n.settled_at
FROM intents n
JOIN documents d ON d.id = n.document_id
JOIN threads t ON t.id = d.thread_id
JOIN claims c ON c.id = t.batch_id
WHERE n.key = ANY(CAST(:keys AS text[])) AND c.id = CAST(:batch AS uuid)
  AND c.ended_at IS NULL AND c.lease_until > clock_timestamp();

-- name: settle_intents
-- purpose: what came back, under the fence; a settled intent stays as it is
WITH mine AS (
    SELECT id FROM claims
    WHERE id = CAST(:batch AS uuid) AND ended_at IS NULL AND lease_until > clock_timestamp()
    FOR SHARE
), input AS (
    SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:states AS text[]), CAST(:results AS text[]))
        AS i (key, state, result)
), owned AS (
    SELECT n.id, i.state, i.result
    FROM input i
    JOIN intents n ON n.key = i.key
    JOIN documents d ON d.id = n.document_id
    JOIN threads t ON t.id = d.thread_id
    JOIN mine ON mine.id = t.batch_id
    WHERE n.state IN ('recorded', 'unknown')
    ORDER BY n.id FOR UPDATE OF n
)
UPDATE intents n SET
    state = o.state,
    result = CAST(o.result AS json),
    not_before = CASE WHEN o.state = 'unknown' THEN CAST(:not_before AS timestamptz) END,
    settled_at = CASE WHEN o.state = 'unknown' THEN NULL ELSE clock_timestamp() END
FROM owned o WHERE n.id = o.id
RETURNING n.key, n.document_id, n.operation, n.target, n.state;

-- name: audit_intents
-- purpose: an audit row for each intent that was recorded, settled or lost from sight
INSERT INTO audit (actor, kind, document_id, data)
SELECT CAST(:actor AS text), 'intent ' || n.state, n.document_id,
       json_build_object('key', n.key, 'operation', n.operation, 'target', n.target, 'payload', n.payload_hash,
                         'result', n.result, 'batch', CAST(:batch AS text))
FROM intents n WHERE n.key = ANY(CAST(:keys AS text[])) ORDER BY n.id;

-- name: intents_of_documents
-- purpose: every intent of some documents, oldest first
SELECT key, document_id, operation, target, payload_hash, attempt, state, result, not_before, recorded_at, settled_at
FROM intents
WHERE document_id = ANY(CAST(:documents AS bigint[]))
  AND (CAST(:operation AS text) IS NULL OR operation = CAST(:operation AS text))
ORDER BY id;
