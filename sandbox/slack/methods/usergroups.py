"""Web API methods about user groups."""

from __future__ import annotations

from sandbox.slack.errors import SlackError
from sandbox.slack.methods.call import Endpoint, MethodCall
from sandbox.slack.state import Json, Usergroup


def everything(call: MethodCall) -> Json:
    """usergroups.list."""
    with_users, with_count = call.flag("include_users"), call.flag("include_count")
    groups = []
    for group in call.workspace.usergroups.values():
        described = _described(call, group)
        if with_users:
            described["users"] = list(group.members)
        if with_count:
            described["user_count"] = len(group.members)
        groups.append(described)
    return {"usergroups": groups}


def members(call: MethodCall) -> Json:
    """usergroups.users.list."""
    group = call.workspace.usergroups.get(call.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}


def _described(call: MethodCall, group: Usergroup) -> Json:
    return {
        "id": group.id,
        "team_id": call.workspace.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": "",
        "updated_by": "",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "channel_count": 0,
    }


METHODS = (
    Endpoint("usergroups.list", everything, ("usergroups:read",), 20),
    Endpoint("usergroups.users.list", members, ("usergroups:read",), 20),
)
