"""What people do in Slack: commands, mentions, files, buttons and forms."""
