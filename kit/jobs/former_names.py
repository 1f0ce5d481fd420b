"""The names under which earlier releases stored jobs, each with the job that does the same today.

The left side never changes: it is data in Redis. When a job is renamed or moves to another feature, change the
right side, and add its previous name on the left.
"""

FORMER_NAMES = {
    "posting:post_reply": "dispatch:post_reply",
    "releases:decide_release": "dispatch:decide",
    "tasks.access:grant_role": "access:grant_role",
    "tasks.access:revoke_role": "access:revoke_role",
    "tasks.access:show_access": "access:show_access",
    "tasks.alerts:show_alerts": "reviews:show_alerts",
    "tasks.alerts:turn_off": "reviews:turn_off_alerts",
    "tasks.alerts:turn_on": "reviews:turn_on_alerts",
    "tasks.audit:send_trail": "audit:send_trail",
    "tasks.audit:show_trail": "audit:show_trail",
    "tasks.deciding:decide": "uploads:decide",
    "tasks.digest_plans:turn_off": "digests:turn_off",
    "tasks.digest_plans:turn_on": "digests:turn_on",
    "tasks.digests:post_due": "digests:post_due",
    "tasks.digests:post_now": "digests:post_now",
    "tasks.following:look_after": "reviews:look_after",
    "tasks.home:publish_home": "home:publish_home",
    "tasks.kept_texts:keep_for_next": "listing:decide",
    "tasks.kept_texts:look_for_version": "listing:look_for_version",
    "tasks.listing:change_texts": "listing:change_texts",
    "tasks.listing:drop": "listing:decide",
    "tasks.listing:go_on": "listing:decide",
    "tasks.listing:undo_texts": "listing:decide",
    "tasks.listing_files:export_texts": "listing:export_texts",
    "tasks.listing_files:import_texts": "listing:import_texts",
    "tasks.listing_forms:fill_form": "listing:fill_form",
    "tasks.publishing:go_on": "reviews:resume_decision",
    "tasks.publishing:publish": "reviews:look_after",
    "tasks.publishing:tell_skipped": "reviews:resume_decision",
    "tasks.publishing:withdraw": "reviews:look_after",
    "tasks.reviews:draft_reply": "reviews:draft_reply",
    "tasks.reviews:list_reviews": "reviews:list_reviews",
    "tasks.reviews:regenerate": "reviews:regenerate",
    "tasks.reviews:turn_page": "reviews:turn_page",
    "tasks.schedule_runs:run": "schedules:run",
    "tasks.schedules:add": "schedules:add",
    "tasks.schedules:cancel": "schedules:cancel",
    "tasks.schedules:run_now": "schedules:run_now",
    "tasks.schedules:show": "schedules:show",
    "tasks.screenshots:begin_upload": "uploads:begin_upload",
    "tasks.screenshots:upload_batch": "uploads:run_upload",
    "tasks.showing:list_apps": "apps:list_apps",
    "tasks.showing:show_screenshots": "uploads:show_screenshots",
    "tasks.showing:show_status": "releases:show_status",
    "tasks.showing:use_app": "apps:use_app",
    "tasks.talk:say": "dispatch:post_reply",
    "tasks.watching:look_at": "reviews:poll_reviews",
}

# All releases store this as the function of every RQ job, wherever the function is.
RQ_FUNCTION = "kit.performing.perform"
