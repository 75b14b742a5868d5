-- name: take_turn
-- purpose: one process at a time looks at a source; the row comes back only to the one whose turn it is
INSERT INTO cursors AS c (source_id, name, looked_at) VALUES (:source_id, :name, clock_timestamp())
ON CONFLICT (source_id, name) DO UPDATE SET looked_at = excluded.looked_at
WHERE c.looked_at IS NULL OR c.looked_at <= clock_timestamp() - make_interval(secs => :seconds)
RETURNING value;

-- name: keep_cursor
-- purpose: how far a source was read; never back
UPDATE cursors SET value = :value WHERE source_id = :source_id AND name = :name AND value < :value;

-- name: look_again
-- purpose: a look failed: the next may come sooner than usual
UPDATE cursors SET looked_at = clock_timestamp() - make_interval(secs => :seconds)
WHERE source_id = :source_id AND name = :name;

-- name: show_cursor
-- purpose: how far a source was read, and when it was last looked at
SELECT value, looked_at FROM cursors WHERE source_id = :source_id AND name = :name;

-- name: lock_business_keys
-- purpose: two deliveries of one order at once are judged one after the other; in one order everywhere
SELECT key FROM business_keys WHERE key = ANY(CAST(:keys AS text[])) ORDER BY key COLLATE "C" FOR UPDATE;

-- name: latest_moments
-- purpose: the last known moment of each order
SELECT DISTINCT ON (key) key, stamp, content_hash, document_id
FROM moments WHERE key = ANY(CAST(:keys AS text[])) ORDER BY key, stamp DESC;

-- name: keep_moments
-- purpose: moments that were seen
INSERT INTO moments (key, stamp, content_hash, document_id)
SELECT key, stamp, content_hash, document_id
FROM unnest(CAST(:keys AS text[]), CAST(:stamps AS timestamptz[]), CAST(:hashes AS text[]),
            CAST(:documents AS bigint[])) AS n (key, stamp, content_hash, document_id)
ORDER BY key, stamp
ON CONFLICT (key, stamp) DO NOTHING;

-- name: keys_that_are_known
-- purpose: which documents are known by their keys
SELECT key FROM business_keys WHERE key = ANY(CAST(:keys AS text[]));
