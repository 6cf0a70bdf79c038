"""What the voter side of the portal stores, one family a file."""

from voters.models.batch import Batch, BatchRow
from voters.models.period import Period
from voters.models.roll import Roll, Voter
from voters.models.rollup import Rollup, RollupRow
from voters.models.snapshot import Snapshot, SnapshotVillage, Tally

__all__ = ["Batch", "BatchRow", "Period", "Roll", "Rollup", "RollupRow", "Snapshot", "SnapshotVillage",
           "Tally", "Voter"]
