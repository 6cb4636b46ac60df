"""Where values lead to."""
