"""KTP-el progress: what offices report per district and date, shown with its doubts and never corrected."""
