-- What is inside the images, what is known to be wrong with it, and what happened. ${key} is TEXT that sorts by bytes,
-- ${bytes} is a byte string. Times are microseconds since 1970.

-- scanning -----------------------------------------------------------------------------------------------------------

-- When scanning saw that a manifest came to this repository; null: not yet. Copies begin with null, and so do all
-- manifests of a repository that goes to another namespace.
ALTER TABLE manifest ADD COLUMN scan_seen_at BIGINT;
CREATE INDEX manifest_scan_unseen ON manifest (pushed_at) WHERE scan_seen_at IS NULL;

-- What one layer says, for one namespace: what a worker says of the bytes of one tenant counts for that tenant alone.
-- `reader` is the version of the readers. Without a report it could not be read, and `problem` says why.
CREATE TABLE layer_reading (
  namespace ${key} NOT NULL,
  digest    ${key} NOT NULL,
  reader    BIGINT NOT NULL,
  problem   ${key} NOT NULL,
  report    ${bytes},
  read_at   BIGINT NOT NULL,
  PRIMARY KEY (namespace, digest)
);
CREATE INDEX layer_reading_read ON layer_reading (read_at);

-- One image (a manifest that is no index) of a namespace, and its place in the queue.
--
--   `due_at`     when to look at it next; null: there is nothing to do
--   `priority`   2: somebody waits, 1: it came, 0: it is to be read once more with other readers
--   `claim`      of the worker that has it; `due_at` is then when others may take it over
--   `fresh_from` layers that were read before are read once more
--   `waits_for`  the digest of a blob without which it is not whole
--   `reader`     version of the readers that read it; 0: none did
--   `revision`   grows with every change of its packages or findings
CREATE TABLE image_scan (
  id         BIGINT PRIMARY KEY,
  namespace  ${key} NOT NULL,
  digest     ${key} NOT NULL,
  state      ${key} NOT NULL CHECK (state IN ('pending', 'read', 'part', 'unreadable')),
  problem    ${key} NOT NULL,
  reader     BIGINT NOT NULL,
  revision   BIGINT NOT NULL,
  scanned_at BIGINT,
  changed_at BIGINT NOT NULL,
  due_at     BIGINT,
  priority   INTEGER NOT NULL,
  attempts   BIGINT NOT NULL,
  claim      ${key} NOT NULL,
  fresh_from BIGINT NOT NULL,
  waits_for  ${key},
  UNIQUE (namespace, digest)
);
CREATE INDEX image_scan_due ON image_scan (priority, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX image_scan_waiting ON image_scan (waits_for) WHERE waits_for IS NOT NULL;
CREATE INDEX image_scan_reader ON image_scan (reader) WHERE due_at IS NULL AND state <> 'pending';
CREATE INDEX image_scan_changed ON image_scan (changed_at);
CREATE INDEX image_scan_digest ON image_scan (digest);

-- Its packages with their paths and layers, its distribution and its configuration, compressed.
CREATE TABLE image_contents (
  image_id BIGINT PRIMARY KEY REFERENCES image_scan (id),
  bytes    ${bytes} NOT NULL
);

-- The different packages of the whole registry, as far as advisories tell them apart. `identity` is a hash of all that;
-- `lower_name` and `short_name` (what is behind the last / or :) are what people search by. `fingerprint` stands for the
-- advisories that it was matched against, `matched_with` for their age: greater for newer ones, 0 without any.
CREATE TABLE package (
  id                   BIGINT PRIMARY KEY,
  identity             ${key} NOT NULL UNIQUE,
  type                 ${key} NOT NULL,
  name                 ${key} NOT NULL,
  lower_name           ${key} NOT NULL,
  short_name           ${key} NOT NULL,
  version              ${key} NOT NULL,
  architecture         ${key} NOT NULL,
  source               ${key} NOT NULL,
  source_version       ${key} NOT NULL,
  module               ${key} NOT NULL,
  vendored             INTEGER NOT NULL CHECK (vendored IN (0, 1)),
  distribution         ${key} NOT NULL,
  distribution_version ${key} NOT NULL,
  codename             ${key} NOT NULL,
  fingerprint          ${key} NOT NULL,
  matched_with         BIGINT NOT NULL
);
CREATE INDEX package_lower_name ON package (lower_name);
CREATE INDEX package_short_name ON package (short_name);
CREATE INDEX package_matched ON package (matched_with, id);

-- Which images have it, and at how many places: the inverted index.
CREATE TABLE image_package (
  package_id BIGINT NOT NULL REFERENCES package (id),
  image_id   BIGINT NOT NULL REFERENCES image_scan (id),
  places     BIGINT NOT NULL,
  PRIMARY KEY (package_id, image_id)
);
CREATE INDEX image_package_image ON image_package (image_id);

-- What is wrong with it. `severity` counts from 0, unknown, to 5, critical; `body` is a JSON object.
CREATE TABLE package_finding (
  package_id    BIGINT NOT NULL REFERENCES package (id),
  vulnerability ${key} NOT NULL,
  severity      INTEGER NOT NULL,
  body          ${key} NOT NULL,
  PRIMARY KEY (package_id, vulnerability)
);
CREATE INDEX package_finding_vulnerability ON package_finding (vulnerability);

-- What another vulnerability database changed about packages, until the images that have them were told of.
CREATE TABLE package_change (
  package_id    BIGINT NOT NULL,
  vulnerability ${key} NOT NULL,
  kind          ${key} NOT NULL CHECK (kind IN ('found', 'fixed')),
  body          ${key} NOT NULL,
  changed_at    BIGINT NOT NULL,
  PRIMARY KEY (package_id, vulnerability)
);
CREATE TABLE image_change (
  image_id   BIGINT PRIMARY KEY,
  changed_at BIGINT NOT NULL
);

-- Where vulnerabilities are fetched from. `validators` is what the source said of what was imported from it, so that
-- asked again it sends only what is new; they count while the database is at least of that `age`, that is, while it still
-- holds what was imported then. `problem` is why it failed the last time, or ''.
CREATE TABLE vulnerability_source (
  source     ${key} PRIMARY KEY,
  validators ${key} NOT NULL,
  age        BIGINT NOT NULL,
  fetched_at BIGINT NOT NULL,
  problem    ${key} NOT NULL
);

-- Bills of materials that this registry made of an image and attached to it, one per format, because the image's
-- repository asks for that. `bill_digest` is their manifest; `scanned_at` is when the image was read that they are about.
CREATE TABLE attached_bill (
  repository_id BIGINT NOT NULL,
  digest        ${key} NOT NULL,
  format        ${key} NOT NULL,
  bill_digest   ${key} NOT NULL,
  scanned_at    BIGINT NOT NULL,
  PRIMARY KEY (repository_id, digest, format)
);
CREATE INDEX repository_scanning ON repository (id) WHERE scanning <> '';

-- events -------------------------------------------------------------------------------------------------------------

-- What happened, for whoever wants to know. `id` sorts by time; `repository` and `digest` are '' where it is about none;
-- `body` is a JSON object.
CREATE TABLE event (
  id         ${key} PRIMARY KEY,
  kind       ${key} NOT NULL,
  namespace  ${key} NOT NULL,
  repository ${key} NOT NULL,
  digest     ${key} NOT NULL,
  body       ${key} NOT NULL,
  at         BIGINT NOT NULL
);
CREATE INDEX event_namespace ON event (namespace, id);
CREATE INDEX event_repository ON event (repository, id);
CREATE INDEX event_at ON event (at);
