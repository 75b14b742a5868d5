"""Available to promise: from terms with their source records to what each channel may offer, and by when. Pure."""
