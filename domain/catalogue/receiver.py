"""RC-*: what the receiver says to whoever pushes a message that is not taken."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="RC-CHAN-001",
        title="No such channel",
        message="There is no channel {value} that takes messages here.",
        next_step="The partner checks the address; 'lading partners list' shows the channels, and only those with "
        "transport kind webhook take messages.",
        severity=Severity.REJECT,
        owner="partner",
        meaning="The address names a channel that no profile has, or one whose files come another way. Nothing was kept.",
    ),
    CodeEntry(
        code="RC-CHAN-002",
        title="Channel not ready",
        message="The channel {value} takes messages, but not yet: its secret is not set here.",
        next_step="Operations sets the secret that 'transport.webhook.secrets' of the profile names; one in a file is taken "
        "up at once, one in the environment at the next start of the receiver. The partner sends the same message again.",
        severity=Severity.EXCEPTION,
        owner="operations",
        meaning="A profile with a new channel was taken up while the receiver ran, and without its secret nobody can know who "
        "sends. Nothing was kept. 'lading doctor' names the secret.",
    ),
    CodeEntry(
        code="RC-SLOW-001",
        title="Message too slow",
        message="The message was not whole after {seconds} s.",
        next_step="The partner sends it again; if it happens often, look at the line between its system and the proxy.",
        severity=Severity.WARN,
        owner="partner",
        meaning="A sender that trickles its bytes holds a connection and memory; a proxy before the receiver that takes whole "
        "requests in keeps slow ones away. Nothing was kept.",
    ),
    CodeEntry(
        code="RC-SIGN-001",
        title="Message not signed",
        message="The message has no signature, or not all headers that {value} signs.",
        next_step="The partner signs each message with the agreed secret; docs/webhooks.md shows how, by an example.",
        severity=Severity.REJECT,
        owner="partner",
        meaning="Without a signature nobody can know who sent the message. Nothing was kept, and nothing else is said.",
    ),
    CodeEntry(
        code="RC-SIGN-002",
        title="Signature wrong",
        message="The signature is not that of these bytes under a live secret.",
        next_step="The partner checks the secret and signs the raw bytes as sent; if the secret was changed, name both "
        "in the profile's 'transport.webhook.secrets' until all messages of the old one have come.",
        severity=Severity.REJECT,
        owner="partner",
        meaning="Another secret, another algorithm, or bytes that were changed on the way (re-serialised JSON is enough).",
    ),
    CodeEntry(
        code="RC-SIGN-003",
        title="Signed too long ago",
        message="The signed time is more than {seconds} s from ours.",
        next_step="The partner sets its clock and signs anew when it sends again; an old message that is replayed by "
        "somebody else is rightly refused.",
        severity=Severity.REJECT,
        owner="partner",
        meaning="A signature does not age by itself: without a window, a message that was listened to could be sent again "
        "for ever.",
    ),
    CodeEntry(
        code="RC-SIZE-001",
        title="Message too large",
        message="The message is larger than {limit} bytes.",
        next_step="The partner splits it; or the limit is raised by 'transport.webhook.largest_bytes' in the profile.",
        severity=Severity.REJECT,
        owner="partner",
        meaning="It was refused before it was read whole, so that no sender can fill the receiver's memory.",
    ),
    CodeEntry(
        code="RC-SIZE-002",
        title="Message empty",
        message="The message has no body.",
        next_step="The partner sends the document as the body of the request.",
        severity=Severity.REJECT,
        owner="partner",
        meaning="Nothing is nothing: an empty body holds no document.",
    ),
    CodeEntry(
        code="RC-BUSY-001",
        title="Come again",
        message="More messages wait than can be taken now.",
        next_step="The partner sends the same message again after the seconds that Retry-After names.",
        severity=Severity.WARN,
        owner="operations",
        meaning="Each message is on disk and in the ledger before it is acknowledged; when more come than that allows, "
        "the sender is told so at once instead of waiting until it gives up.",
    ),
    CodeEntry(
        code="RC-AWAY-001",
        title="Not taken",
        message="The message could not be kept safely just now, so it was not taken.",
        next_step="The partner sends the same message again; operations looks at 'lading status' and the receiver's log.",
        severity=Severity.EXCEPTION,
        owner="operations",
        meaning="The ledger or the archive did not answer. There was no acknowledgement, so nothing is lost: sent again, "
        "it counts once.",
    ),
)
