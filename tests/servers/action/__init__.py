"""The Action as runners run it, with what it installs: pip, bundles, caches, workflows under act."""
