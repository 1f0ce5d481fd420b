"""When a channel gets its digest of reviews."""

from records.times.plans import DAYS, ChannelPlan, Plans, is_shown

__all__ = ["DAYS", "Digest", "everything", "get", "go_on", "is_shown", "put", "remove", "shown_in"]

Digest = ChannelPlan
_DIGESTS = Plans("digest", "digests")
put, get, shown_in = _DIGESTS.put, _DIGESTS.get, _DIGESTS.shown_in
remove, everything, go_on = _DIGESTS.remove, _DIGESTS.everything, _DIGESTS.go_on
