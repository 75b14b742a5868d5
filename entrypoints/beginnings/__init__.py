"""Beginnings of a partner, a rule, a channel and a flow: the files, and a failing test that says what to do next."""
