"""Finds one of an app's nominations by its id or its name."""

from collections.abc import Sequence
from difflib import get_close_matches

from appstore.releases.nominations import Nomination, NominationState
from cards.releases.nominations import errors
from kit.slack.replies import UserError


def find(found: Sequence[Nomination], words: str) -> Nomination:
    """Return the nomination of this id or name, in any case. Raises UserError for none, or for several of one name."""
    alike = _named(found, words)
    if not alike:
        raise UserError(errors.no_such_nomination(words, _closest(found, words)))
    return _only(alike, words)


def find_draft(found: Sequence[Nomination], words: str) -> Nomination:
    """Return the draft of this id or name, in the same way."""
    drafts = [nomination for nomination in found if nomination.state is NominationState.DRAFT]
    alike = _named(drafts, words)
    if not alike:
        other = next(iter(_named(found, words)), None)
        state = other.state if other is not None else None
        raise UserError(errors.no_such_draft(words, _closest(drafts, words), state))
    return _only(alike, words)


def _named(found: Sequence[Nomination], words: str) -> list[Nomination]:
    folded = " ".join(words.split()).casefold()
    by_id = [nomination for nomination in found if nomination.id.casefold() == folded]
    exact = [nomination for nomination in found if nomination.content.name.casefold() == folded]
    letters = _letters(words)
    return by_id or exact or [each for each in found if letters and _letters(each.content.name) == letters]


def _letters(name: str) -> str:
    """Return a name without emoji, spaces and punctuation, which are easily left out."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _only(alike: Sequence[Nomination], words: str) -> Nomination:
    if len(alike) > 1:
        raise UserError(errors.several(words, [nomination.id for nomination in alike]))
    return alike[0]


def _closest(found: Sequence[Nomination], words: str) -> list[str]:
    """Return the names that are much like the words, or have them in them."""
    folded = words.casefold()
    names = {nomination.content.name.casefold(): nomination.content.name for nomination in found}
    near = [*(name for name in names if folded in name), *get_close_matches(folded, names, n=3, cutoff=0.5)]
    return [names[name] for name in dict.fromkeys(near)][:3]
