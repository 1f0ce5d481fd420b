"""Stand-ins for Apple and Slack: real servers on this machine, for the demo and the tests."""
