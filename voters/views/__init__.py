"""The pages of the voter side: parse, authorise, call a query or an action, render."""
