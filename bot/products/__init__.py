"""What users type, press and submit about in-app purchases and subscriptions."""
