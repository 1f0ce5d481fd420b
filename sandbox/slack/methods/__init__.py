"""The supported methods of Slack's Web API, one module per family."""

from __future__ import annotations

from sandbox.slack.methods import apps, chat, conversations, files, reactions, usergroups, users, views
from sandbox.slack.methods.call import Endpoint

METHODS: dict[str, Endpoint] = {
    endpoint.name: endpoint
    for family in (apps, chat, conversations, files, reactions, usergroups, users, views)
    for endpoint in family.METHODS
}
