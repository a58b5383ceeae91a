"""A self-hosted explorer of a research graph: who is near whom, and why."""
