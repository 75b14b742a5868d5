-- name: open_circuit
-- purpose: stop a channel; one open circuit a channel
INSERT INTO circuits (channel, reason, finding, opened_by)
VALUES (:channel, :reason, CAST(:finding AS json), :by)
ON CONFLICT (channel) WHERE closed_at IS NULL DO NOTHING
RETURNING id;

-- name: close_circuit
-- purpose: let a channel go on
UPDATE circuits SET closed_at = clock_timestamp(), closed_by = :by, closed_reason = :reason
WHERE channel = :channel AND closed_at IS NULL
RETURNING id;

-- name: circuits
-- purpose: stopped channels, the open ones first
SELECT channel, reason, finding, opened_at, opened_by, closed_at, closed_by, closed_reason
FROM circuits WHERE closed_at IS NULL OR :include_closed
ORDER BY closed_at IS NOT NULL, opened_at DESC;

-- name: give_waiver
-- purpose: a named person lets an expectation of a gate be overlooked on a channel, until a time
INSERT INTO waivers (channel, code, approver, reason, expires_at) VALUES (:channel, :code, :by, :reason, :until);

-- name: waivers
-- purpose: what may be overlooked now; every channel's where none is named
SELECT channel, code, approver, reason, given_at, expires_at
FROM waivers WHERE expires_at > clock_timestamp() AND (CAST(:channel AS text) IS NULL OR channel = :channel)
ORDER BY id;
