"""The audit tags for the app and the account of a channel, and their words."""

from cards.wording.audit_tags import audit_tag

APP_CHOSEN = audit_tag("channels:app:chosen", "chose the channel's app")
CHANNEL_TIED = audit_tag("channels:account:tied", "tied the channel to the account", shows_value=True)
CHANNEL_UNTIED = audit_tag("channels:account:untied", "untied the channel from the account", shows_value=True)
