"""The voter roll of the regencies: rules, intake, batches, snapshots and rollups (floors: see docs)."""
