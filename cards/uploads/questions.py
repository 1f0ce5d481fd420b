"""Messages of an upload that announce, plan and ask, and what they say once a user has decided."""

from collections.abc import Sequence

from appstore.media.plan import Mode, Plan
from appstore.media.transfers import RemoteImage
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    carousel,
    clock_time,
    confirm,
    context,
    escape,
    file_name,
    join_words,
    message,
    numbered,
    paragraph,
    plural,
    rich,
    section,
    span,
    text_message,
)
from cards.dispatch.media_backend import LIBRARY
from cards.uploads import validation
from cards.uploads.disagreements import Disagreement, would_ask
from cards.uploads.progress import (
    ADD,
    CANCEL,
    CREATE,
    REPLACE,
    USE_ALL,
    USE_SOME,
    noun_of,
    plan_label,
)
from cards.uploads.sets import tile
from cards.uploads.targets import destination, is_in_library, version_name
from records.messages import Message
from records.uploads.uploads import SetPlan, Upload, UploadState

_MOST_NAMES = 10
_OR_ADD = ("", " or add")


def announcement(user: str, target: str, count: int, *, zipped: bool = False, dry_run: bool = False) -> Message:
    """Announce an upload from a modal, in whose thread it is reported. How many images a zip holds is not known yet."""
    what = plural(count, "file" if zipped else "screenshot")
    dry = " (a dry run: nothing is changed)" if dry_run else ""
    return text_message(f"<@{user}> uploads {what}{f' to {target}' if target else ''}{dry}")


def _most(upload: Upload) -> str:
    """Return `10 screenshots`, for each kind of sets of an upload."""
    kinds = {plan.kind.holds_videos: plan.most for plan in upload.sets}
    return join_words([f"{most} {'app previews' if videos else 'screenshots'}" for videos, most in kinds.items()], "or")


def question(
    upload: Upload,
    conflicts: Sequence[tuple[str, int, int, int]],
    *,
    may_add: bool,
    held: Sequence[RemoteImage] = (),
) -> Message:
    """Ask about sets that hold screenshots already: (label, held, wanted, of which new) each.

    An upload with `seen_by_user` was asked before: others have added something since. `held`: what the set holds, of a
    single one; it is shown beside what was sent.
    """
    count, version, noun = len(conflicts), version_name(upload), noun_of(upload.sets)
    version += f" · {LIBRARY}" if is_in_library(upload) else ""
    holds = "This set holds" if count == 1 else f"{count} of these sets hold"
    head = f"{holds} {noun}s already. What should happen to them?"
    replaced = "The old ones are removed once the new ones are in place. You can undo this afterwards."
    for_reviewers = any(planned.kind.is_for_reviewers for planned in upload.sets)
    if for_reviewers:
        head = "This product has a review screenshot already. What should happen to it?"
        replaced = "Apple keeps one, so the old one is removed first. It can be restored only if I have sent it."
    if upload.seen_by_user:
        head = f"Others added {noun}s after you were asked. {head}"
    lines = [
        f"{where}: holds {before}, you send {wanted}" + (f" ({new} of them new)" if new != wanted else "")
        for where, before, wanted, new in conflicts
    ]
    buttons = [
        button(
            "Replace",
            REPLACE,
            upload.id,
            style="primary",
            confirm=confirm(
                f"Replace the {noun}{'' if for_reviewers else 's'}?",
                replaced,
                "Replace",
            ),
        ),
        *([button("Add", ADD, upload.id)] if may_add else []),
        button("Cancel", CANCEL, upload.id),
    ]
    notes = validation.notes(upload)
    note = "" if may_add or for_reviewers else f"You can't add these: a set holds at most {_most(upload)}."
    return message(
        f"{head} {version}. {'; '.join(lines)}. {' '.join((note, *notes))}".strip(),
        section(f"*{head}*\n{version}"),
        rich(bullets([[span(line)] for line in lines[:30]])),
        *_side_by_side(upload, held),
        *([context(note)] if note else []),
        *map(context, notes),
        actions(*buttons),
    )


def _side_by_side(upload: Upload, held: Sequence[RemoteImage]) -> list[Block]:
    """Return what a set holds and what was sent for it, as pictures; of a zip, Slack has none to show."""
    if not held or len(upload.sets) != 1:
        return []
    old = [tile(f"Now {number}:", image) for number, image in enumerate(held, 1)]
    (plan,) = upload.sets
    files = [(image.wanted.name, image.file.id) for image in plan.images if image.file.id and not image.member]
    is_shown = not plan.kind.holds_videos
    new: list[tuple[str, str, Block | None]] = [
        (
            (title := f"New {number}: {file_name(name)}"),
            "",
            {"type": "image", "slack_file": {"id": file_id}, "alt_text": title} if is_shown else None,
        )
        for number, (name, file_id) in enumerate(files, 1)
    ]
    return [carousel(pictures) for pictures in (old, new) if pictures]


