-- name: planning_override
-- purpose: an edit that outlives its plan; the same edit that still stands is not made twice
INSERT INTO plan_overrides (profile, scope, what, value, reason, made_by, expires_on, since)
SELECT :profile, CAST(:scope AS json), :what, :value, :reason, :by, CAST(:expires_on AS date), CAST(:since AS date)
WHERE NOT EXISTS (
    SELECT 1 FROM plan_overrides o
    WHERE o.profile = :profile AND o.ended_at IS NULL AND o.scope::jsonb = CAST(:scope AS jsonb) AND o.what = :what
      AND o.value = :value AND o.expires_on IS NOT DISTINCT FROM CAST(:expires_on AS date))
RETURNING id;

-- name: planning_overrides
-- purpose: edits of a profile: those that stand, or all
SELECT id, profile, scope, what, value, reason, made_by, made_at, expires_on, since, ended_by, ended_at
FROM plan_overrides
WHERE (CAST(:profile AS text) IS NULL OR profile = :profile)
  AND (CAST(:ids AS bigint[]) IS NULL OR id = ANY(CAST(:ids AS bigint[])))
  AND (:with_ended OR ended_at IS NULL)
ORDER BY id;

-- name: planning_override_end
-- purpose: edits that count no more
UPDATE plan_overrides SET ended_by = :by, ended_at = clock_timestamp()
WHERE id = ANY(CAST(:ids AS bigint[])) AND ended_at IS NULL
RETURNING id;
