"""The processes that serve Slack: web server, Socket Mode, `make run`, health checks and metrics."""
