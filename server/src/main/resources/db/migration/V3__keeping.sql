-- What is deleted, kept, collected and checked. ${key} is TEXT that sorts by bytes, ${bytes} is a byte string. Times are
-- microseconds since 1970.

-- trash --------------------------------------------------------------------------------------------------------------

-- One deletion, until its trash is emptied. What it took lies in its bin: a row of `repository` with `deleted_at`, under
-- a name that nobody can ask for, so that all that is said of repositories holds for bins too. A repository that is
-- deleted is its own bin; a deletion that took no manifest has none. `repository` is '' for a whole namespace, `digest`
-- the manifest that was deleted or that the tag pointed to, `parent_id` the deletion of the namespace that this is part
-- of. From `keep_until` on it cannot be restored; its rows stay until the leases in its bin are over.
CREATE TABLE deletion (
  id            ${key} PRIMARY KEY,
  kind          ${key} NOT NULL CHECK (kind IN ('tag', 'manifest', 'repository', 'namespace')),
  namespace     ${key} NOT NULL,
  repository    ${key} NOT NULL,
  repository_id BIGINT,
  bin_id        BIGINT REFERENCES repository (id),
  digest        ${key},
  parent_id     ${key},
  cause         ${key} NOT NULL,
  deleted_at    BIGINT NOT NULL,
  deleted_by    ${key} NOT NULL,
  keep_until    BIGINT NOT NULL
);
CREATE INDEX deletion_namespace ON deletion (namespace, id);
CREATE INDEX deletion_repository ON deletion (repository_id, id);
CREATE INDEX deletion_of_repository ON deletion (namespace, repository) WHERE kind = 'repository';
CREATE INDEX deletion_keep ON deletion (keep_until);
CREATE UNIQUE INDEX deletion_bin ON deletion (bin_id) WHERE bin_id IS NOT NULL;
CREATE INDEX deletion_parent ON deletion (parent_id) WHERE parent_id IS NOT NULL;

-- Repositories that were deleted and bins have a `deleted_at`: 0 when they are nobody's any more, so that what hangs on
-- them goes. Until now nothing could be restored.
UPDATE repository SET deleted_at = 0 WHERE deleted_at IS NOT NULL;

-- Tags that a deletion took, with the version that each had.
CREATE TABLE deletion_tag (
  deletion_id ${key} NOT NULL REFERENCES deletion (id),
  name        ${key} NOT NULL,
  digest      ${key} NOT NULL,
  version     BIGINT NOT NULL,
  PRIMARY KEY (deletion_id, name)
);

-- How long deletions of this namespace are kept; null: as configured, 0: not at all.
ALTER TABLE namespace ADD COLUMN trash_keep BIGINT;
-- A namespace in the trash keeps its name until it is emptied.
ALTER TABLE namespace ADD COLUMN deleted_at BIGINT;

-- A manifest that nobody deletes, moves to the trash or retires until the lock is lifted.
CREATE TABLE manifest_lock (
  repository_id BIGINT NOT NULL,
  digest        ${key} NOT NULL,
  reason        ${key} NOT NULL,
  locked_at     BIGINT NOT NULL,
  locked_by     ${key} NOT NULL,
  PRIMARY KEY (repository_id, digest),
  FOREIGN KEY (repository_id, digest) REFERENCES manifest (repository_id, digest)
);

-- immutability and retention -----------------------------------------------------------------------------------------

-- Rules for all repositories of a namespace, whatever their own say besides.
ALTER TABLE namespace ADD COLUMN immutable_tags ${key} NOT NULL DEFAULT '';
ALTER TABLE namespace ADD COLUMN retention ${key} NOT NULL DEFAULT '';
CREATE INDEX repository_immutable ON repository (namespace, name) WHERE immutable_tags <> '';

-- The last pull that counts, noted in batches; null: never since these are kept.
ALTER TABLE manifest ADD COLUMN pulled_at BIGINT;
ALTER TABLE tag ADD COLUMN pulled_at BIGINT;

-- How long after its last push the pusher wants it gone, in microseconds: 0 for ever, null while nobody has looked.
ALTER TABLE manifest ADD COLUMN expires_after BIGINT;
CREATE INDEX manifest_unread ON manifest (pushed_at) WHERE expires_after IS NULL;
CREATE INDEX manifest_expiry ON manifest ((pushed_at + expires_after)) WHERE expires_after > 0;

