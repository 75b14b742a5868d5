-- name: planning_take_lines
-- purpose: approved lines that an order is recorded with, all of them or none; sorted, so that two never wait in a circle
WITH wanted AS (
    SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:lines AS text[])) AS w (key, line)
), mine AS (
    SELECT l.line, w.key FROM plan_lines l JOIN wanted w ON w.line = l.line
    WHERE l.plan_id = :plan AND l.state = 'approved'
    ORDER BY l.line FOR UPDATE OF l
), whole AS (
    SELECT w.key FROM wanted w LEFT JOIN mine m ON m.line = w.line AND m.key = w.key
    GROUP BY w.key HAVING count(*) = count(m.line)
)
UPDATE plan_lines l SET state = 'posting', order_key = m.key
FROM mine m JOIN whole w ON w.key = m.key
WHERE l.plan_id = :plan AND l.line = m.line
RETURNING l.line, l.order_key;

-- name: planning_record_orders
-- purpose: orders stand before the call; one that was refused is tried anew, any other stays as it is
INSERT INTO plan_orders AS o (external_id, plan_id, kind, payload_hash, payload)
SELECT key, :plan, kind, hash, payload::json FROM unnest(
    CAST(:keys AS text[]), CAST(:kinds AS text[]), CAST(:hashes AS text[]), CAST(:payloads AS text[])
) AS i (key, kind, hash, payload)
ORDER BY key COLLATE "C"
ON CONFLICT (external_id) DO UPDATE SET
    payload_hash = excluded.payload_hash, payload = excluded.payload, state = 'recorded', attempt = o.attempt + 1,
    findings = '[]', not_before = NULL, settled_at = NULL, recorded_at = clock_timestamp()
WHERE o.state = 'refused'
RETURNING external_id;

-- name: planning_orders
-- purpose: orders of a plan, or of a profile, by state, the oldest first
SELECT o.external_id, o.plan_id, o.kind, o.payload_hash, o.payload, o.state, o.attempt, o.record_id, o.name, o.findings,
       o.not_before, o.recorded_at, o.settled_at
FROM plan_orders o JOIN plans p ON p.id = o.plan_id
WHERE (CAST(:plan AS bigint) IS NULL OR o.plan_id = :plan)
  AND (CAST(:profile AS text) IS NULL OR p.profile = :profile)
  AND (CAST(:keys AS text[]) IS NULL OR o.external_id = ANY(CAST(:keys AS text[])))
  AND (CAST(:states AS text[]) IS NULL OR o.state = ANY(CAST(:states AS text[])))
ORDER BY o.plan_id, o.external_id COLLATE "C";

-- name: planning_settle_orders
-- purpose: what came back; an order only goes forward, and what stands already is not written again
WITH input AS (
    SELECT * FROM unnest(
        CAST(:keys AS text[]), CAST(:states AS text[]), CAST(:records AS bigint[]), CAST(:names AS text[]),
        CAST(:findings AS text[])
    ) AS i (key, state, record_id, name, findings)
), mine AS (
    SELECT o.external_id, o.state AS before, i.* FROM plan_orders o JOIN input i ON i.key = o.external_id
    WHERE (o.state, i.state) IN (
        ('recorded', 'drafted'), ('recorded', 'refused'), ('recorded', 'unknown'),
        ('unknown', 'drafted'), ('unknown', 'refused'), ('unknown', 'recorded'), ('unknown', 'unknown'),
        ('drafted', 'drafted'), ('drafted', 'verified'), ('drafted', 'confirmed'), ('verified', 'confirmed'),
        ('verified', 'verified'))
      AND (o.state <> i.state OR o.state = 'unknown' OR o.findings <> i.findings)
    ORDER BY o.external_id COLLATE "C" FOR UPDATE OF o
)
UPDATE plan_orders o SET
    state = m.state, record_id = coalesce(m.record_id, o.record_id), name = coalesce(nullif(m.name, ''), o.name),
    findings = m.findings,
    not_before = CASE WHEN m.state = 'unknown' THEN CAST(:not_before AS timestamptz) END,
    settled_at = CASE WHEN m.state IN ('unknown', 'recorded') THEN NULL ELSE clock_timestamp() END
FROM mine m WHERE o.external_id = m.external_id
RETURNING o.external_id;

-- name: planning_settle_lines
-- purpose: lines follow their orders
UPDATE plan_lines l SET state = CASE WHEN o.state = 'refused' THEN 'refused' ELSE 'posted' END
FROM plan_orders o
WHERE o.external_id = ANY(CAST(:keys AS text[])) AND o.state IN ('drafted', 'verified', 'confirmed', 'refused')
  AND l.plan_id = o.plan_id AND l.order_key = o.external_id AND l.state = 'posting';

-- name: planning_audit_orders
-- purpose: an audit row for each order that was recorded, settled or lost from sight
INSERT INTO audit (actor, kind, data)
SELECT CAST(:by AS text), 'plan order ' || o.state,
       json_build_object('key', o.external_id, 'plan', o.plan_id, 'payload', o.payload_hash, 'attempt', o.attempt,
                         'record', o.record_id, 'name', o.name)
FROM plan_orders o WHERE o.external_id = ANY(CAST(:keys AS text[])) ORDER BY o.external_id COLLATE "C";
