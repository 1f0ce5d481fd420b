"""Slack's Web API: posts, files, downloads."""
