"""What a planner should look at beside the lines: each watch gives rows of EXCEPTIONS."""
