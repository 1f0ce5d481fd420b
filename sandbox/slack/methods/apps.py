"""The methods about the app itself, its token, its bot and its workspace."""

from __future__ import annotations

from sandbox.slack.errors import SlackError
from sandbox.slack.methods.asked import Asked, Endpoint
from sandbox.slack.state import Json


def api_test(asked: Asked) -> Json:
    """api.test: needs no token, gives the arguments back."""
    if asked.text("error"):
        raise SlackError(asked.text("error"), args=asked.args)
    return {"args": asked.args}


def auth_test(asked: Asked) -> Json:
    """auth.test: whose token it is."""
    workspace = asked.workspace
    return {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.bot.handle,
        "team_id": workspace.team.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


def team_info(asked: Asked) -> Json:
    """team.info."""
    team = asked.workspace.team
    if asked.text("team") not in {"", team.id}:
        raise SlackError("team_not_found")
    sizes = {f"image_{size}": f"https://a.slack-edge.com/team_{size}.png" for size in (34, 44, 68, 88, 102, 132)}
    described = {
        "id": team.id,
        "name": team.name,
        "url": f"https://{team.domain}.slack.com/",
        "domain": team.domain,
        "email_domain": "",
        "icon": {**sizes, "image_default": True},
        "avatar_base_url": "https://ca.slack-edge.com/",
        "is_verified": False,
    }
    return {"team": described}


def bots_info(asked: Asked) -> Json:
    """bots.info."""
    profile = asked.workspace.bot_profile()
    del profile["team_id"]
    if asked.required("bot") != profile["id"]:
        raise SlackError("bot_not_found")
    return {"bot": profile | {"user_id": asked.workspace.bot.id}}


def open_connection(asked: Asked) -> Json:
    """apps.connections.open: an address for Socket Mode, good for one connection."""
    if not asked.workspace.switches.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    ticket = asked.workspace.ids.secret(32)
    asked.workspace.socket_tickets.add(ticket)
    address = asked.workspace.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={asked.workspace.app.id}"}


METHODS = (
    Endpoint("api.test", api_test, (), 100),
    Endpoint("auth.test", auth_test),
    Endpoint("team.info", team_info, ("team:read",), 50),
    Endpoint("bots.info", bots_info, ("users:read",), 50),
    Endpoint("apps.connections.open", open_connection, (), 50, app_token=True),
)
