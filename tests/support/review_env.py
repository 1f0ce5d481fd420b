"""The environment for tests of reviews: an app with alerts on, customers who write, and a clock tests set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from cards.reviews.review import read_value
from kit import wiring
from records.reviews.drafts import Draft, get
from sandbox.appstore.customers import Reply
from sandbox.slack import Person
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tasks.reviews import jobs
from tests.support.env import Env, web


@dataclass
class ReviewEnv:
    """Customers and users who handle reviews of Tide in #release."""

    env: Env
    ahead: list[float] = field(default_factory=lambda: [0.0])

    def turn_on(self, options: str = "") -> None:
        """Olive turns alerts on."""
        self.env.olive.types(f"/asc alerts on {options}", self.env.release)
        self.env.work()

    def later(self, seconds: float) -> None:
        """Time goes by."""
        self.ahead[0] += seconds

    def look(self) -> None:
        """The clock ticks after a poll's time, and the worker does what is due."""
        self.later(301)
        self.tick()

    def tick(self) -> None:
        """The clock ticks now."""
        with wiring.using(self.env.kit):
            jobs.enqueue_due_polls(self.env.kit)
            jobs.enqueue_due_drafts(self.env.kit)
        self.env.work()

    def write(self, rating: int, **what: Any) -> str:  # noqa: ANN401 - the fields of a review
        """A customer writes; the bot looks; the review's id."""
        review_id = self.env.apple.add_review(self.env.app_id, rating, **what)
        self.look()
        return review_id

    def posts(self) -> list[Message]:
        """Everything that the bot said in the channel, oldest first."""
        shown_text = self.env.slack.messages(self.env.release)
        return [message for message in shown_text if message.user == self.env.slack.bot.id and not message.seen_by]

    def cards(self) -> list[Message]:
        """Return the messages of single reviews."""
        return [post for post in self.posts() if post.text.startswith("Review of")]

    def message(self) -> Message:
        """Return the newest message of a review."""
        return self.cards()[-1]

    def read(self) -> str:
        """Return the newest message as plain text."""
        return as_text(self.message())

    def draft(self, review_id: str) -> Draft:
        """Return the stored draft of the reply."""
        draft = get(self.env.kit.redis, review_id)
        assert draft is not None
        return draft

    def labels(self) -> list[str]:
        """Return the labels of the newest message's buttons, without the link."""
        return [button.label for button in self.message().buttons if not button.url]

    def shown_text(self) -> str:
        """Return the bot's messages in the channel as plain text."""
        return "\n".join(as_text(post) for post in self.posts())

    def draft_of(self, message: Message) -> Draft:
        """Return the draft that a message shows."""
        value = next(button.value for button in message.buttons if "|" in button.value)
        return self.draft(read_value(value)[0])

    def press(self, person: Person, label: str) -> None:
        """Press a button of the newest message as this person and run the jobs."""
        person.clicks(self.env.release, self.message().ts, label)
        self.env.work()

    def answer(self, review_id: str) -> Reply:
        """Return the text of the reply at Apple."""
        reply = self.env.apple.reply(review_id)
        assert reply is not None
        return reply

    def posts_to_apple(self) -> int:
        """Return how many replies were published."""
        return sum(write.startswith("POST /v1/customerReviewResponses") for write in self.env.writes())


@contextmanager
def open_review_env(env: Env, **settings: object) -> Iterator[ReviewEnv]:
    """Open an environment with other settings, whose clock can be moved; listeners and jobs share its kit."""
    ahead, clock = [0.0], env.kit.clock
    env.kit = replace(env.kit, clock=lambda: clock() + ahead[0], settings=env.kit.settings.model_copy(update=settings))
    with web(env.kit) as address:
        env.slack.deliver_to(address)
        yield ReviewEnv(env, ahead)
        env.slack.settled()
