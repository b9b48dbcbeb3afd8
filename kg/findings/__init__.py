"""What analyses find, as tables whose rows lead back to claims."""
