"""The job that publishes the Home tab."""

from cards import home
from kit import roles
from kit.jobs.define import NOW, job
from kit.slack import users
from kit.wiring import Kit
from records.people import Role
from tasks.home.overview import overview


@job(NOW)
def publish_home(kit: Kit, user: str) -> None:
    """Publish a user's Home tab with what that user may see now."""
    role = roles.role(kit, user, users.team_id_of_bot(kit))
    view = home.closed() if role is Role.NOBODY else home.home(overview(kit, user, role), kit.clock())
    kit.slack.client.views_publish(user_id=user, view=view)
