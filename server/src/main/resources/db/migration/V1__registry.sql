-- The first schema. ${key} is TEXT that sorts by bytes, ${bytes} is a byte string. Times are microseconds since 1970.

-- Facts about this database as a whole: its id, the node that made it.
CREATE TABLE registry_fact (
  name  ${key} PRIMARY KEY,
  value ${key} NOT NULL
);

-- access -------------------------------------------------------------------------------------------------------------

CREATE TABLE account (
  id                 ${key} PRIMARY KEY,
  name               ${key} NOT NULL UNIQUE,
  system_role        ${key} NOT NULL CHECK (system_role IN ('none', 'admin', 'auditor')),
  password_hash      ${key} NOT NULL,
  credential_version BIGINT NOT NULL,
  disabled_at        BIGINT,
  created_at         BIGINT NOT NULL
);

-- Keys that sign tokens; `sealed` is encrypted with the secret-key-file.
CREATE TABLE signing_key (
  kid        ${key} PRIMARY KEY,
  purpose    ${key} NOT NULL,
  sealed     ${bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  retired_at BIGINT
);

-- content ------------------------------------------------------------------------------------------------------------

CREATE TABLE namespace (
  name       ${key} PRIMARY KEY,
  created_at BIGINT NOT NULL
);

CREATE TABLE repository (
  id         BIGINT PRIMARY KEY,
  namespace  ${key} NOT NULL REFERENCES namespace (name),
  name       ${key} NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);

-- Bytes that exist: one row and one file per digest for the whole registry. When bytes are healed by a new push the
-- row takes the key of the new bytes, and what refers to it follows.
CREATE TABLE blob (
  storage_key ${key} PRIMARY KEY,
  digest      ${key} NOT NULL UNIQUE,
  size        BIGINT NOT NULL,
  state       ${key} NOT NULL CHECK (state IN ('sound', 'damaged')),
  created_at  BIGINT NOT NULL
);

-- Blobs that lost a link and may be garbage from due_at on; the collector decides.
CREATE TABLE unlinked_blob (
  storage_key ${key} PRIMARY KEY REFERENCES blob (storage_key) ON UPDATE CASCADE,
  due_at      BIGINT NOT NULL
);
CREATE INDEX unlinked_blob_due ON unlinked_blob (due_at);

-- Bytes that no other row names any more: the rows were dropped first, the bytes follow, then this row.
CREATE TABLE removal (
  storage_key ${key} PRIMARY KEY,
  due_at      BIGINT NOT NULL
);
CREATE INDEX removal_due ON removal (due_at);

-- A digest that is readable in a repository.
CREATE TABLE link (
  repository_id BIGINT NOT NULL REFERENCES repository (id),
  digest        ${key} NOT NULL,
  state         ${key} NOT NULL CHECK (state IN ('present', 'absent', 'remote')),
  storage_key   ${key} REFERENCES blob (storage_key) ON UPDATE CASCADE,
  size          BIGINT NOT NULL,
  leased_until  BIGINT NOT NULL,
  leased_by     ${key} NOT NULL,
  PRIMARY KEY (repository_id, digest),
  CHECK ((state = 'present') = (storage_key IS NOT NULL))
);
CREATE INDEX link_storage_key ON link (storage_key);

-- An open upload: its bytes lie under storage_key, `length` of them are durable.
CREATE TABLE upload (
  id            ${key} PRIMARY KEY,
  repository_id BIGINT NOT NULL REFERENCES repository (id),
  principal     ${key} NOT NULL,
  storage_key   ${key} NOT NULL UNIQUE,
  algorithm     ${key} NOT NULL,
  length        BIGINT NOT NULL,
  epoch         BIGINT NOT NULL,
  node          ${key} NOT NULL,
  opened_at     BIGINT NOT NULL,
  touched_at    BIGINT NOT NULL
);
CREATE INDEX upload_touched ON upload (touched_at);
CREATE INDEX upload_repository ON upload (repository_id);

-- The bytes of a manifest, once for the whole registry.
CREATE TABLE manifest_content (
  digest ${key} PRIMARY KEY,
  bytes  ${bytes} NOT NULL
);

CREATE TABLE manifest (
  repository_id  BIGINT NOT NULL REFERENCES repository (id),
  digest         ${key} NOT NULL REFERENCES manifest_content (digest),
  media_type     ${key} NOT NULL,
  size           BIGINT NOT NULL,
  artifact_type  ${key},
  subject_digest ${key},
  leased_until   BIGINT NOT NULL,
  leased_by      ${key} NOT NULL,
  pushed_at      BIGINT NOT NULL,
  pushed_by      ${key} NOT NULL,
  PRIMARY KEY (repository_id, digest)
);
CREATE INDEX manifest_content_digest ON manifest (digest);
CREATE INDEX manifest_subject ON manifest (repository_id, subject_digest) WHERE subject_digest IS NOT NULL;

-- Blobs that a manifest names: its config, its layers, or the children of an index that are blobs.
CREATE TABLE manifest_blob (
  repository_id   BIGINT NOT NULL,
  manifest_digest ${key} NOT NULL,
  blob_digest     ${key} NOT NULL,
  PRIMARY KEY (repository_id, manifest_digest, blob_digest),
  FOREIGN KEY (repository_id, manifest_digest) REFERENCES manifest (repository_id, digest),
  FOREIGN KEY (repository_id, blob_digest) REFERENCES link (repository_id, digest)
);
CREATE INDEX manifest_blob_blob ON manifest_blob (repository_id, blob_digest);

-- Manifests that an index names. `present_digest` is the same digest while that manifest exists, null while it is
-- absent (sparse indexes, where allowed).
CREATE TABLE manifest_child (
  repository_id  BIGINT NOT NULL,
  parent_digest  ${key} NOT NULL,
  child_digest   ${key} NOT NULL,
  present_digest ${key},
  PRIMARY KEY (repository_id, parent_digest, child_digest),
  FOREIGN KEY (repository_id, parent_digest) REFERENCES manifest (repository_id, digest),
  FOREIGN KEY (repository_id, present_digest) REFERENCES manifest (repository_id, digest),
  CHECK (present_digest IS NULL OR present_digest = child_digest)
);
CREATE INDEX manifest_child_child ON manifest_child (repository_id, child_digest);
CREATE INDEX manifest_child_present ON manifest_child (repository_id, present_digest);

CREATE TABLE tag (
  repository_id BIGINT NOT NULL,
  name          ${key} NOT NULL,
  digest        ${key} NOT NULL,
  version       BIGINT NOT NULL,
  moved_at      BIGINT NOT NULL,
  PRIMARY KEY (repository_id, name),
  FOREIGN KEY (repository_id, digest) REFERENCES manifest (repository_id, digest)
);
CREATE INDEX tag_digest ON tag (repository_id, digest);

-- Every move of every tag, ordered by a version per tag; a null digest is a deletion.
CREATE TABLE tag_move (
  repository_id BIGINT NOT NULL REFERENCES repository (id),
  name          ${key} NOT NULL,
  version       BIGINT NOT NULL,
  digest        ${key},
  moved_at      BIGINT NOT NULL,
  moved_by      ${key} NOT NULL,
  PRIMARY KEY (repository_id, name, version)
);
