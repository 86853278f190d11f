"""Pure rules: the standard library and this package only, time passed in as an argument."""
