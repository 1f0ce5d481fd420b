"""Who holds a role, as lists and messages name them."""

from collections.abc import Mapping
from dataclasses import dataclass

from cards.blocks import escape
from cards.dispatch.bots import limits_in_words
from records.dispatch.grants import BotLimits
from records.people import Role

# The roles that can be given, highest first.
GIVEN = (Role.ADMIN, Role.RELEASER, Role.APPROVER, Role.EDITOR, Role.VIEWER)

MEANING = {
    Role.VIEWER: "may look",
    Role.EDITOR: "may change pages, upload and draft replies",
    Role.APPROVER: "may also publish replies",
    Role.RELEASER: "may also submit, release and set prices",
    Role.ADMIN: "may also give and take roles",
}


@dataclass(frozen=True)
class Holder:
    """A user, a user group or another app's bot that holds a role.

    `people`: how many are in the group, None for a user. `limits`: those of a bot, None for anyone else. `account`: the
    only one in which the role counts, "" for all.
    """

    id: str
    name: str
    role: Role
    people: int | None = None
    limits: BotLimits | None = None
    account: str = ""

    @property
    def label(self) -> str:
        """The name to show: `Ada`, or `@support (3 people)`; not a mention, so that a list pings no one."""
        words = [self.where]
        if self.limits is not None:
            words = ["bot", limits_in_words(self.limits), self.where]
        elif self.people is not None:
            words = ["1 person" if self.people == 1 else f"{self.people} people", self.where]
        more = ", ".join(filter(None, words))
        return f"{'' if self.people is None else '@'}{self.name}{f' ({more})' if more else ''}"

    @property
    def where(self) -> str:
        """Where the role counts: `only in acme`, "" for every account."""
        return f"only in {self.account}" if self.account else ""


def in_accounts(higher: Mapping[str, Role]) -> str:
    """Return `; *editor* in acme` for roles that are higher in one account than in all, "" for none."""
    return "".join(f"; *{role}* in {escape(account)}" for account, role in higher.items())
