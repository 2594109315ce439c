package dev.entrepot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All verbs of the client. A call looks only at those whose names begin with its first word.
final class Verbs {
    /// @param title of the group in the overview
    record Group(String title, List<Verb> verbs) {}

    /// @param verb what is meant
    /// @param words how many of the words name it
    record Found(Verb verb, int words) {}

    private Verbs() {}

    static List<Group> groups() {
        return List.of(
                new Group(
                        "Start",
                        List.of(
                                LoginVerb.verb(),
                                SessionVerbs.logout(),
                                SessionVerbs.whoami(),
                                SessionVerbs.info(),
                                SessionVerbs.target(),
                                AccountVerbs.own())),
                new Group("Namespaces and repositories", joined(NamespaceVerbs.all(), RepositoryVerbs.all())),
                new Group("Images and tags", joined(images(), tags())),
                new Group(
                        "What is inside",
                        joined(
                                List.of(ScanVerbs.scan(), ScanVerbs.va(), SbomVerbs.sbom(), DiffVerb.diff()),
                                List.of(PackageVerbs.search()),
                                VulnerabilityVerbs.all(),
                                List.of(EventVerbs.events()))),
                new Group("Trash", TrashVerbs.all()),
                new Group("Limits", QuotaVerbs.all()),
                new Group("What stays and what goes", joined(RetentionVerbs.all(), DeploymentVerbs.all())),
                new Group("What may be pulled", PolicyVerbs.all()),
                new Group("What does not count", joined(ExemptionVerbs.all(), VexVerbs.all())),
                new Group(
                        "Who may do what",
                        joined(GrantVerbs.all(), List.of(GrantVerbs.visibility(), GrantVerbs.why()))),
                new Group(
                        "People and machines",
                        joined(AccountVerbs.all(), TeamVerbs.all(), RobotVerbs.all(), TokenVerbs.all())),
                new Group("What happened", joined(AuditVerbs.all(), JobVerbs.all())),
                new Group(
                        "Stored content",
                        joined(
                                List.of(CollectVerb.verb(), StoredContentVerbs.scrub(), StoredContentVerbs.imports()),
                                IntegrityVerbs.all())),
                new Group("Backups", BackupVerbs.all()),
                new Group("This program", List.of(CompletionVerb.verb())));
    }

    static List<Verb> all() {
        return groups().stream().flatMap(group -> group.verbs().stream()).toList();
    }

    /// The verbs whose names begin with that word, before a space or a dash.
    static List<Verb> family(String word) {
        return switch (word) {
            case "login" -> List.of(LoginVerb.verb());
            case "logout" -> List.of(SessionVerbs.logout());
            case "whoami" -> List.of(SessionVerbs.whoami());
            case "info" -> List.of(SessionVerbs.info());
            case "target" -> List.of(SessionVerbs.target());
            case "passwd" -> List.of(AccountVerbs.own());
            case "user" -> AccountVerbs.all();
            case "team" -> TeamVerbs.all();
            case "robot" -> RobotVerbs.all();
            case "token" -> TokenVerbs.all();
            case "grant" -> GrantVerbs.all();
            case "visibility" -> List.of(GrantVerbs.visibility());
            case "why" -> List.of(GrantVerbs.why());
            case "namespace" -> NamespaceVerbs.all();
            case "repository" -> RepositoryVerbs.all();
            case "image" -> images();
            case "tag" -> tags();
            case "scan" -> List.of(ScanVerbs.scan());
            case "va" -> List.of(ScanVerbs.va());
            case "sbom" -> List.of(SbomVerbs.sbom());
            case "diff" -> List.of(DiffVerb.diff());
            case "package" -> List.of(PackageVerbs.search());
            case "db" -> VulnerabilityVerbs.all();
            case "events" -> List.of(EventVerbs.events());
            case "retention" -> RetentionVerbs.all();
            case "policy" -> PolicyVerbs.all();
            case "deployment" -> DeploymentVerbs.all();
            case "exemption" -> ExemptionVerbs.all();
            case "vex" -> VexVerbs.all();
            case "trash" -> TrashVerbs.all();
            case "quota" -> QuotaVerbs.all();
            case "audit" -> AuditVerbs.all();
            case "jobs" -> JobVerbs.all();
            case "scrub" -> List.of(StoredContentVerbs.scrub());
            case "import" -> List.of(StoredContentVerbs.imports());
            case "collect" -> List.of(CollectVerb.verb());
            case "backup" -> List.of(BackupVerbs.backup());
            case "verify" -> List.of(IntegrityVerbs.verify(), BackupVerbs.check());
            case "restore" -> List.of(BackupVerbs.restore());
            case "reconcile" -> List.of(IntegrityVerbs.reconcile());
            case "completion" -> List.of(CompletionVerb.verb());
            default -> List.of();
        };
    }

    /// The verb that these words begin with. `user add`, `user-add`, `namespace-add` and `namespace add` are all
    /// understood; a first word that is a verb is that verb.
    static Optional<Found> find(List<String> words) {
        String first = words.getFirst();
        List<Verb> family = family(first.replaceFirst("-.*$", ""));
        return named(family, first)
                .map(verb -> new Found(verb, 1))
                .or(() -> words.size() < 2
                        ? Optional.empty()
                        : named(family, first + "-" + words.get(1)).map(verb -> new Found(verb, 2)));
    }

    private static Optional<Verb> named(List<Verb> family, String dashed) {
        return family.stream()
                .filter(verb -> verb.name().replace(' ', '-').equals(dashed))
                .findFirst();
    }

    private static List<Verb> images() {
        return joined(
                ImageVerbs.all(),
                List.of(TagVerbs.move()),
                DeletionVerbs.all(),
                List.of(TrashVerbs.restore()),
                LockVerbs.all());
    }

    private static List<Verb> tags() {
        return joined(List.of(ImageVerbs.history(), TagVerbs.restore()), ImmutabilityVerbs.all());
    }

    @SafeVarargs
    private static List<Verb> joined(List<Verb>... lists) {
        List<Verb> all = new ArrayList<>();
        for (List<Verb> list : lists) {
            all.addAll(list);
        }
        return all;
    }
}
