"""When a channel gets its digest of reviews."""

from records.times.plans import DAYS, ChannelPlan, Plans, is_shown

__all__ = ["DAYS", "DIGESTS", "Digest", "everything", "get", "go_on", "is_shown", "put", "remove", "shown_in"]

Digest = ChannelPlan
DIGESTS = Plans("digest", "digests")
put, get, shown_in = DIGESTS.put, DIGESTS.get, DIGESTS.shown_in
remove, everything, go_on = DIGESTS.remove, DIGESTS.everything, DIGESTS.go_on
