-- name: planning_exchange_asked
-- purpose: the platform was given a plan's inputs; the first time counts
INSERT INTO plan_exchanges (plan_id) VALUES (:plan) ON CONFLICT (plan_id) DO NOTHING RETURNING plan_id;

-- name: planning_exchanges
-- purpose: exchanges of a plan, or of a profile those that are open or ended late
SELECT e.plan_id, p.code, p.profile, e.asked_at, e.verdict, e.says, e.ended_at
FROM plan_exchanges e JOIN plans p ON p.id = e.plan_id
WHERE (CAST(:plan AS bigint) IS NULL OR e.plan_id = :plan)
  AND (CAST(:profile AS text) IS NULL OR p.profile = :profile)
  AND (CAST(:verdicts AS text[]) IS NULL OR e.verdict = ANY(CAST(:verdicts AS text[])))
ORDER BY e.plan_id DESC
LIMIT :most;

-- name: planning_exchange_ended
-- purpose: what became of waiting; a late one may be answered again, nothing else is changed
UPDATE plan_exchanges SET verdict = :verdict, says = :says, ended_at = clock_timestamp()
WHERE plan_id = :plan AND (verdict = '' OR (verdict = 'late' AND :verdict = 'again'))
RETURNING plan_id;

-- name: planning_delivered
-- purpose: a part that came; the same bytes again are known, other bytes under the same number a conflict
INSERT INTO plan_deliveries (plan_id, kind, version, part, parts, name, sha256, state, says)
SELECT :plan, :kind, :version, :part, :parts, :name, :sha256,
       CASE WHEN :state = 'taken' AND EXISTS (
           SELECT 1 FROM plan_deliveries d
           WHERE d.plan_id = :plan AND d.kind = :kind AND d.version = :version AND d.part = :part
             AND d.state = 'taken' AND d.sha256 <> :sha256) THEN 'conflict' ELSE :state END,
       :says
ON CONFLICT (plan_id, kind, version, part, sha256) DO NOTHING
RETURNING id, state;

-- name: planning_deliveries
-- purpose: what came for a plan, in the order in which it came
SELECT kind, version, part, parts, name, sha256, state, says, received_at
FROM plan_deliveries WHERE plan_id = :plan ORDER BY id;
