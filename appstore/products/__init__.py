"""What is sold in an app: in-app purchases and subscriptions."""
