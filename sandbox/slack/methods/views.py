"""Web API methods that open, push and update modals and the Home tab."""

from __future__ import annotations

from sandbox.slack.blocks import check_view
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.methods.call import Endpoint, MethodCall
from sandbox.slack.state import Json, OpenView


def open_view(call: MethodCall) -> Json:
    """views.open."""
    body = _body(call, "modal")
    trigger = call.workspace.tickets.peek(call.required("trigger_id"))
    view = call.actions.views.open(trigger.user, body)
    trigger.used = True
    return {"view": call.actions.views.payload(view)}


def push(call: MethodCall) -> Json:
    """views.push: needs a trigger id from a modal."""
    body = _body(call, "modal")
    trigger = call.workspace.tickets.peek(call.required("trigger_id"))
    if trigger.in_form not in call.workspace.open_views.get(trigger.user, []):
        raise SlackError("not_found")
    view = call.actions.views.push(trigger.user, body)
    trigger.used = True
    return {"view": call.actions.views.payload(view)}


def update(call: MethodCall) -> Json:
    """views.update: by `view_id` or `external_id`, checked against `hash` if sent."""
    body = _body(call, "modal")
    view = _named(call)
    if view is None or view.id in call.workspace.homes.values():
        raise SlackError("not_found")
    _guard(call, view)
    return {"view": call.actions.views.payload(call.actions.views.update(view, body))}


def publish(call: MethodCall) -> Json:
    """views.publish: the Home tab of one user."""
    body = _body(call, "home")
    user_id = call.required("user_id")
    if user_id not in call.workspace.users:
        raise invalid("invalid_arguments", ["invalid `user_id` [json-pointer:/user_id]"])
    if user_id in call.workspace.homes:
        _guard(call, call.workspace.views[call.workspace.homes[user_id]])
    return {"view": call.actions.views.payload(call.actions.views.publish(user_id, body))}


def _body(call: MethodCall, surface: str) -> Json:
    body = call.structure("view", "invalid_arguments")
    problems = ["missing required field: view"] if body is None else check_view(body, call.workspace.knows_file)
    if not problems and isinstance(body, dict) and body["type"] != surface:
        problems = [f"must be {surface!r} [json-pointer:/view/type]"]
    if problems or not isinstance(body, dict):
        raise invalid("invalid_arguments", problems)
    return body


def _named(call: MethodCall) -> OpenView | None:
    if external_id := call.text("external_id"):
        named = (each for each in call.workspace.views.values() if each.body.get("external_id") == external_id)
        return next(named, None)
    return call.workspace.views.get(call.required("view_id"))


def _guard(call: MethodCall, view: OpenView) -> None:
    if call.text("hash") not in {"", view.hash}:
        raise SlackError("hash_conflict")


METHODS = (
    Endpoint("views.open", open_view, (), 100),
    Endpoint("views.push", push, (), 100),
    Endpoint("views.update", update, (), 100),
    Endpoint("views.publish", publish, (), 100),
)
