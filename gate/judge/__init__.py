"""The judgement over a case, and the steps that answer it."""
