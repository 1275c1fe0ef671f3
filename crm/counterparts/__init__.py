"""The partner's side: links for counterparts, and what they suggest there."""