def which_files(some_id: str, all_id: str, names: Sequence[str], everything: int) -> Message:
    """Ask whether files of other messages of a thread are meant, too.

    `names` are the files that are probably meant. The ids are those of invocations with these files, and with all.
    """
    some = len(names)
    head = f"Other messages of this thread have {plural(everything - some, 'more file')}. Which should I upload?"
    shown = join_words(
        [f"`{escape(file_name(name))}`" for name in names[:_MOST_NAMES]] + ["more"] * (some > _MOST_NAMES)
    )
    note = f"I would take {shown}. Nothing was changed yet."
    return message(
        f"{head} {note}",
        section(f"*{head}*\n{note}"),
        actions(
            button(f"Only {plural(some, 'file')}", USE_SOME, some_id), button(f"All {everything}", USE_ALL, all_id)
        ),
    )


def files_chosen(user: str, now: float) -> Message:
    """Render the question about files as a record."""
    return text_message(f"<@{user}> chose which files to upload, {clock_time(now)}.")


def create_locale(upload: Upload, locales: Sequence[tuple[str, str]]) -> Message:
    """Ask whether to create languages (code, name) that the version lacks."""
    names = ", ".join(f"{name} ({code})" for code, name in locales)
    it, its = ("it", "its") if len(locales) == 1 else ("them", "their")
    head = f"{version_name(upload)} has no {names} yet. Create {it} and continue the upload?"
    note = f"Check {its} texts before the version is submitted: they are empty, or those of the primary language."
    notes = validation.notes(upload)
    return message(
        " ".join((head, note, *notes)),
        section(f"*{head}*\n{note}"),
        *map(context, notes),
        actions(button("Create", CREATE, upload.id, style="primary"), button("Cancel", CANCEL, upload.id)),
    )


def being_cancelled(upload: Upload) -> Message:
    """Confirm Cancel of an upload that has not begun; a worker reports the end as soon as it is free."""
    return text_message(f"<@{upload.cancelled_by}> cancels this upload, {clock_time(upload.cancelled_at)}.")


def stale(user: str = "") -> Message:
    """Reply to a button whose question was answered before, or whose upload has ended."""
    return text_message(f"<@{user}> was first: this was decided already." if user else "This was decided already.")


def undone(last: Message, user: str, now: float, *, done: bool) -> Message:
    """Render the last message of an upload that a user undoes: without its buttons, as a record."""
    line = f"{'Undone' if done else 'Undo chosen'} by <@{user}>, {clock_time(now)}"
    blocks = [block for block in last.blocks if block.get("type") != "actions"]
    return message(f"{last.text} {line}", *blocks, context(line))


def dry_run(
    upload: Upload,
    plans: Sequence[tuple[SetPlan, Plan]],
    missing: Sequence[str],
    differing: Sequence[Disagreement] = (),
) -> Message:
    """Say what would be done, in order; nothing was changed. `differing`: where the library and sets disagree."""
    head = f"Dry run: nothing was changed. This would happen in {destination(upload)}"
    blocks: list[Block] = [section(f"*{head}*")]
    lines = []
    for planned, plan in plans[:40]:
        where, words = plan_label(planned), _plan_words(planned, plan, upload.mode, missing)
        lines.append(f"{where}: {words}.")
        steps = [
            "would be sent" if number in plan.send else "is there already" for number in range(len(planned.images))
        ]
        names = [
            [span(file_name(image.wanted.name), "code"), span(f"  {step}")]
            for image, step in zip(planned.images, steps, strict=True)
        ]
        blocks.append(rich(paragraph(span(where, "bold"), span(f": {words}")), numbered(names)))
    notes = [*([would_ask(differing)] if differing else []), *validation.notes(upload)]
    blocks += [context(note) for note in notes]
    return message(" ".join([f"{head}.", *lines, *notes]), *blocks)


def _plan_words(planned: SetPlan, plan: Plan, mode: Mode, missing: Sequence[str]) -> str:
    parts = [f"{len(plan.send)} would be sent"]
    if plan.found:
        parts.append(f"{len(plan.found)} there already")
    if plan.remove:
        parts.append(f"{len(plan.remove)} old would be removed")
    if not plan.in_order(planned.before) and not plan.send:
        parts.append("the order would be set")
    if mode is Mode.ASK and planned.before and plan.send:
        choices = f"replace{_OR_ADD[planned.most > 1]}"
        parts.append(f"it holds {len(planned.before)}, so you would be asked whether to {choices}")
    if planned.locale in missing:
        parts.append("the language would be created after asking")
    elif not planned.set_id:
        parts.append("the set would be created")
    return ", ".join(parts)


def same_run(upload: Upload) -> Message:
    """Reply to a run of CI that has asked for its upload before."""
    ended = {UploadState.DONE: "is done", UploadState.ASKING: "waits for an answer"}
    state = ended.get(upload.state, f"was {upload.state}" if upload.state.ended else "is running")
    state = "has failed" if upload.state is UploadState.FAILED else state
    return text_message(f"This is the run `{escape(upload.run)}` again: its upload `{upload.id}` {state}.")
