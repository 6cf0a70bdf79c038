"""What stands between the network and the pages: headers, sizes, rates, and settings that may not be served."""
