"""The statistics of alignment drift, by the standard library alone.

A loss is an item that the base model refused and the fine-tune complied with; ``decide`` takes what was counted in each
category, and says of each whether it regressed, is non-inferior within a margin, or cannot be decided.
"""
