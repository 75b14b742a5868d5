-- name: start_obligations
-- purpose: deadlines that a document sets going; sent again, nothing changes
INSERT INTO obligations (document_id, kind, due_at)
SELECT * FROM unnest(CAST(:documents AS bigint[]), CAST(:kinds AS text[]), CAST(:due AS timestamptz[]))
ON CONFLICT (document_id, kind) DO NOTHING;

-- name: meet_obligations
-- purpose: the answer has left; the first one counts
UPDATE obligations SET met_at = coalesce(CAST(:at AS timestamptz), clock_timestamp()), met_by = :by
WHERE document_id = ANY(CAST(:documents AS bigint[])) AND kind = :kind AND met_at IS NULL
RETURNING document_id;

-- name: obligations
-- purpose: what is owed or was, first due in front
SELECT o.document_id, o.kind, o.started_at, o.due_at, o.met_at, o.met_by, d.number, d.channel, d.partner,
       d.state AS document_state, clock_timestamp() AS now
FROM obligations o JOIN documents d ON d.id = o.document_id
WHERE (:include_met OR o.met_at IS NULL)
  AND (CAST(:channels AS text[]) IS NULL OR d.channel = ANY(CAST(:channels AS text[])))
  AND (CAST(:kinds AS text[]) IS NULL OR o.kind = ANY(CAST(:kinds AS text[])))
  AND (CAST(:documents AS bigint[]) IS NULL OR o.document_id = ANY(CAST(:documents AS bigint[])))
ORDER BY o.met_at IS NOT NULL, o.due_at, o.document_id, o.kind
LIMIT :limit;

-- name: obligation_counts
-- purpose: how many are due, late, met, by channel and kind
SELECT d.channel, o.kind,
       count(*) FILTER (WHERE o.met_at IS NULL AND o.due_at >= clock_timestamp()) AS due,
       count(*) FILTER (WHERE o.met_at IS NULL AND o.due_at < clock_timestamp()) AS late,
       count(*) FILTER (WHERE o.met_at <= o.due_at) AS met,
       count(*) FILTER (WHERE o.met_at > o.due_at) AS met_late
FROM obligations o JOIN documents d ON d.id = o.document_id
GROUP BY 1, 2 ORDER BY 1, 2;
