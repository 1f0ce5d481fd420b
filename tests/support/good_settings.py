"""Settings that are all right, to be spoilt one at a time."""

from __future__ import annotations

from sandbox.appstore import AppStoreConnect

KEY = AppStoreConnect(seed=1).add_key()
GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-made-up",
    "SLACK_SIGNING_SECRET": "made-up-secret",
    "ASC_KEY_ID": KEY.key_id,
    "ASC_ISSUER_ID": KEY.issuer_id or "",
    "ASC_PRIVATE_KEY": KEY.private_key_pem,
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
