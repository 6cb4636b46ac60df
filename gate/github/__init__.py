"""The one door to GitHub's REST API."""