-- What runs somewhere, as its reporter said last; it is kept until `expires_at`. `owner` is the key of the principal
-- who reports, `owner_name` its name at the time: reports of one principal replace each other by their names.
CREATE TABLE deployment (
  owner         ${key} NOT NULL,
  name          ${key} NOT NULL,
  repository_id BIGINT NOT NULL,
  digest        ${key} NOT NULL,
  owner_name    ${key} NOT NULL,
  reported_at   BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL,
  PRIMARY KEY (owner, name, repository_id, digest)
);
CREATE INDEX deployment_repository ON deployment (repository_id, digest);
CREATE INDEX deployment_expiry ON deployment (expires_at);

-- Manifests whose last tag retention took while a push relied on them: they follow once that is over, unless a tag
-- points to them again. `rule` says what took it.
CREATE TABLE retention_rest (
  repository_id BIGINT NOT NULL,
  digest        ${key} NOT NULL,
  rule          ${key} NOT NULL,
  left_at       BIGINT NOT NULL,
  PRIMARY KEY (repository_id, digest)
);

-- When a namespace's policies run next by themselves. `policies` stands for their texts: with others the time begins
-- anew, because setting a policy drops nothing at once.
CREATE TABLE retention_time (
  namespace ${key} PRIMARY KEY,
  policies  ${key} NOT NULL,
  due_at    BIGINT NOT NULL
);
CREATE INDEX repository_retention ON repository (namespace) WHERE retention <> '';

-- collection ---------------------------------------------------------------------------------------------------------

-- When the collector looks whether a manifest names the link by now; null: a manifest did when it looked, and whoever
-- deletes the last such manifest takes the link along.
ALTER TABLE link ADD COLUMN check_at BIGINT;
UPDATE link SET check_at = leased_until;
CREATE INDEX link_check ON link (check_at) WHERE check_at IS NOT NULL;

-- Manifests whose subject was deleted for good: they follow, unless something holds them.
CREATE TABLE orphan (
  repository_id BIGINT NOT NULL REFERENCES repository (id),
  digest        ${key} NOT NULL,
  due_at        BIGINT NOT NULL,
  PRIMARY KEY (repository_id, digest)
);
CREATE INDEX orphan_due ON orphan (due_at);

-- `size` in bytes, as far as known. `blob` 1: the bytes were a blob, which a backup that began before may still copy.
ALTER TABLE removal ADD COLUMN size BIGINT NOT NULL DEFAULT 0;
ALTER TABLE removal ADD COLUMN blob INTEGER NOT NULL DEFAULT 0;
ALTER TABLE removal ADD COLUMN queued_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX removal_rest ON removal (due_at) WHERE blob = 0;

-- checking -----------------------------------------------------------------------------------------------------------

-- When the bytes were last read whole and found sound, or hashed as they came; 0: not known, look soon.
ALTER TABLE blob ADD COLUMN scrubbed_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX blob_scrubbed ON blob (scrubbed_at);
CREATE INDEX blob_damaged ON blob (storage_key) WHERE state = 'damaged';

-- Backups under way: bytes of blobs whose removal was queued at `started_at` or later stay until it ended, or was not
-- heard of for a while.
CREATE TABLE backup (
  id         ${key} PRIMARY KEY,
  started_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  ended_at   BIGINT
);

-- jobs ---------------------------------------------------------------------------------------------------------------

-- Work that somebody asked for, or that is due. `namespace` is '' for work on the whole registry. `parameters`, `result`
-- are JSON objects; `position` is where it goes on after a restart, in its own words; `attempts` counts how often it was
-- started since it last came to a new position; `message` says what it does, or why it failed.
CREATE TABLE job (
  id              ${key} PRIMARY KEY,
  kind            ${key} NOT NULL,
  namespace       ${key} NOT NULL,
  state           ${key} NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  parameters      ${key} NOT NULL,
  position        ${key} NOT NULL,
  done            BIGINT NOT NULL,
  total           BIGINT NOT NULL,
  unit            ${key} NOT NULL,
  message         ${key} NOT NULL,
  result          ${key} NOT NULL,
  node            ${key} NOT NULL,
  attempts        BIGINT NOT NULL,
  seen_at         BIGINT NOT NULL,
  cancelled_by    ${key} NOT NULL,
  created_at      BIGINT NOT NULL,
  created_by      ${key} NOT NULL,
  created_by_name ${key} NOT NULL,
  started_at      BIGINT,
  ended_at        BIGINT
);
CREATE INDEX job_state ON job (state, kind, id);
CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
