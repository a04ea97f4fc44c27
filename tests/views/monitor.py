"""What a monitor knows that strangers do not."""

TOKEN = "a token that only the monitor knows"
