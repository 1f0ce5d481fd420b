"""A stand-in for Slack: a workspace with users, channels and modals, served on a local port."""

from __future__ import annotations

from sandbox.slack.changes import Change
from sandbox.slack.delivery import Delivery
from sandbox.slack.faults import Act, Fault
from sandbox.slack.files import Access, External
from sandbox.slack.people import Channel, Person, Usergroup
from sandbox.slack.snapshots import Button, Message, Reply, Submission, View
from sandbox.slack.standin import Slack
from sandbox.slack.switches import MentionWithFiles
from sandbox.slack.web_api import Call

__all__ = [
    "Access",
    "Act",
    "Button",
    "Call",
    "Change",
    "Channel",
    "Delivery",
    "External",
    "Fault",
    "MentionWithFiles",
    "Message",
    "Person",
    "Reply",
    "Slack",
    "Submission",
    "Usergroup",
    "View",
]
