"""The days of prices, which begin at midnight in California."""

from appstore.catalog.pacific import PACIFIC, today

__all__ = ["PACIFIC", "today"]
