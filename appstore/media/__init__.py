"""Images, archives and the slots at Apple that hold them."""
