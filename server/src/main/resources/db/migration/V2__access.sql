-- Who may do what, and the record of what was done. ${key} is TEXT that sorts by bytes, ${bytes} is a byte string.
-- Times are microseconds since 1970.

-- Raised in the transaction of every change of rights. Whoever decided under another epoch decides again.
CREATE TABLE access_epoch (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  epoch BIGINT NOT NULL
);
INSERT INTO access_epoch (id, epoch) VALUES (1, 1);

-- directory ----------------------------------------------------------------------------------------------------------

-- `provider` is 'local' or the configured name of the one that vouches for the account; external accounts are keyed by
-- (provider, subject), have no password here, and are believed until some time after `confirmed_at`.
ALTER TABLE account ADD COLUMN provider ${key} NOT NULL DEFAULT 'local';
ALTER TABLE account ADD COLUMN subject ${key};
ALTER TABLE account ADD COLUMN display_name ${key} NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN email ${key} NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN confirmed_at BIGINT;
CREATE UNIQUE INDEX account_subject ON account (provider, subject);

CREATE TABLE team (
  id          ${key} PRIMARY KEY,
  name        ${key} NOT NULL UNIQUE,
  description ${key} NOT NULL,
  created_at  BIGINT NOT NULL
);

-- `provider` and `group_name` are '' for members named by hand, else who said so, and because of which group: such a
-- membership comes and goes with that group.
CREATE TABLE team_member (
  team_id    ${key} NOT NULL REFERENCES team (id),
  account_id ${key} NOT NULL REFERENCES account (id),
  provider   ${key} NOT NULL,
  group_name ${key} NOT NULL,
  PRIMARY KEY (team_id, account_id, provider, group_name)
);
CREATE INDEX team_member_account ON team_member (account_id);

-- Members of a group at a provider are members of the team.
CREATE TABLE team_group (
  provider   ${key} NOT NULL,
  group_name ${key} NOT NULL,
  team_id    ${key} NOT NULL REFERENCES team (id),
  PRIMARY KEY (provider, group_name, team_id)
);
CREATE INDEX team_group_team ON team_group (team_id);

-- `name` is namespace+short name. `sponsor_id` is the account whose rights bound the robot's own rules.
CREATE TABLE robot (
  id                 ${key} PRIMARY KEY,
  namespace          ${key} NOT NULL REFERENCES namespace (name),
  name               ${key} NOT NULL UNIQUE,
  description        ${key} NOT NULL,
  sponsor_id         ${key} NOT NULL,
  credential_version BIGINT NOT NULL,
  expires_at         BIGINT,
  disabled_at        BIGINT,
  created_at         BIGINT NOT NULL
);
CREATE INDEX robot_namespace ON robot (namespace);
CREATE INDEX robot_sponsor ON robot (sponsor_id);

-- `actions` are some of pull,push,delete; `pattern` is a repository's name in which * stands for any text.
CREATE TABLE robot_rule (
  robot_id ${key} NOT NULL REFERENCES robot (id),
  pattern  ${key} NOT NULL,
  actions  ${key} NOT NULL,
  PRIMARY KEY (robot_id, pattern)
);

