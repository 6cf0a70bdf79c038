"""The demonstration: people who do not exist, their rolls, the workbooks of their offices, and what happens to them."""
