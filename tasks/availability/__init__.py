"""Stock read, numbers made, numbers published, promises watched: what channels may offer."""
