-- name: orders_by_external_id
-- purpose: which thread and channel an order of ours belongs to; what a backfill brought is nobody's to tell
SELECT k.key, d.thread_id, d.channel, d.partner FROM business_keys k
JOIN documents d ON d.id = k.document_id
JOIN deliveries v ON v.id = d.delivery_id
WHERE k.key = ANY(CAST(:keys AS text[])) AND v.plan_id IS NULL;

-- name: parcels_waiting
-- purpose: parcels that were not told yet, oldest first; a lost call is left alone until it can't be running any more
-- here: publication_columns
WHERE kind = 'fulfilment' AND channel = :channel
  AND (state = 'recorded'
       OR (state = 'unknown' AND sent_at <= clock_timestamp() - make_interval(secs => :seconds)))
ORDER BY id LIMIT :most;

-- name: take_parcel
-- purpose: the intent to tell it, and nobody else does at the same time; commit before the call
UPDATE publications SET state = 'unknown', sent_at = clock_timestamp()
WHERE id = :id AND (state = 'recorded'
                    OR (state = 'unknown' AND sent_at <= clock_timestamp() - make_interval(secs => :seconds)))
RETURNING id;

-- name: leave_parcel
-- purpose: nothing was sent, or a person wants it sent again: it waits
UPDATE publications SET state = 'recorded', sent_at = NULL, settled_at = NULL
WHERE id = :id AND state = :state
RETURNING id;

-- name: settle_parcel
-- purpose: what the shop said of it
UPDATE publications SET state = :state, said = CAST(:said AS json), settled_at = clock_timestamp()
WHERE id = :id AND state IN ('unknown', 'recorded')
RETURNING id;
