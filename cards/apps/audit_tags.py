"""The audit tag for the app of a channel, and its words."""

from cards.audit_tags import audit_tag

APP_CHOSEN = audit_tag("channels:app:chosen", "chose the channel's app")
