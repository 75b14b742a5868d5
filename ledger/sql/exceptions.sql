-- name: exceptions
-- purpose: what waits for a person: most money first, then what is due first
SELECT x.id, x.document_id, d.delivery_id, x.kind, x.code, x.cause, x.findings, d.channel, d.partner, d.number,
       d.external_id, x.currency, x.money, x.due, x.owner, x.opened_at, x.resolved_at, x.resolution, x.resolved_by,
       x.resolved_reason, x.assignee, x.assigned_by, x.assigned_at,
       d.record_id, d.record_name, v.name AS delivery_name, d.state AS document_state
FROM exceptions x
JOIN documents d ON d.id = x.document_id
JOIN deliveries v ON v.id = d.delivery_id
WHERE (x.resolved_at IS NULL OR :include_resolved)
  AND (CAST(:ids AS bigint[]) IS NULL OR x.id = ANY(CAST(:ids AS bigint[])))
  AND (CAST(:documents AS bigint[]) IS NULL OR x.document_id = ANY(CAST(:documents AS bigint[])))
  AND (CAST(:channels AS text[]) IS NULL OR d.channel = ANY(CAST(:channels AS text[])))
  AND (CAST(:partners AS text[]) IS NULL OR d.partner = ANY(CAST(:partners AS text[])))
  AND (CAST(:codes AS text[]) IS NULL OR EXISTS (
        SELECT 1 FROM json_array_elements(x.findings) f WHERE f ->> 'code' = ANY(CAST(:codes AS text[]))))
  AND (CAST(:causes AS text[]) IS NULL OR x.cause = ANY(CAST(:causes AS text[])) OR x.code = ANY(CAST(:causes AS text[])))
  AND (CAST(:assignees AS text[]) IS NULL OR lower(x.assignee) = ANY(CAST(:assignees AS text[])))
  AND (CAST(:kinds AS text[]) IS NULL OR x.kind = ANY(CAST(:kinds AS text[])))
  AND (CAST(:numbers AS text[]) IS NULL OR lower(d.number) = ANY(CAST(:numbers AS text[])))
ORDER BY x.money DESC, x.due NULLS LAST, x.id
LIMIT :limit;

-- name: open_exception_documents
-- purpose: lock the documents of exceptions that are to be decided, in one order everywhere; whence they were set aside
SELECT x.id, x.document_id, x.kind, x.code, x.resolved_at, x.resolution, x.resolved_by, d.state, d.record_id, d.thread_id,
       d.delivery_id, d.line_count, d.number, d.type, d.channel, d.external_id, v.state AS delivery_state, p.payload IS NOT NULL
       AND d.key_number <> '' AS readable, x.assignee,
       (SELECT a.data ->> 'from' FROM audit a
        WHERE a.document_id = d.id AND a.kind = 'moved' AND a.data ->> 'to' = d.state
        ORDER BY a.id DESC LIMIT 1) AS came_from
FROM exceptions x
JOIN documents d ON d.id = x.document_id
JOIN deliveries v ON v.id = d.delivery_id
LEFT JOIN payloads p ON p.document_id = d.id
WHERE x.id = ANY(CAST(:ids AS bigint[]))
ORDER BY d.id, x.id FOR UPDATE OF d, x;

-- name: resolve_exceptions
-- purpose: exceptions are closed by a decision
UPDATE exceptions SET resolved_at = clock_timestamp(), resolution = :kind, resolved_by = :by,
    resolved_reason = :reason
WHERE id = ANY(CAST(:ids AS bigint[])) AND resolved_at IS NULL;

-- name: assign_exceptions
-- purpose: somebody takes care of open exceptions; an empty name gives them back
WITH given AS (
    UPDATE exceptions x SET assignee = :to, assigned_by = :by,
        assigned_at = CASE WHEN :to <> '' THEN clock_timestamp() END
    FROM (
        SELECT id, assignee FROM exceptions
        WHERE id = ANY(CAST(:ids AS bigint[])) AND resolved_at IS NULL AND assignee <> :to
        ORDER BY id FOR UPDATE
    ) old
    WHERE x.id = old.id
    RETURNING x.id, x.document_id, old.assignee AS before
)
INSERT INTO audit (actor, kind, document_id, data)
SELECT CAST(:by AS text), 'assigned', document_id,
       json_build_object('exception', id, 'from', before, 'to', CAST(:to AS text))
