package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Archives of Java and all that are in them: jars, web and enterprise applications, fat jars with a script in
/// front.
///
/// What an archive is, its pom.properties say, of which a shaded one holds several; where none is its own, see
/// {@link JarIdentity}. Classes are not looked at.
final class JarAnalyzer implements Analyzer {
    private static final int MAX_SHOWN = 5;

    private final JarIdentity identity = new JarIdentity(new JarGroups());

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return JarWalk.isArchive(path);
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        JarWalk walk = new JarWalk(identity, budget);
        try {
            walk.walk(path, size, bytes);
        } catch (JarBrokenException broken) {
            throw new UnreadableException(String.valueOf(broken.getMessage()));
        }
        Optional<Evidence> evidence = walk.found().isEmpty()
                ? Optional.empty()
                : Optional.of(new Evidence(path, Optional.empty(), walk.found()));
        if (!walk.problems().isEmpty()) {
            String shown =
                    String.join("; ", walk.problems().stream().limit(MAX_SHOWN).toList());
            int more = walk.problems().size() - MAX_SHOWN;
            throw new UnreadableException(more > 0 ? shown + "; and more" : shown, evidence);
        }
        return evidence;
    }
}
