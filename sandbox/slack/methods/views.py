"""The methods that open, stack and change forms and the Home tab."""

from __future__ import annotations

from sandbox.slack.blocks import check_view
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.methods.asked import Asked, Endpoint
from sandbox.slack.state import Json, OpenView


def open_view(asked: Asked) -> Json:
    """views.open."""
    body = _body(asked, "modal")
    trigger = asked.workspace.tickets.look_at(asked.required("trigger_id"))
    view = asked.acts.forms.open(trigger.user, body)
    trigger.used = True
    return {"view": asked.acts.forms.payload(view)}


def push(asked: Asked) -> Json:
    """views.push: needs a trigger id that came from a form."""
    body = _body(asked, "modal")
    trigger = asked.workspace.tickets.look_at(asked.required("trigger_id"))
    if trigger.in_form not in asked.workspace.open_views.get(trigger.user, []):
        raise SlackError("not_found")
    view = asked.acts.forms.push(trigger.user, body)
    trigger.used = True
    return {"view": asked.acts.forms.payload(view)}


def update(asked: Asked) -> Json:
    """views.update, by `view_id` or `external_id`, guarded by `hash` where one is sent."""
    body = _body(asked, "modal")
    view = _named(asked)
    if view is None or view.id in asked.workspace.homes.values():
        raise SlackError("not_found")
    _guard(asked, view)
    return {"view": asked.acts.forms.payload(asked.acts.forms.update(view, body))}


def publish(asked: Asked) -> Json:
    """views.publish: the Home tab of one person."""
    body = _body(asked, "home")
    user_id = asked.required("user_id")
    if user_id not in asked.workspace.users:
        raise invalid("invalid_arguments", ["invalid `user_id` [json-pointer:/user_id]"])
    if user_id in asked.workspace.homes:
        _guard(asked, asked.workspace.views[asked.workspace.homes[user_id]])
    return {"view": asked.acts.forms.payload(asked.acts.forms.publish(user_id, body))}


def _body(asked: Asked, surface: str) -> Json:
    body = asked.structure("view", "invalid_arguments")
    complaints = ["missing required field: view"] if body is None else check_view(body, asked.workspace.knows_file)
    if not complaints and isinstance(body, dict) and body["type"] != surface:
        complaints = [f"must be {surface!r} [json-pointer:/view/type]"]
    if complaints or not isinstance(body, dict):
        raise invalid("invalid_arguments", complaints)
    return body


def _named(asked: Asked) -> OpenView | None:
    if external_id := asked.text("external_id"):
        named = (each for each in asked.workspace.views.values() if each.body.get("external_id") == external_id)
        return next(named, None)
    return asked.workspace.views.get(asked.required("view_id"))


def _guard(asked: Asked, view: OpenView) -> None:
    if asked.text("hash") not in {"", view.hash}:
        raise SlackError("hash_conflict")


METHODS = (
    Endpoint("views.open", open_view, (), 100),
    Endpoint("views.push", push, (), 100),
    Endpoint("views.update", update, (), 100),
    Endpoint("views.publish", publish, (), 100),
)
