"""The messages of `build`: what was attached, and what Apple wants to know about its encryption."""

from collections.abc import Sequence

from appstore.releases.encryption import Declaration
from cards.blocks import (
    Block,
    actions,
    button,
    clock_time,
    confirm,
    context,
    escape,
    message,
    section,
    shorten,
    text_message,
)
from cards.releases.versions import name
from cards.wording.texts import stands
from records.messages import Message
from records.releases.build_changes import BuildChange

UNDO, NO_ENCRYPTION, USES_ENCRYPTION = "releases.build_undo", "releases.no_encryption", "releases.uses_encryption"
# Slack wants a different action id for each button of a message.
DECLARE = tuple(f"releases.declare_{number}" for number in range(4))
NO, YES = "no", "yes"

_STATED = {
    NO: "no encryption that needs documents",
    YES: "uses encryption that needs documents",
}
_QUESTION = (
    "Apple does not know yet whether this build uses encryption that needs export documents, and asks once per build. "
    "HTTPS, and the encryption that is part of Apple's operating systems, need none."
)
_NO_DECLARATION = (
    "Such a build needs an approved encryption declaration before it can be submitted, and none is approved. Add one "
    "in App Store Connect (your app, App Information, App Encryption Documentation); once Apple has approved it, write "
    "`/asc build {number}` again."
)


def stated(answer: str) -> str:
    """Return an answer about encryption in words."""
    return _STATED.get(answer, "not answered")


def result(change: BuildChange, declarations: Sequence[Declaration] = ()) -> Message:
    """Show an attached build with its export compliance; asks about it if Apple does not know it.

    `declarations` are those of the app, if the build uses encryption and has none yet.
    """
    named = f"*{escape(change.app_name)} {escape(name(change.version, change.platform))}*"
    if change.undone_by:
        back = f"build {escape(change.old_number)} is attached again" if change.old_id else "it has no build again"
        return text_message(f"<@{change.undone_by}> undid this. {named}: {back}.", _decided(change))
    same = change.old_id == change.new_id
    head = f"<@{change.user}> attached build {escape(change.new_number)} to {named}"
    if same:
        head = f"Build {escape(change.new_number)} is attached to {named} already"
    elif change.old_id:
        head += f", in place of build {escape(change.old_number)}"
    lines, choices = _compliance(change, declarations)
    blocks: list[Block] = [section(f"{head}."), *map(section, lines)]
    buttons = [*choices, *([] if same else [_undo(change)])]
    blocks += [actions(*buttons)] if buttons else []
    if change.answered_by:
        once = ". Apple takes one answer for each build."
        blocks.append(_decided(change, f"Answered by <@{change.answered_by}>, ", once))
    return message(". ".join([head, *lines]), *blocks)


def _decided(change: BuildChange, by: str = "", note: str = "") -> Block:
    return context(f"{by}{clock_time(change.decided_at, '{date_short_pretty} {time}')}{note}")


def _undo(change: BuildChange) -> Block:
    back = f"build {change.old_number}" if change.old_id else "no build"
    dialog = confirm("Restore what was attached before?", f"{change.version} will have {back} again.", "Undo")
    return button("Undo", UNDO, change.id, confirm=dialog)


def _compliance(change: BuildChange, declarations: Sequence[Declaration]) -> tuple[list[str], list[Block]]:
    if not change.encryption:
        no = button("No encryption that needs documents", NO_ENCRYPTION, change.id)
        return [_QUESTION], [no, button("It uses such encryption", USES_ENCRYPTION, change.id)]
    line = f"Export compliance: {stated(change.encryption)}."
    if change.encryption == NO:
        return [line], []
    if change.declaration:
        return [f"{line} Declaration: {escape(shorten(change.declaration, 150))}."], []
    approved = [declaration for declaration in declarations if declaration.approved]
    if approved:
        return [f"{line} Which of its approved declarations covers this build?"], [
            button(shorten(declaration.description or declaration.id, 60), action_id, f"{change.id}|{declaration.id}")
            for declaration, action_id in zip(approved, DECLARE, strict=False)
        ]
    states = "; ".join(
        f"“{shorten(declaration.description or declaration.id, 60)}” is "
        f"{declaration.state.value.replace('_', ' ').lower()}"
        for declaration in declarations[:4]
    )
    after = _NO_DECLARATION.format(number=escape(change.new_number))
    return [f"{line} {after}{f' At Apple: {escape(states)}.' if states else ''}"], []


def would_attach(app_name: str, version: str, platform: str, number: str, old: str) -> Message:
    """Say in a dry run what would be attached."""
    instead = f", in place of build {escape(old)}" if old else ""
    return text_message(
        f"Dry run: nothing was changed. Build {escape(number)} would be attached to *{escape(app_name)} "
        f"{escape(name(version, platform))}*{instead}."
    )


def refused(change: BuildChange, why: str) -> Message:
    """Say that Apple did not attach the build, and why (mrkdwn)."""
    named = f"*{escape(change.app_name)} {escape(name(change.version, change.platform))}*"
    return text_message(f"Build {escape(change.new_number)} was not attached to {named}. {why}")


def not_undone(change: BuildChange, why: str) -> Message:
    """Say that the change was not undone, and why (mrkdwn)."""
    named = f"*{escape(change.app_name)} {escape(name(change.version, change.platform))}*"
    return text_message(f"The build of {named} was left as it is. {why}")


def not_stated(change: BuildChange, number: str) -> Message:
    """Say that the question about encryption is no longer open; `number` is the build that is attached, "" for none."""
    named = f"*{escape(change.app_name)} {escape(name(change.version, change.platform))}*"
    return text_message(
        f"Nothing was done about build {escape(change.new_number)} of {named}. {overtaken(number)} `/asc build "
        f"{escape(number or change.new_number)}` shows what Apple knows about it."
    )


def locked(state: str) -> str:
    """Say that the version can't have another build in its state, and when it can."""
    return f"The version is {stands(state)}. `/asc status` shows the versions."


def not_accepted(detail: str) -> str:
    """Say that Apple refused a build that seemed to fit; its error does not say why, but its words may help."""
    says = f"\nApple says: “{escape(shorten(detail, 300))}”" if detail else ""
    return (
        "Apple takes a build only if it was uploaded for this version and platform, and once it has processed it. If "
        f"that is so, try again in a few minutes; `/asc builds` shows what Apple knows of it.{says}"
    )


def overtaken(number: str) -> str:
    """Say that another build is attached by now; "" for none."""
    now = f"build {escape(number)} is attached now" if number else "no build is attached now"
    return f"It was changed since: {now}."


def decided_by_another(user: str) -> Message:
    """Reply to the second of two users who decide the same; "" for a message that has expired."""
    if not user:
        return text_message("This is more than 30 days old and can no longer be decided. Write `/asc build` again.")
    return text_message(f"<@{user}> was first: this has already been decided.")
