"""Stand-ins for Apple and Slack: local servers for the demo and the tests."""
