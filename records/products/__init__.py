"""What is stored about in-app purchases and subscriptions."""
