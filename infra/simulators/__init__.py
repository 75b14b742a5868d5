"""Outside systems that can't run here: each speaks the published API, keeps state and misbehaves when told to."""
