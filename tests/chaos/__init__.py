"""People and misfortunes at random, and the books that are compared at the end."""
