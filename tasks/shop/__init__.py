"""What a web shop is told: stock, cancellations, fulfilments. Each is an intent or a number that may be told again."""
