"""A simulated planning platform: takes a plan's inputs, answers with a forecast of its own, misbehaves on request."""
