-- name: planning_lines
-- purpose: lines of a plan, all or some, what is urgent and dear first
SELECT plan_id, line, kind, sku, place, origin, quantity, need, unit_price, value, order_on, due_on, urgency,
       stock_out_on, lowest_before, lowest_after, stock_out_cost, why, name, category, unit, state, decided_by,
       decided_at, reason, first_by, changed_by, changed_quantity, changed_due_on, changed_origin, changed_price,
       order_key
FROM plan_lines
WHERE plan_id = :plan
  AND (CAST(:lines AS text[]) IS NULL OR line = ANY(CAST(:lines AS text[])))
  AND (CAST(:states AS text[]) IS NULL OR state = ANY(CAST(:states AS text[])))
  AND (CAST(:skus AS text[]) IS NULL OR sku = ANY(CAST(:skus AS text[])))
ORDER BY array_position(ARRAY['late', 'soon', 'normal', 'early'], urgency), value DESC, line;

-- name: planning_sums
-- purpose: a plan's lines summed up, as they are to be ordered
SELECT coalesce(changed_origin, origin) AS origin, kind, place, urgency, state, count(*) AS lines,
       sum(CASE WHEN changed_quantity IS NULL AND changed_price IS NULL THEN value
           ELSE round(coalesce(changed_quantity, quantity) * coalesce(changed_price, unit_price), 2) END) AS money,
       count(*) FILTER (WHERE changed_by <> '') AS changed, count(*) FILTER (WHERE first_by <> '') AS first,
       min(coalesce(changed_due_on, due_on)) AS earliest_due
FROM plan_lines WHERE plan_id = :plan
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;

-- name: planning_between
-- purpose: what changed from one plan to another, by line
SELECT coalesce(n.line, o.line) AS line, coalesce(n.sku, o.sku) AS sku, coalesce(n.place, o.place) AS place,
       coalesce(n.origin, o.origin) AS origin, coalesce(n.name, o.name) AS name,
       o.quantity AS before, n.quantity AS after, coalesce(o.value, 0) AS value_before, coalesce(n.value, 0) AS value_after,
       o.due_on AS due_before, n.due_on AS due_after
FROM (SELECT * FROM plan_lines WHERE plan_id = :plan) n
FULL JOIN (SELECT * FROM plan_lines WHERE plan_id = :earlier) o ON o.line = n.line
WHERE n.quantity IS DISTINCT FROM o.quantity OR n.due_on IS DISTINCT FROM o.due_on OR n.origin IS DISTINCT FROM o.origin
ORDER BY abs(coalesce(n.value, 0) - coalesce(o.value, 0)) DESC, 1 LIMIT :most;

-- name: planning_of_item
-- purpose: lines of an item in the newest plans that are not superseded
SELECT DISTINCT ON (l.place) l.plan_id, l.place FROM plan_lines l JOIN plans p ON p.id = l.plan_id
WHERE l.sku = :sku AND (CAST(:profile AS text) IS NULL OR p.profile = :profile)
ORDER BY l.place, l.plan_id DESC;

-- name: planning_bound
-- purpose: money that the plans of a day have bound with suppliers; approved lines of these items are proposed anew
SELECT coalesce(l.changed_origin, l.origin) AS origin,
       sum(CASE WHEN l.changed_quantity IS NULL AND l.changed_price IS NULL THEN l.value ELSE
           round(coalesce(l.changed_quantity, l.quantity) * coalesce(l.changed_price, l.unit_price), 2) END) AS money
FROM plan_lines l JOIN plans p ON p.id = l.plan_id
WHERE p.profile = :profile AND p.today = CAST(:today AS date) AND l.kind = 'purchase'
  AND (l.state IN ('posting', 'posted')
       OR (l.state = 'approved' AND CAST(:skus AS text[]) IS NOT NULL AND NOT l.sku = ANY(CAST(:skus AS text[]))))
GROUP BY 1;

-- name: planning_decide
-- purpose: what people decided about lines of a plan; not what is recorded for posting, and not what a newer plan has
UPDATE plan_lines l SET
    state = i.state, reason = i.reason, first_by = i.first_by,
    decided_by = CASE WHEN i.state = 'proposed' THEN '' ELSE :by END,
    decided_at = CASE WHEN i.state = 'proposed' THEN NULL ELSE clock_timestamp() END,
    changed_by = i.changed_by, changed_quantity = i.quantity, changed_due_on = i.due_on, changed_origin = i.origin,
    changed_price = i.price
FROM plans p, unnest(
    CAST(:lines AS text[]), CAST(:states AS text[]), CAST(:reasons AS text[]), CAST(:firsts AS text[]),
    CAST(:changers AS text[]), CAST(:quantities AS numeric[]), CAST(:dues AS date[]), CAST(:origins AS text[]),
    CAST(:prices AS numeric[])
) AS i (line, state, reason, first_by, changed_by, quantity, due_on, origin, price)
WHERE p.id = :plan AND p.hash = :hash AND p.state IN ('proposed', 'posting', 'done')
  AND l.plan_id = p.id AND l.line = i.line AND l.state IN ('proposed', 'approved', 'rejected', 'refused')
  AND NOT EXISTS (
    SELECT 1 FROM plans n WHERE n.profile = p.profile AND n.id > p.id AND n.state IN ('proposed', 'posting', 'done')
      AND (n.skus IS NULL OR l.sku = ANY(n.skus)))
RETURNING l.line;

-- name: planning_audit_lines
-- purpose: an audit row for each line that was decided
INSERT INTO audit (actor, kind, data)
SELECT CAST(:by AS text), 'plan line ' || CAST(:verdict AS text),
       json_build_object('plan', plan_id, 'line', line, 'state', state, 'quantity', coalesce(changed_quantity, quantity),
                         'due_on', coalesce(changed_due_on, due_on), 'origin', coalesce(changed_origin, origin),
                         'proposed', quantity, 'reason', reason, 'first_by', first_by)
FROM plan_lines WHERE plan_id = :plan AND line = ANY(CAST(:lines AS text[])) ORDER BY line;
