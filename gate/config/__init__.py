"""``tunegate.yaml``: models, selectors, approvers, settings."""
