-- What processes that share the work need to know of each other.

-- It was handed to a sender that never said what became of it: perhaps it has arrived.
ALTER TABLE outbox ADD COLUMN lost boolean NOT NULL DEFAULT false;

-- Arrivals wait for any process (owner 0), and each looks for its own.
CREATE INDEX arrival_by_owner ON arrival (owner, n);

-- What one process at a time is at: by name, the process.
CREATE TABLE alone (
    name text PRIMARY KEY,
    owner integer NOT NULL
);
