// A module with no domain source of its own still needs one translation unit.
