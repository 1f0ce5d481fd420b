"""The jobs of `alerts releases`: turning it on and off, polls, and reports of what webhooks deliver."""

from kit.jobs.define import NOW, job
from kit.wiring import Kit


@job(NOW, exclusive_by="app_id")
def report_changes(kit: Kit, app_id: str) -> None:
    """Post what a webhook has reported of this app."""
    del kit, app_id
