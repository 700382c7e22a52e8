"""The only room that shows anything: text, screen and JSON of what the others computed."""
