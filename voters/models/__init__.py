"""What the voter side of the portal stores, one family a file."""

from voters.models.batch import Batch, BatchRow
from voters.models.evidence import Evidence
from voters.models.minutes import Minutes
from voters.models.period import Period
from voters.models.roll import Roll, Voter
from voters.models.rollup import Publication, PublicationFile, Rollup, RollupEdition, RollupRow
from voters.models.snapshot import Snapshot, SnapshotRun, SnapshotVillage, Tally
from voters.models.transfer import Transfer
from voters.models.window import WindowException

__all__ = ["Batch", "BatchRow", "Evidence", "Minutes", "Period", "Publication", "PublicationFile", "Roll", "Rollup",
           "RollupEdition", "RollupRow", "Snapshot", "SnapshotRun", "SnapshotVillage", "Tally", "Transfer", "Voter",
           "WindowException"]
