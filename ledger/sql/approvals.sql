-- name: approval_requests
-- purpose: what is known of some holds' approvals
SELECT exception_id, first_by, first_reason, first_at, reminders, reminded_at, escalated_at, escalated_to
FROM approval_requests WHERE exception_id = ANY(CAST(:ids AS bigint[]));

-- name: approval_askers
-- purpose: who changed a document by hand: they never approve it themselves
SELECT document_id, array_agg(DISTINCT given_by) AS people FROM approvals
WHERE kind = 'edit' AND document_id = ANY(CAST(:documents AS bigint[])) GROUP BY document_id;

-- name: lock_holds
-- purpose: of two approvals at once the second sees the first
SELECT id FROM exceptions WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR UPDATE;

-- name: approve_first
-- purpose: the first of two approvals
INSERT INTO approval_requests AS r (exception_id, first_by, first_reason, first_at)
SELECT id, :by, :reason, clock_timestamp() FROM unnest(CAST(:ids AS bigint[])) AS n (id)
ON CONFLICT (exception_id) DO UPDATE
SET first_by = excluded.first_by, first_reason = excluded.first_reason, first_at = excluded.first_at
WHERE r.first_by = '';

-- name: remind_of
-- purpose: people were told again that it waits
INSERT INTO approval_requests AS r (exception_id, reminders, reminded_at)
SELECT id, 1, clock_timestamp() FROM unnest(CAST(:ids AS bigint[])) AS n (id)
ON CONFLICT (exception_id) DO UPDATE SET reminders = r.reminders + 1, reminded_at = excluded.reminded_at;

-- name: escalate_holds
-- purpose: it has waited too long and goes further up, once
INSERT INTO approval_requests AS r (exception_id, escalated_at, escalated_to)
SELECT id, clock_timestamp(), :to FROM unnest(CAST(:ids AS bigint[])) AS n (id)
ON CONFLICT (exception_id) DO UPDATE SET escalated_at = excluded.escalated_at, escalated_to = excluded.escalated_to
WHERE r.escalated_at IS NULL;

-- name: audit_requests
-- purpose: an audit row for what happened to a request
INSERT INTO audit (actor, kind, document_id, data)
SELECT CAST(:by AS text), 'approval', document_id,
       json_build_object('exception', id, 'what', CAST(:what AS text), 'says', CAST(:says AS text))
FROM exceptions WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY document_id;
