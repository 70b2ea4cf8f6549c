-- Files of officers and of exports, by name (media/…, exports/…), in pieces of at most 1 MiB. Names
-- are compared letter by letter, so that everything under a folder is one stretch of the index.

CREATE TABLE file (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE,
    size bigint NOT NULL,        -- of all pieces together, in bytes
    at timestamptz NOT NULL
);

-- Whoever writes pieces holds the lock of their file's row.
CREATE TABLE file_part (
    file bigint NOT NULL REFERENCES file ON DELETE CASCADE,
    n integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (file, n)
);
ALTER TABLE file_part ALTER COLUMN bytes SET STORAGE EXTERNAL;  -- pictures are compressed already
