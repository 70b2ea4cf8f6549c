"""What operators need: is it well, how much does it do, what happened, and a copy to fall back on.

Nothing here is needed to hold a conversation; the service calls it through small hooks that may do
nothing.
"""
