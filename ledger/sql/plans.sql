-- name: planning_begin
-- purpose: a demand plan that is being made
INSERT INTO plans (profile, company, kind, skus, today, made_by)
VALUES (:profile, :company, :kind, CAST(:skus AS text[]), :today, :made_by)
RETURNING id;

-- name: planning_alone
-- purpose: propose, decide and record for posting within a profile one after the other, until the transaction ends
SELECT pg_advisory_xact_lock(7305004, hashtext(:profile));

-- name: planning_found
-- purpose: plans by number, code, beginning of hash or code, profile, state; the newest first
SELECT id, code, profile, company, kind, skus, today, as_of, state, says, hash, inputs, outputs, summary, made_by,
       made_at, moved_at
FROM plans
WHERE (CAST(:plan AS bigint) IS NULL OR id = :plan)
  AND (CAST(:code AS text) IS NULL OR code = :code)
  AND (CAST(:hash AS text) IS NULL OR hash LIKE :hash || '%')
  AND (CAST(:beginning AS text) IS NULL OR starts_with(code, :beginning))
  AND (CAST(:profile AS text) IS NULL OR profile = :profile)
  AND (CAST(:states AS text[]) IS NULL OR state = ANY(CAST(:states AS text[])))
  AND (CAST(:before AS bigint) IS NULL OR id < :before)
ORDER BY id DESC LIMIT :most;

-- name: planning_keep
-- purpose: frames of a plan that is not proposed yet, or what a later stage adds; a frame that is there stays
UPDATE plans SET
    inputs = (CAST(:inputs AS jsonb) || inputs::jsonb)::json,
    outputs = (CAST(:outputs AS jsonb) || outputs::jsonb)::json
WHERE id = :plan;

-- name: planning_name
-- purpose: the code of a plan once all that it is made of is known; nothing where another plan has it
UPDATE plans p SET code = :code, as_of = CAST(:as_of AS timestamptz)
WHERE p.id = :plan AND p.code IN ('', :code)
  AND NOT EXISTS (SELECT 1 FROM plans o WHERE o.code = :code AND o.id <> p.id)
RETURNING p.id;

-- name: planning_move
-- purpose: a plan goes on, if it may from where it is
UPDATE plans p SET state = :to, says = :says, moved_at = clock_timestamp()
FROM (SELECT id, state FROM plans WHERE id = :plan FOR UPDATE) o
WHERE p.id = o.id AND o.state = ANY(CAST(:from AS text[]))
RETURNING p.id, o.state AS before;

-- name: planning_propose
-- purpose: a plan's lines can be seen from now on
UPDATE plans SET state = 'proposed', hash = :hash, summary = CAST(:summary AS json), moved_at = clock_timestamp()
WHERE id = :plan AND state = 'making' AND code <> ''
RETURNING id;

-- name: planning_newer
-- purpose: a newer plan of the profile that covers all of the same items and was proposed already
SELECT n.id, n.code FROM plans p
JOIN plans n ON n.profile = p.profile AND n.id > p.id AND n.state IN ('proposed', 'posting', 'done')
    AND (n.skus IS NULL OR p.skus <@ n.skus)
WHERE p.id = :plan ORDER BY n.id DESC LIMIT 1;

-- name: planning_supersede
-- purpose: a new plan takes the place of what earlier ones proposed for its items and was not recorded for posting
UPDATE plan_lines l SET state = 'superseded'
FROM plans n JOIN plans p ON p.profile = n.profile AND p.id < n.id
WHERE n.id = :plan AND l.plan_id = p.id AND l.state IN ('proposed', 'approved')
  AND (n.skus IS NULL OR l.sku = ANY(n.skus))
RETURNING l.plan_id, l.line, l.decided_by, l.changed_by;

-- name: planning_elsewhere
-- purpose: lines of a plan that others have by now: a newer plan of some items, or an order that was still under way, or
-- was made, when Odoo was read (a transfer is counted once it is confirmed)
WITH told AS (
    SELECT b.line, p.code || ' is newer and covers this item.' AS says
    FROM plans n
    JOIN plans p ON p.profile = n.profile AND p.id > n.id AND p.state IN ('proposed', 'posting', 'done')
    JOIN plan_lines b ON b.plan_id = n.id AND (p.skus IS NULL OR b.sku = ANY(p.skus))
    WHERE n.id = :plan
    UNION ALL
    SELECT b.line, p.code || ' has ordered this item for ' || b.place || ' since Odoo was read for this plan.'
    FROM plans n
    JOIN plans p ON p.profile = n.profile AND p.id <> n.id
    JOIN plan_orders o ON o.plan_id = p.id AND coalesce(o.settled_at, 'infinity') >= n.as_of
    JOIN plan_lines a ON a.plan_id = p.id AND a.order_key = o.external_id AND a.state IN ('posting', 'posted')
    JOIN plan_lines b ON b.plan_id = n.id AND b.sku = a.sku AND b.place = a.place
    WHERE n.id = :plan
), one AS (
    SELECT line, min(says) AS says FROM told GROUP BY line
)
UPDATE plan_lines l SET state = 'superseded', reason = 'Plan ' || one.says
FROM one WHERE l.plan_id = :plan AND l.line = one.line AND l.state = 'proposed'
RETURNING l.line;

-- name: planning_settle_earlier
-- purpose: earlier plans in which nothing is open any more
UPDATE plans p SET
    state = CASE WHEN EXISTS (SELECT 1 FROM plan_lines l WHERE l.plan_id = p.id AND l.state IN ('posted', 'refused'))
                 THEN 'done' ELSE 'superseded' END,
    says = 'Plan ' || n.code || ' took its place.', moved_at = clock_timestamp()
FROM plans n
WHERE n.id = :plan AND p.profile = n.profile AND p.id < n.id
  AND (p.state IN ('proposed', 'posting') OR (p.state = 'making' AND n.skus IS NULL))
  AND NOT EXISTS (SELECT 1 FROM plan_lines l WHERE l.plan_id = p.id AND l.state IN ('proposed', 'approved', 'posting'))
RETURNING p.id, p.code, p.state;