FROM given ORDER BY id;

-- name: insert_approvals
-- purpose: who decided what, and why
INSERT INTO approvals (exception_id, document_id, kind, given_by, reason, waived)
SELECT exception_id, document_id, :kind, :by, :reason, CAST(:waived AS text[])
FROM unnest(CAST(:ids AS bigint[]), CAST(:documents AS bigint[])) AS a (exception_id, document_id);

-- name: apply_decisions
-- purpose: decided documents go on, with the codes that were waived; the exception keeps the findings
UPDATE documents d SET
    state = n.state_to,
    attempt = d.attempt + :attempts,
    record_id = CASE WHEN NOT n.anew THEN d.record_id END,
    record_name = CASE WHEN n.anew THEN '' ELSE d.record_name END,
    record_seen = CASE WHEN NOT n.anew THEN d.record_seen END,
    waived = (SELECT coalesce(array_agg(DISTINCT code ORDER BY code), '{}')
              FROM unnest(d.waived || CAST(:waived AS text[])) AS code),
    findings = '[]',
    ordinal = CASE WHEN n.state_to = 'superseded' THEN -d.id ELSE d.ordinal END,
    changed_at = clock_timestamp()
FROM unnest(CAST(:documents AS bigint[]), CAST(:tos AS text[]), CAST(:anew AS boolean[])) AS n (id, state_to, anew)
WHERE d.id = n.id;

-- name: audit_decisions
-- purpose: an audit row for each decision
INSERT INTO audit (actor, kind, document_id, data)
SELECT CAST(:by AS text), 'decided', id,
       json_build_object('decision', CAST(:kind AS text), 'from', state_from, 'to', state_to,
                         'reason', CAST(:reason AS text), 'waived', CAST(:waived AS text[]))
FROM unnest(CAST(:documents AS bigint[]), CAST(:froms AS text[]), CAST(:tos AS text[]))
     AS n (id, state_from, state_to)
ORDER BY id;

-- name: wake_threads
-- purpose: decided documents can be claimed at once
UPDATE threads SET available_at = clock_timestamp(), stalls = 0
WHERE id = ANY(CAST(:threads AS bigint[])) AND batch_id IS NULL;

-- name: split_again
-- purpose: an unreadable delivery is read once more
UPDATE deliveries SET state = 'captured', finished_at = NULL, available_at = clock_timestamp(), stalls = 0
WHERE id = ANY(CAST(:deliveries AS bigint[])) AND state = 'exception';

-- name: approvals
-- purpose: decisions about some documents, oldest first
SELECT id, exception_id, document_id, kind, given_by AS by, reason, waived, at FROM approvals
WHERE document_id = ANY(CAST(:documents AS bigint[])) ORDER BY id;

-- name: waived_codes
-- purpose: findings by code over all open exceptions
SELECT f ->> 'code' AS code, count(*) AS documents
FROM exceptions x CROSS JOIN LATERAL json_array_elements(x.findings) f
WHERE x.resolved_at IS NULL GROUP BY 1 ORDER BY 2 DESC, 1;

-- name: payload_hash
-- purpose: SHA-256 of a document's canonical JSON
SELECT encode(sha256(payload), 'hex') FROM payloads WHERE document_id = :document;

-- name: replace_payload
-- purpose: a person's version of a document; the bytes that came stay in the archive
UPDATE payloads SET payload = :payload WHERE document_id = :document;

-- name: redate_document
-- purpose: what is ranked and compared by follows the new version; the amounts stay as they were captured
UPDATE documents SET alike_hash = :alike, ordered_at = :ordered_at, due = :due WHERE id = :document;
