"""What users read about in-app purchases and subscriptions."""
