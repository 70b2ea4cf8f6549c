"""The web service: webhooks into the inbox, bursts into turns, the outbox into the apps."""
