package dev.entrepot.scanning;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;

/// Texts out of images, before they are kept: PostgreSQL has no character 0 in texts, and no real name has one.
final class Clean {
    private Clean() {}

    static String text(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    /// A reason for people, of bounded length.
    static String problem(String text, int most) {
        String clean = text(text);
        return clean.length() <= most ? clean : clean.substring(0, most) + " …";
    }

    static FoundPackage found(FoundPackage found) {
        Package what = found.what();
        return new FoundPackage(
                new Package(
                        what.type(),
                        text(what.name()),
                        text(what.version()),
                        text(what.architecture()),
                        text(what.source()),
                        text(what.sourceVersion()),
                        text(what.module()),
                        what.licences().stream().map(Clean::text).toList(),
                        what.vendored()),
                text(found.path()),
                found.layer());
    }

    static Distribution distribution(Distribution from) {
        return new Distribution(
                text(from.id()), text(from.versionId()), text(from.codename()), text(from.prettyName()));
    }
}
