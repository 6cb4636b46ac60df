"""One page for people who are no engineers: what was decided on a model, what that rests on, and what is still open."""
