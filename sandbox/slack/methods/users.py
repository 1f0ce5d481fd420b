"""Web API methods about users."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.slack.errors import SlackError
from sandbox.slack.methods.call import Endpoint, MethodCall
from sandbox.slack.state import Json, User
from sandbox.slack.workspace import Workspace


def info(call: MethodCall) -> Json:
    """users.info."""
    user = call.workspace.users.get(call.required("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": described(call.workspace, user)}


def everyone(call: MethodCall) -> Json:
    """users.list: members of the workspace, without users of other workspaces."""
    workspace = call.workspace
    members = [each for each in workspace.users.values() if each.team_id == workspace.team.id]
    page, metadata = call.page([described(workspace, each) for each in members], 1000)
    return {"members": page, "cache_ts": int(workspace.clock.now()), "response_metadata": metadata}


def described(workspace: Workspace, user: User) -> Json:
    """Returns the user object; only users of other workspaces have `is_stranger`."""
    zone = ZoneInfo(user.tz)
    offset = datetime.fromtimestamp(workspace.clock.now(), UTC).astimezone(zone).utcoffset()
    first_name, _, last_name = user.name.partition(" ")
    stranger = user.team_id != workspace.team.id
    pictures = {f"image_{size}": f"https://avatars.slack-edge.com/{user.id}_{size}.png" for size in (24, 32, 48, 72)}
    profile: Json = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.handle,
        "display_name_normalized": user.handle,
        "first_name": first_name,
        "last_name": last_name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": user.id.lower(),
        "team": user.team_id,
        **pictures,
    }
    if user.bot_id:
        profile |= {"api_app_id": workspace.app_of(user.id).id, "bot_id": user.bot_id, "always_active": False}
    elif "users:read.email" in workspace.app.scopes and not stranger:
        profile["email"] = f"{user.handle}@{workspace.team.domain}.example"
    described_user: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.handle,
        "deleted": user.deleted,
        "real_name": user.name,
        "profile": profile,
        "is_bot": bool(user.bot_id),
        "is_app_user": False,
        **({"is_workflow_bot": True} if user.bot_id and workspace.app_of(user.id).is_workflow else {}),
        "updated": int(workspace.clock.now()),
    }
    if stranger:
        described_user["is_stranger"] = True
    if user.deleted:
        return described_user
    return described_user | {
        "color": "9f69e7",
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": user.admin or user.owner,
        "is_owner": user.owner,
        "is_primary_owner": False,
        "is_restricted": user.guest is not None,
        "is_ultra_restricted": user.guest == "single",
        "is_email_confirmed": True,
    }


METHODS = (
    Endpoint("users.info", info, ("users:read",), 100),
    Endpoint("users.list", everyone, ("users:read",), 20),
)
