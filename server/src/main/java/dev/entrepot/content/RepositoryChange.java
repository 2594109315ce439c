package dev.entrepot.content;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What shall be different; what is empty stays. Values that must not be are refused with a text for people.
///
/// @param readme Markdown, without HTML
/// @param labels all of them
public record RepositoryChange(
        Optional<String> description,
        Optional<String> readme,
        Optional<Map<String, String>> labels,
        Optional<Visibility> visibility,
        Optional<String> immutableTags,
        Optional<String> retention,
        Optional<String> scanning) {
    static final int MAX_LABELS = 64;
    static final int MAX_LABEL_VALUE = 255;
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9._/-]{1,63}");

    /// Leaves everything as it is.
    public static final RepositoryChange NONE = new RepositoryChange(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public RepositoryChange {
        description.ifPresent(NamespaceChange::requireShort);
        readme.ifPresent(Readme::check);
        labels = labels.map(Map::copyOf);
        labels.ifPresent(RepositoryChange::requireLabels);
        immutableTags.ifPresent(FrozenTags::check);
        retention.ifPresent(text -> Template.requireShort("retention", text));
        scanning.ifPresent(ScanSetting::checked);
    }

    /// Only the visibility.
    public static RepositoryChange visibility(Visibility visibility) {
        return new RepositoryChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(visibility),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Only the rules for immutable tags.
    public static RepositoryChange immutableTags(String rules) {
        return new RepositoryChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(rules),
                Optional.empty(),
                Optional.empty());
    }

    /// Only the retention policy.
    public static RepositoryChange retention(String policy) {
        return new RepositoryChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(policy),
                Optional.empty());
    }

    RepositoryDetails of(RepositoryDetails old) {
        Repository was = old.repository();
        return new RepositoryDetails(
                new Repository(was.id(), was.name(), visibility.orElse(was.visibility())),
                description.orElse(old.description()),
                new RepositoryDetails.Settings(
                        immutableTags.orElse(old.settings().immutableTags()),
                        retention.orElse(old.settings().retention()),
                        scanning.orElse(old.settings().scanning())),
                labels.<SortedMap<String, String>>map(TreeMap::new).orElse(old.labels()),
                old.version() + 1,
                old.createdAt());
    }

    private static void requireLabels(Map<String, String> labels) {
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException(
                    "there are " + labels.size() + " labels: expected at most " + MAX_LABELS);
        }
        labels.forEach((name, value) -> {
            if (!LABEL.matches(name)) {
                throw new IllegalArgumentException(
                        "the name of a label is not valid: expected 1 to 63 characters of" + " a-z A-Z 0-9 . _ / -");
            }
            if (value.length() > MAX_LABEL_VALUE) {
                throw new IllegalArgumentException("the value of the label " + name + " has " + value.length()
                        + " characters: expected at most " + MAX_LABEL_VALUE);
            }
        });
    }
}
