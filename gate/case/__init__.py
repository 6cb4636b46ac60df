"""The facts: what is compared, which models it concerns, and one typed document of all of it for the policies."""
