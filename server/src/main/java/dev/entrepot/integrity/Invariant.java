package dev.entrepot.integrity;

/// What must always hold, as `verify` looks at it: see "What always holds" in ARCHITECTURE.md.
enum Invariant {
    BLOB_BYTES(
            "blob-bytes",
            "bytes of a blob are missing, bad or of another size",
            "push the digest again, or restore it from a backup; `entrepot scrub` reads all bytes"),
    UPLOAD_BYTES(
            "upload-bytes",
            "an open upload has fewer bytes than were acknowledged",
            "its client has to begin anew; look for a disk that loses writes"),
    STRAY_BYTES("stray-bytes", "bytes lie in storage that nothing names", "`entrepot reconcile --repair` removes them"),
    LIVE_REMOVAL(
            "live-removal",
            "bytes are about to be removed that a blob or an upload needs",
            "stop the server and take a backup before anything else"),
    UNREACHABLE_BLOB(
            "unreachable-blob",
            "nothing links a blob, and no queue has it: its space never comes back",
            "`entrepot reconcile --repair` queues it"),
    LINK_BLOB("link-blob", "a link leads to no blob, or to another one", "push the image again"),
    LINK_CHECK(
            "link-check",
            "no manifest names a link, and nobody will look at it again: its space never comes back",
            "`entrepot reconcile --repair` queues it"),
    MANIFEST_CONTENT(
            "manifest-content", "a manifest's bytes are missing or are not those of its digest", "push it again"),
    MANIFEST_NAMES(
            "manifest-names",
            "what is on record of a manifest is not what its bytes say",
            "push it again; until then what it names may be collected"),
    MANIFEST_BLOB("manifest-blob", "a manifest names a blob that is not linked", "push the blob again"),
    MANIFEST_CHILD("manifest-child", "an index and its children disagree about what is there", "push the index again"),
    UNUSED_CONTENT("unused-content", "no repository has a manifest whose bytes are kept", "push and delete it again"),
    TAG_MANIFEST("tag-manifest", "a tag points to a manifest that is not there", "push the tag again"),
    TAG_HISTORY(
            "tag-history",
            "a tag's history has gaps, or does not end where the tag points",
            "the tag's state is what counts; push or delete it to begin anew"),
    REPOSITORY_NAME("repository-name", "a repository's name is not one of its state or namespace", "restore a backup"),
    DELETION("deletion", "the trash does not agree with what lies in it", "`entrepot trash-rm` what is named"),
    USAGE("usage", "a namespace's usage is not what a recount gives", "`entrepot quota-recount NS`"),
    AUDIT("audit", "the audit is not whole", "compare it with exports; see `entrepot audit verify`"),
    DATABASE("database", "the database's own check complains, or a row cannot be read", "restore a backup");

    private final String id;
    private final String sentence;
    private final String remedy;

    Invariant(String id, String sentence, String remedy) {
        this.id = id;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    String id() {
        return id;
    }

    String sentence() {
        return sentence;
    }

    String remedy() {
        return remedy;
    }
}
