"""The answer to an upload that can't begin: every fault of every file, or what is unclear, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.artwork import Fault, Picture
from appstore.display_types import Settled
from appstore.plan import MOST_IN_ONE_PLACE, Plan
from cards import faults as words
from cards.parts import Block, actions, bullets, button, card, context, escape, many, rich, said, section, span
from cards.screenshots import OPEN_FORM, place
from records.batches import Batch, SetPlan
from records.directory import KnownApp
from records.wishes import Card

_MOST = 60


def bad_pictures(faults: Sequence[Fault], unsettled: Sequence[tuple[Picture, Settled]] = ()) -> Card:
    """Everything that is wrong with the pictures."""
    told = [(fault.name, words.sentence(fault)) for fault in faults]
    told += [(one.name, words.unsettled((one.width, one.height), settled)) for one, settled in unsettled]
    return _listed(words.headline(len(told)), told, "Mend these and send all of them again.")


def not_fetched(told: Sequence[tuple[str, str]]) -> Card:
    """Files that could not be had from Slack: (name, why) each."""
    return _listed("Slack did not give me every file. Nothing was changed in App Store Connect.", told, "")


def bad_archive(told: Sequence[tuple[str, str]]) -> Card:
    """A zip that can't be used: (path in it, why) each."""
    after = "A zip holds folders named by locale, and in each either pictures or folders named by display type."
    return _listed("This zip can't be used as it is. Nothing was changed in App Store Connect.", told, after)


def _listed(head: str, told: Sequence[tuple[str, str]], after: str) -> Card:
    lines = [[span(name or "The set", "code"), span(f" {why}.")] for name, why in told[:_MOST]]
    blocks: list[Block] = [section(f"*{head}*"), rich(bullets(lines))]
    if len(told) > _MOST:
        blocks.append(context(f"and {many(len(told) - _MOST, 'more problem')}"))
    if after:
        blocks.append(section(after))
    spoken = " ".join(f"{escape(name or 'The set')} {escape(why)}." for name, why in told)
    return card(f"{head} {spoken} {after}".strip(), *blocks)


def missing_scope() -> Card:
    """Slack answered a download with its login page."""
    text = (
        "*I may not read files in this workspace.* The bot's token lacks the scope `files:read`. Somebody who manages "
        "the Slack app adds it under OAuth & Permissions and reinstalls the app; then send the pictures again."
    )
    return card(text.replace("*", ""), section(text))


def which_locale(batch: Batch, app: KnownApp, locales: Sequence[str]) -> Card:
    """Nothing says which language the pictures are for."""
    there = ", ".join(locales[:50])
    text = f"Which language are these for? *{escape(app.name)}* has {there}."
    after = "Write it after `upload`, for example `upload en-US`, or choose it here:"
    return card(
        f"{text} {after}",
        section(f"{text} {after}"),
        actions(button("Choose", OPEN_FORM, batch.id, style="primary")),
    )


def no_files(wish_id: str) -> Card:
    """An upload without a picture."""
    text = "Which pictures? Attach them to the message that says `upload`, or choose them in a form:"
    return card(text, section(text), actions(button("Open the form", OPEN_FORM, wish_id, style="primary")))


def nothing_attached() -> Card:
    """The shortcut was used on a message without files."""
    return said("That message has no pictures. Use the shortcut on a message with screenshots or a zip attached.")


def too_full(full: Sequence[tuple[SetPlan, Plan]]) -> Card:
    """Adding would make more than ten."""
    told = []
    for one, plan in full:
        room = MOST_IN_ONE_PLACE - len(one.before)
        told.append(
            (
                place(one.locale, one.display_type),
                (
                    f"holds {len(one.before)} and you add {len(plan.send)}; a set takes {MOST_IN_ONE_PLACE}, "
                    f"so {room if room > 0 else 'none'} would fit"
                ),
            )
        )
    after = "Send fewer, or replace what is there with `--replace`."
    return _listed("There is not enough room. Nothing was changed in App Store Connect.", told, after)


def words_unclear(unknown: Sequence[tuple[str, Sequence[str]]], wish_id: str) -> Card:
    """Words after `upload` that name neither a language nor a display type: (word, closest names) each."""
    told = []
    for word, closest in unknown:
        near = " or ".join(f"`{escape(one)}`" for one in closest)
        told.append(
            f"`{escape(word)}` is no language and no display type that I know."
            + (f" Did you mean {near}?" if near else "")
        )
    text = " ".join(told) + " Nothing was changed."
    offer = [actions(button("Open the form", OPEN_FORM, wish_id))] if wish_id else []
    return card(text, section(text), *offer)
