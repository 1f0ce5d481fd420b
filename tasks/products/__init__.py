"""The jobs about in-app purchases and subscriptions."""
