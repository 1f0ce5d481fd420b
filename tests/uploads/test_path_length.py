"""How many product files and functions a mention with three images passes through, from the web request to the end.

Everything counts but comprehensions and lambdas: Bolt's listeners, the outbox, the job runner, and the clients of
Slack, Redis and Apple as well as the upload.
The numbers are a ceiling, so that no layer is added unnoticed; docs/decisions.md says why they are not lower.
"""

from __future__ import annotations

from sandbox import pictures
from tests.support.env import Env
from tests.support.tracing import traced

# Up to 469 functions were counted: on a busy machine a wait or a second look is among them.
MOST_FILES, MOST_FUNCTIONS = 81, 474


def test_a_mention_with_three_images_adds_no_layer(env: Env) -> None:
    images = tuple((f"{number}.png", pictures.png(1290, 2796, seed=number)) for number in range(3))
    # The first upload imports the jobs and fills the caches.
    env.says(env.eddie, "@App Store Bot upload de-DE APP_IPHONE_67", images)
    env.work()
    with traced() as trace:
        ts = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", images)
        env.work()
    assert env.screenshots() == ["0.png", "1.png", "2.png"], env.read(ts)
    assert len(trace.files) <= MOST_FILES, sorted(trace.files)
    functions = sorted(f"{file} {name}" for file, name in trace.functions if not name.endswith(">"))
    assert len(functions) <= MOST_FUNCTIONS, (len(functions), functions)
