package dev.entrepot.sbom;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a document has said so far. Its members come in any order, so that what they mean is known only at its end.
final class Draft {
    /// More packages than any image has: the largest bills seen list some ten thousand.
    static final int MAX_PACKAGES = 100_000;

    /// Characters of a name, a version or a licence; no package has longer ones.
    static final int MAX_TEXT = 1000;

    /// Licences of one package.
    static final int MAX_LICENCES = 50;

    /// Subjects of a statement.
    static final int MAX_SUBJECTS = 1000;

    /// Types of package URLs that name images, which are no package of an image.
    private static final Set<String> IMAGES = Set.of("oci", "docker");

    private final Set<AttachedBill.Entry> packages = new LinkedHashSet<>();
    private final Set<String> subjects = new LinkedHashSet<>();
    private Optional<Distribution> named = Optional.empty();
    private Optional<Distribution> implied = Optional.empty();
    private Optional<Instant> created = Optional.empty();
    private String tool = "";
    private int passedOver;

    /// @param name as the document writes it, with its group; its letters are kept where the package URL has lost their
    ///        case
    void add(String name, String purlText, List<String> licences) {
        Optional<PackageUrl> purl = PackageUrl.parse(purlText);
        if (purl.map(PackageUrl::type).filter(IMAGES::contains).isPresent()) {
            return;
        }
        Optional<Package> what = purl.flatMap(PackageUrl::toPackage).filter(Draft::isStorable);
        if (what.isEmpty()) {
            passedOver++;
            return;
        }
        if (implied.isEmpty()) {
            implied = purl.get().distribution();
        }
        packages.add(new AttachedBill.Entry(told(what.get(), name, licences), purl.get()));
        if (packages.size() > MAX_PACKAGES) {
            throw new Refusal("the document lists more than " + MAX_PACKAGES + " packages; attach a bill per image");
        }
    }

    void passOver() {
        passedOver++;
    }

    void distribution(String id, String version, String prettyName) {
        if (!id.isEmpty() && named.isEmpty()) {
            named = Optional.of(new Distribution(shown(id), shown(version), "", shown(prettyName)));
        }
    }

    void subject(String algorithm, String hex) {
        if (subjects.size() < MAX_SUBJECTS && hex.length() <= MAX_TEXT) {
            subjects.add(algorithm + ":" + hex);
        }
    }

    void created(String time) {
        try {
            created = Optional.of(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeException unknown) {
            created = Optional.empty();
        }
    }

    /// The first that is named made it.
    void tool(String name, String version) {
        if (tool.isEmpty()) {
            tool = shown(version.isEmpty() ? name : name + " " + version);
        }
    }

    AttachedBill build(AttachedBill.Format format, String version, AttachedBill.Envelope envelope) {
        return new AttachedBill(
                format,
                version,
                envelope,
                tool,
                created,
                List.copyOf(subjects),
                named.or(() -> implied),
                new ArrayList<>(packages),
                passedOver);
    }

    private static Package told(Package what, String name, List<String> licences) {
        return new Package(
                what.type(),
                name.equalsIgnoreCase(what.name()) ? name : what.name(),
                what.version(),
                what.architecture(),
                what.source(),
                what.sourceVersion(),
                what.module(),
                licences.stream()
                        .filter(licence -> !licence.isBlank())
                        .map(Draft::shown)
                        .distinct()
                        .limit(MAX_LICENCES)
                        .toList(),
                false);
    }

    private static boolean isStorable(Package what) {
        return Stream.of(
                        what.name(),
                        what.version(),
                        what.architecture(),
                        what.source(),
                        what.sourceVersion(),
                        what.module())
                .allMatch(text -> text.length() <= MAX_TEXT && text.equals(shown(text)));
    }

    /// Cut, and without what no database and no terminal takes: control characters and halves of surrogate pairs.
    static String shown(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                .limit(MAX_TEXT)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
