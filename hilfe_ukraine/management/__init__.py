"""Commands for people who run the portal: parse, call one action, print."""
