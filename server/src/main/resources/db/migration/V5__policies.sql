-- What may not be pulled. ${key} is TEXT that sorts by bytes, ${bytes} is a byte string. Times are microseconds since 1970.

-- A policy of a namespace, or of one repository in it: `place` is NS or NS/REPO, which need not exist. It follows a
-- repository to its new name, and stays when that lies in the trash, so that nobody comes around it by a restore.
-- `acting` is the version that decides, `draft` the one that would be applied next; 0: none. Changes raise the access epoch.
CREATE TABLE policy (
  id        ${key} PRIMARY KEY,
  place     ${key} NOT NULL,
  name      ${key} NOT NULL,
  namespace ${key} NOT NULL,
  acting    BIGINT NOT NULL,
  draft     BIGINT NOT NULL,
  latest    BIGINT NOT NULL,
  UNIQUE (place, name)
);
CREATE INDEX policy_namespace ON policy (namespace, place, name);
CREATE INDEX policy_name ON policy (name, place);

-- What it said, says or will say. `tags` is an RE2, '' for all. `until_at` is the end of a grace; null: it has none.
-- `unscanned`, `unscannable` and `part` answer for images that are not scanned yet (after `hold`, in microseconds), cannot
-- be or were read in part. `before` is the version that decided before this one was applied; 0: none.
CREATE TABLE policy_version (
  policy_id   ${key} NOT NULL REFERENCES policy (id),
  version     BIGINT NOT NULL,
  tags        ${key} NOT NULL,
  effect      ${key} NOT NULL CHECK (effect IN ('warn', 'grace', 'deny')),
  condition   ${key} NOT NULL,
  until_at    BIGINT,
  hold        BIGINT NOT NULL,
  unscanned   ${key} NOT NULL CHECK (unscanned IN ('allow', 'deny')),
  unscannable ${key} NOT NULL CHECK (unscannable IN ('allow', 'deny')),
  part        ${key} NOT NULL CHECK (part IN ('allow', 'deny')),
  also_push   INTEGER NOT NULL CHECK (also_push IN (0, 1)),
  created_at  BIGINT NOT NULL,
  created_by  ${key} NOT NULL,
  applied_at  BIGINT,
  applied_by  ${key} NOT NULL,
  before      BIGINT NOT NULL,
  PRIMARY KEY (policy_id, version)
);

-- What had been pulled when a version with a grace was applied.
CREATE TABLE policy_pulled (
  policy_id     ${key} NOT NULL,
  version       BIGINT NOT NULL,
  repository_id BIGINT NOT NULL,
  digest        ${key} NOT NULL,
  PRIMARY KEY (policy_id, version, repository_id, digest)
);
CREATE INDEX policy_pulled_repository ON policy_pulled (repository_id);
