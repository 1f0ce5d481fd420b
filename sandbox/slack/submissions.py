"""Submits modals and applies the app's response: errors, update, push or close."""

from __future__ import annotations

import json

from sandbox.slack import snapshots
from sandbox.slack.actions import Actions
from sandbox.slack.blocks import check_view
from sandbox.slack.controls import controls
from sandbox.slack.delivery import Delivery, Parcel, ParcelKind
from sandbox.slack.errors import SlackError
from sandbox.slack.snapshots import Submission, View
from sandbox.slack.state import Json, OpenView

TROUBLE = "We had some trouble connecting. Try again?"


class Submissions:
    """Handles `Submit` and `Cancel`."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._views = actions.views
        self._workspace = actions.workspace

    async def send(self, view: OpenView) -> Submission:
        """Submits the modal; Slack's own validation comes first and does not reach the app."""
        if not view.body.get("submit"):
            raise LookupError("this form has nothing to submit")
        if problems := self._views.problems(view):
            return Submission(errors=problems, view=self._shown(view))
        payload = self._actions.payloads.submission(self._workspace.users[view.user], view)
        delivery = await self._actions.outbox.ask(Parcel(ParcelKind.INTERACTION, "view_submission", payload))
        reply = snapshots.of_delivery(delivery)
        if delivery.failure:
            return Submission(view=self._shown(view), trouble=TROUBLE, reply=reply)
        try:
            errors = self._obey(view, _answer(delivery))
        except SlackError as refused:
            details = "; ".join(refused.details.get("errors", ()))
            message = f"{TROUBLE} ({refused.code}{': ' if details else ''}{details})"
            return Submission(view=self._shown(view), trouble=message, reply=reply)
        return Submission(errors=errors, view=self._shown(self._views.top(view.user)), reply=reply)

    async def close(self, view: OpenView, *, everything: bool) -> None:
        """Closes the modal, or with `everything` all of them; notifies the app if `notify_on_close` is set."""
        asked_for = [view] if view.body.get("notify_on_close") else []
        payloads = [
            self._actions.payloads.closing(self._workspace.users[each.user], each, is_cleared=everything)
            for each in asked_for
        ]
        if everything or view.body.get("clear_on_close"):
            self._views.close_all(view.user)
        else:
            self._views.close(view)
        for payload in payloads:
            await self._actions.outbox.ask(Parcel(ParcelKind.INTERACTION, "view_closed", payload))

    def _obey(self, view: OpenView, answer: Json) -> dict[str, str] | None:
        action = answer.get("response_action")
        if action == "errors":
            return self._complain(view, answer.get("errors"))
        if action in {"update", "push"}:
            body = answer.get("view")
            if problems := check_view(body, self._workspace.knows_file):
                raise SlackError("invalid_view", errors=problems)
            assert isinstance(body, dict)  # noqa: S101 - checked above
            if action == "update":
                self._views.update(view, body)
            else:
                self._views.push(view.user, body)
        elif action == "clear":
            self._views.close_all(view.user)
        elif action is None:
            self._views.close(view)
        else:
            raise SlackError("invalid_response_action")
        return None

    def _complain(self, view: OpenView, errors: object) -> dict[str, str]:
        inputs = {control.block_id for control in controls(view.body["blocks"]) if control.is_input}
        if not isinstance(errors, dict) or not errors:
            raise SlackError("invalid_errors")
        if unknown := sorted(set(errors) - inputs):
            raise SlackError("invalid_errors", errors=[f"no input block {block_id!r}" for block_id in unknown])
        return {block_id: str(message) for block_id, message in errors.items()}

    def _shown(self, view: OpenView | None) -> View | None:
        return snapshots.of_view(self._workspace, self._views, view) if view else None


def _answer(delivery: Delivery) -> Json:
    if not delivery.body.strip():
        return {}
    try:
        answer = json.loads(delivery.body)
    except ValueError:
        raise SlackError("invalid_response") from None
    if not isinstance(answer, dict):
        raise SlackError("invalid_response")
    return answer
