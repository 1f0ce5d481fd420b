"""The methods of Slack's Web API that the stand-in knows, one module a family."""

from __future__ import annotations

from sandbox.slack.methods import apps, chat, conversations, files, reactions, usergroups, users, views
from sandbox.slack.methods.call import Endpoint

METHODS: dict[str, Endpoint] = {
    endpoint.name: endpoint
    for family in (apps, chat, conversations, files, reactions, usergroups, users, views)
    for endpoint in family.METHODS
}
