"""Web API methods about the app, its token, its bot and its workspace."""

from __future__ import annotations

from sandbox.slack.errors import SlackError
from sandbox.slack.methods.call import Endpoint, MethodCall
from sandbox.slack.state import Json


def api_test(call: MethodCall) -> Json:
    """api.test: needs no token and returns the arguments."""
    if call.text("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"args": call.args}


def auth_test(call: MethodCall) -> Json:
    """auth.test: identifies the token's owner."""
    workspace = call.workspace
    return {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": call.bot.handle,
        "team_id": workspace.team.id,
        "user_id": call.bot.id,
        "bot_id": call.bot.bot_id,
        "is_enterprise_install": workspace.switches.enterprise_install,
    }


def team_info(call: MethodCall) -> Json:
    """team.info."""
    team = call.workspace.team
    if call.text("team") not in {"", team.id}:
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


def bots_info(call: MethodCall) -> Json:
    """bots.info."""
    profile = call.workspace.bot_profile(call.bot.id)
    del profile["team_id"]
    if call.required("bot") != profile["id"]:
        raise SlackError("bot_not_found")
    return {"bot": profile | {"user_id": call.bot.id}}


def open_connection(call: MethodCall) -> Json:
    """apps.connections.open: returns a Socket Mode URL, valid for one connection."""
    if not call.workspace.switches.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    ticket = call.workspace.ids.secret(32)
    call.workspace.socket_tickets.add(ticket)
    address = call.workspace.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.workspace.app.id}"}


METHODS = (
    Endpoint("api.test", api_test, (), 100),
    Endpoint("auth.test", auth_test),
    Endpoint("team.info", team_info, ("team:read",), 50),
    Endpoint("bots.info", bots_info, ("users:read",), 50),
    Endpoint("apps.connections.open", open_connection, (), 50, app_token=True),
)
