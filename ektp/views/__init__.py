"""The pages of KTP-el progress: parse, authorise, call a query or an action, render."""
