"""The only writers of KTP-el progress: reports, explanations, rollups."""
