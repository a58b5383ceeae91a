"""What of a neighbourhood is shown, where, and why."""
