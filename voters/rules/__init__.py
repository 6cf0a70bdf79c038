"""The row rules as pure functions over plain data; look here for what a code means, standard library only."""
