"""From a pathway and answers to a recommendation, with reasons and what would change it."""
