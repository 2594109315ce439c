-- Scanners beside the built-in one. ${key} is TEXT that sorts by bytes, ${bytes} is a byte string. Times are microseconds
-- since 1970.

-- What a scanner was asked about an image, and what it answered. `request` is the scanner's own id of what it was asked
-- last, '' while it was not; `next_at` is when something is to be done; `problem` says what went wrong last, or ''.
CREATE TABLE external_scan (
  scanner    ${key} NOT NULL,
  namespace  ${key} NOT NULL,
  digest     ${key} NOT NULL,
  request    ${key} NOT NULL,
  attempts   BIGINT NOT NULL,
  next_at    BIGINT NOT NULL,
  problem    ${key} NOT NULL,
  scanned_at BIGINT,
  findings   ${bytes},
  PRIMARY KEY (scanner, namespace, digest)
);
CREATE INDEX external_scan_due ON external_scan (scanner, next_at);
CREATE INDEX external_scan_image ON external_scan (namespace, digest);
