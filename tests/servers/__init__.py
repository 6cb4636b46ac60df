"""Tests against heavy programs and other parsers: ``make test-servers``."""
