"""What can be done with snapshots, in one place for those who call it; each is written in a module of its own."""

from voters.actions.cancelling import cancel_snapshot
from voters.actions.explaining import explain
from voters.actions.sealing import seal_snapshot
from voters.actions.taking import take_snapshot
from voters.actions.verifying import verify_snapshot

__all__ = ["cancel_snapshot", "explain", "seal_snapshot", "take_snapshot", "verify_snapshot"]
