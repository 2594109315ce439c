-- Which findings do not count. ${key} is TEXT that sorts by bytes, ${bytes} is a byte string. Times are microseconds
-- since 1970.

-- Raised in the transaction of every change of what is below.
CREATE TABLE waiver_epoch (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  epoch BIGINT NOT NULL
);
INSERT INTO waiver_epoch (id, epoch) VALUES (1, 1);

-- A finding that somebody takes the responsibility for, in a namespace (`repository` is ''), in a repository (its whole
-- name) or for the digests that a tag had. Neither namespace nor repository need exist; rows follow a repository to
-- another name in the same namespace and end with it. `issue` is the id as it is usually written, `issue_key` the same
-- in capital letters. `author` is the key of the principal, `author_name` its name at the time.
CREATE TABLE exemption (
  id          ${key} PRIMARY KEY,
  namespace   ${key} NOT NULL,
  repository  ${key} NOT NULL,
  tag         ${key} NOT NULL,
  issue       ${key} NOT NULL,
  issue_key   ${key} NOT NULL,
  reason      ${key} NOT NULL,
  author      ${key} NOT NULL,
  author_name ${key} NOT NULL,
  created_at  BIGINT NOT NULL,
  expires_at  BIGINT,
  UNIQUE (namespace, repository, tag, issue_key)
);

-- What a tag pointed to when an exemption for it was granted, and what an index there named.
CREATE TABLE exemption_digest (
  exemption_id ${key} NOT NULL REFERENCES exemption (id),
  digest       ${key} NOT NULL,
  PRIMARY KEY (exemption_id, digest)
);

-- VEX documents whose statements count, since somebody who may exempt there uploaded them, or accepted what was attached
-- to an image. `document` is the id that the document gives itself: a newer one of the same id replaces it.
-- `manifest_digest` is the manifest it was attached by, `image_digest` what that was attached to; both are '' when it was
-- uploaded. `stated_at` is the document's own time.
CREATE TABLE vex_document (
  id              ${key} PRIMARY KEY,
  namespace       ${key} NOT NULL,
  repository      ${key} NOT NULL,
  document        ${key} NOT NULL,
  format          ${key} NOT NULL CHECK (format IN ('openvex', 'csaf', 'cyclonedx')),
  stated_by       ${key} NOT NULL,
  stated_at       BIGINT NOT NULL,
  statements      BIGINT NOT NULL,
  manifest_digest ${key} NOT NULL,
  image_digest    ${key} NOT NULL,
  size            BIGINT NOT NULL,
  content         ${bytes} NOT NULL,
  author          ${key} NOT NULL,
  author_name     ${key} NOT NULL,
  added_at        BIGINT NOT NULL,
  UNIQUE (namespace, repository, document)
);
CREATE INDEX vex_document_manifest ON vex_document (namespace, repository, manifest_digest)
  WHERE manifest_digest <> '';
