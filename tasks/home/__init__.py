"""The job that publishes the Home tab."""