-- At most two live ones each. `hash` is SHA-256 of the secret, in hex.
CREATE TABLE robot_secret (
  id         ${key} PRIMARY KEY,
  robot_id   ${key} NOT NULL REFERENCES robot (id),
  hash       ${key} NOT NULL UNIQUE,
  expires_at BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX robot_secret_robot ON robot_secret (robot_id);

-- `scoped` 0: as good as its owner's password. `hash` is SHA-256 of the secret, in hex.
CREATE TABLE personal_token (
  id           ${key} PRIMARY KEY,
  account_id   ${key} NOT NULL REFERENCES account (id),
  name         ${key} NOT NULL,
  hash         ${key} NOT NULL UNIQUE,
  scoped       INTEGER NOT NULL CHECK (scoped IN (0, 1)),
  expires_at   BIGINT,
  created_at   BIGINT NOT NULL,
  last_used_at BIGINT,
  UNIQUE (account_id, name)
);

CREATE TABLE personal_token_scope (
  token_id ${key} NOT NULL REFERENCES personal_token (id),
  pattern  ${key} NOT NULL,
  actions  ${key} NOT NULL,
  PRIMARY KEY (token_id, pattern)
);

-- A role for a user, team or robot on a namespace (`repository` is '') or on one repository (its whole name), neither of
-- which need exist. `condition` is CEL, '' where there is none.
CREATE TABLE access_grant (
  id           ${key} PRIMARY KEY,
  subject_kind ${key} NOT NULL CHECK (subject_kind IN ('user', 'team', 'robot')),
  subject_id   ${key} NOT NULL,
  namespace    ${key} NOT NULL,
  repository   ${key} NOT NULL,
  role         ${key} NOT NULL CHECK (role IN ('reader', 'writer', 'maintainer', 'owner')),
  condition    ${key} NOT NULL,
  version      BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  created_by   ${key} NOT NULL,
  UNIQUE (subject_kind, subject_id, namespace, repository, role)
);
CREATE INDEX access_grant_place ON access_grant (namespace, repository, subject_kind, subject_id, role);

-- Tokens of a CI system's OIDC issuer that stand for a robot.
CREATE TABLE ci_trust (
  id         ${key} PRIMARY KEY,
  robot_id   ${key} NOT NULL REFERENCES robot (id),
  issuer     ${key} NOT NULL,
  audience   ${key} NOT NULL,
  condition  ${key} NOT NULL,
  created_at BIGINT NOT NULL,
  created_by ${key} NOT NULL
);
CREATE INDEX ci_trust_robot ON ci_trust (robot_id);

-- federation ---------------------------------------------------------------------------------------------------------

-- A login with a browser. `hash` is SHA-256 of its cookie, in hex. It dies with the version of the account's credential.
CREATE TABLE web_session (
  hash               ${key} PRIMARY KEY,
  account_id         ${key} NOT NULL,
  credential_version BIGINT NOT NULL,
  created_at         BIGINT NOT NULL,
  expires_at         BIGINT NOT NULL
);
CREATE INDEX web_session_account ON web_session (account_id, created_at);
CREATE INDEX web_session_expiry ON web_session (expires_at);

-- A machine without a browser that waits for somebody to confirm it. `hash` is SHA-256 of the code that the machine
-- keeps, `user_code` the one it shows. `provider` is where it would like the person to log in, or ''.
CREATE TABLE device_login (
  hash               ${key} PRIMARY KEY,
  user_code          ${key} NOT NULL UNIQUE,
  provider           ${key} NOT NULL,
  machine            ${key} NOT NULL,
  address            ${key} NOT NULL,
  created_at         BIGINT NOT NULL,
  expires_at         BIGINT NOT NULL,
  state              ${key} NOT NULL CHECK (state IN ('pending', 'approved', 'denied')),
  account_id         ${key},
  credential_version BIGINT
);
CREATE INDEX device_login_expiry ON device_login (expires_at);

-- content ------------------------------------------------------------------------------------------------------------

-- Open uploads and leases were held by the name of an account; now by its key.
UPDATE upload SET principal = 'user:' || (SELECT id FROM account WHERE account.name = upload.principal)
  WHERE EXISTS (SELECT 1 FROM account WHERE account.name = upload.principal);
UPDATE link SET leased_by = 'user:' || (SELECT id FROM account WHERE account.name = link.leased_by)
  WHERE EXISTS (SELECT 1 FROM account WHERE account.name = link.leased_by);

-- Where the tag pointed before its last move; null before its second.
ALTER TABLE tag ADD COLUMN previous_digest ${key};

-- The template that repositories born here begin with, and the namespace's limits (null: none).
ALTER TABLE namespace ADD COLUMN description ${key} NOT NULL DEFAULT '';
ALTER TABLE namespace ADD COLUMN template_visibility ${key} NOT NULL DEFAULT 'private';
ALTER TABLE namespace ADD COLUMN template_immutable_tags ${key} NOT NULL DEFAULT '';
ALTER TABLE namespace ADD COLUMN template_retention ${key} NOT NULL DEFAULT '';
ALTER TABLE namespace ADD COLUMN template_scanning ${key} NOT NULL DEFAULT '';
ALTER TABLE namespace ADD COLUMN max_repositories BIGINT;
ALTER TABLE namespace ADD COLUMN max_bytes BIGINT;
ALTER TABLE namespace ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE repository ADD COLUMN visibility ${key} NOT NULL DEFAULT 'private';
ALTER TABLE repository ADD COLUMN immutable_tags ${key} NOT NULL DEFAULT '';
ALTER TABLE repository ADD COLUMN retention ${key} NOT NULL DEFAULT '';
ALTER TABLE repository ADD COLUMN scanning ${key} NOT NULL DEFAULT '';
ALTER TABLE repository ADD COLUMN description ${key} NOT NULL DEFAULT '';
ALTER TABLE repository ADD COLUMN readme ${key} NOT NULL DEFAULT '';
ALTER TABLE repository ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- Set when it is deleted; the row and what hangs on it go afterwards, under a name that nobody can ask for.
ALTER TABLE repository ADD COLUMN deleted_at BIGINT;
CREATE INDEX repository_deleted ON repository (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX repository_namespace ON repository (namespace, name);

CREATE TABLE repository_label (
  repository_id BIGINT NOT NULL REFERENCES repository (id),
  name          ${key} NOT NULL,
  value         ${key} NOT NULL,
  PRIMARY KEY (repository_id, name)
);

-- Names that a repository had. Pulls follow them until `serves_until`; nobody else takes them while the row is here.
CREATE TABLE repository_alias (
  name          ${key} PRIMARY KEY,
  repository_id BIGINT NOT NULL REFERENCES repository (id),
  serves_until  BIGINT NOT NULL
);
CREATE INDEX repository_alias_repository ON repository_alias (repository_id);

-- What a namespace holds, each digest once: `holders` counts the links and manifests of its repositories.
CREATE TABLE namespace_content (
  namespace ${key} NOT NULL REFERENCES namespace (name),
  digest    ${key} NOT NULL,
  size      BIGINT NOT NULL,
  holders   BIGINT NOT NULL,
  PRIMARY KEY (namespace, digest)
);

-- Sums of the above, spread over slots so that pushes into one namespace seldom meet.
CREATE TABLE namespace_usage (
  namespace ${key} NOT NULL REFERENCES namespace (name),
  slot      INTEGER NOT NULL,
  bytes     BIGINT NOT NULL,
  PRIMARY KEY (namespace, slot)
);

INSERT INTO namespace_content (namespace, digest, size, holders)
SELECT repository.namespace, held.digest, MAX(held.size), COUNT(*)
FROM (SELECT repository_id, digest, size FROM link WHERE state = 'present'
      UNION ALL SELECT repository_id, digest, size FROM manifest) AS held
JOIN repository ON repository.id = held.repository_id
GROUP BY repository.namespace, held.digest;
INSERT INTO namespace_usage (namespace, slot, bytes)
SELECT namespace, 0, SUM(size) FROM namespace_content GROUP BY namespace;

-- audit --------------------------------------------------------------------------------------------------------------

-- One row per change, written in its transaction; `number` and `chain` are given later by the job that chains. `id` sorts
-- by time, `detail` is a JSON object of texts.
CREATE TABLE audit_entry (
  id         ${key} PRIMARY KEY,
  at         BIGINT NOT NULL,
  actor_kind ${key} NOT NULL,
  actor_id   ${key} NOT NULL,
  actor      ${key} NOT NULL,
  credential ${key} NOT NULL,
  address    ${key} NOT NULL,
  request_id ${key} NOT NULL,
  action     ${key} NOT NULL,
  outcome    ${key} NOT NULL CHECK (outcome IN ('done', 'refused')),
  namespace  ${key} NOT NULL,
  resource   ${key} NOT NULL,
  detail     ${key} NOT NULL,
  number     BIGINT,
  chain      ${bytes}
);
CREATE UNIQUE INDEX audit_entry_number ON audit_entry (number) WHERE number IS NOT NULL;
CREATE INDEX audit_entry_unchained ON audit_entry (id) WHERE number IS NULL;
CREATE INDEX audit_entry_namespace ON audit_entry (namespace, id);
CREATE INDEX audit_entry_actor ON audit_entry (actor, id);

-- Where the chain ends (`head`), and the last entry that retention took (`start`): signed. Without a row it is entry 0.
CREATE TABLE audit_bound (
  name      ${key} PRIMARY KEY CHECK (name IN ('start', 'head')),
  number    BIGINT NOT NULL,
  chain     ${bytes} NOT NULL,
  at        BIGINT NOT NULL,
  kid       ${key} NOT NULL,
  signature ${bytes} NOT NULL
);

-- The chain as it was after entry `number`, signed.
CREATE TABLE audit_checkpoint (
  number    BIGINT PRIMARY KEY,
  chain     ${bytes} NOT NULL,
  at        BIGINT NOT NULL,
  kid       ${key} NOT NULL,
  signature ${bytes} NOT NULL
);
CREATE INDEX audit_checkpoint_at ON audit_checkpoint (at);
