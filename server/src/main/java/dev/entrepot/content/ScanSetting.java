package dev.entrepot.content;

import java.util.List;
import java.util.Optional;

/// How what is pushed into a repository is scanned: words, separated by commas or spaces.
///
/// | word             | meaning                                                                      |
/// | ---------------- | ---------------------------------------------------------------------------- |
/// | `on`             | images are read when they come                                               |
/// | `off`            | images are read only when somebody asks for it, or a policy must know        |
/// | `sbom-referrers` | SBOMs that are made of images are attached to them, for clients that look there |
///
/// @param onPush empty: as the server is configured
public record ScanSetting(Optional<Boolean> onPush, boolean sbomReferrers) {
    private static final String ON = "on";
    private static final String OFF = "off";
    private static final String SBOM_REFERRERS = "sbom-referrers";

    /// Nothing said.
    public static final ScanSetting NONE = new ScanSetting(Optional.empty(), false);

    /// Throws `IllegalArgumentException` with a text for whoever wrote it.
    public static ScanSetting parse(String text) {
        Optional<Boolean> onPush = Optional.empty();
        boolean sbomReferrers = false;
        for (String word : words(text)) {
            switch (word) {
                case ON, OFF -> {
                    if (onPush.isPresent()) {
                        throw new IllegalArgumentException("scanning: say one of on and off once");
                    }
                    onPush = Optional.of(word.equals(ON));
                }
                case SBOM_REFERRERS -> sbomReferrers = true;
                default ->
                    throw new IllegalArgumentException("scanning: found \"" + word
                            + "\", expected on or off, sbom-referrers, or both separated by a comma");
            }
        }
        return new ScanSetting(onPush, sbomReferrers);
    }

    /// The text itself; throws as {@link #parse} does.
    public static String checked(String text) {
        parse(text);
        return text;
    }

    /// What is stored: words that are not known, from before they had a meaning, say nothing.
    public static ScanSetting stored(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException older) {
            return NONE;
        }
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("[,\\s]+"));
    }
}
