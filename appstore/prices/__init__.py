"""What an app costs, by territory, and where it is sold."""
