"""What the databases call it when a query goes over a limit."""

from __future__ import annotations

TIMEOUT_CODES = frozenset({
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.TransientError.Transaction.LockAcquisitionTimeout",
})  # fmt: skip
# ArcadeDB, where a query alone needs more memory than all may use, or more than others leave; a
# query that only reads has no other reason for the second. What it says is in its log alone.
GIVEN_UP = frozenset({"Neo.DatabaseError.General.UnknownError"})
REFUSED_NOW = frozenset({"Neo.TransientError.Transaction.DeadlockDetected"})
