package dev.entrepot.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Names an archive that holds no pom.properties of its own, from its manifest and its file name.
///
/// An artifact of a wrong group is found vulnerable by mistake, and that of none never: so a group is named
/// only where two witnesses agree, or where the artifact is so well known that nobody else would use its name.
///
/// 1. The list in the program, by the name of the bundle, by the artifact of the file name, by the title.
/// 2. `Bundle-SymbolicName`, where it is group and artifact as the bundle plugin of Maven joins them.
/// 3. `Implementation-Vendor-Id`, unless it is an organisation under which nothing is published by that very
///    name.
///
/// The version in the file name goes before those in the manifest: that of a bundle is padded (`1.30.0` for
/// `1.30`).
final class JarIdentity {
    private static final Pattern GROUP = Pattern.compile("[a-z][a-z0-9_-]*(\\.[A-Za-z0-9_-]+)+");

    private static final Set<String> ORGANISATIONS = Set.of(
            "com.adobe",
            "com.amazonaws",
            "com.google",
            "com.ibm",
            "com.microsoft",
            "com.oracle",
            "com.sun",
            "com.github",
            "io.github",
            "java.net",
            "net.java",
            "org.apache",
            "org.apache.jakarta",
            "org.codehaus",
            "org.eclipse",
            "org.glassfish",
            "org.jboss",
            "org.sonatype",
            "net.sourceforge",
            "net.sf");

    private final JarGroups groups;

    JarIdentity(JarGroups groups) {
        this.groups = groups;
    }

    /// The name of an archive.
    ///
    /// @param file name without its ending
    /// @return with an empty group where it is unknown; empty where artifact or version are unknown
    Optional<JarPom> of(String file, JarManifest manifest) {
        List<String> versions = manifest.versions();
        Optional<JarFileName> name = JarFileName.parse(file, versions);
        String version = name.map(JarFileName::version)
                .or(() -> versions.stream().findFirst())
                .orElse("");
        if (version.isEmpty()) {
            return Optional.empty();
        }
        return known(name, manifest, version).or(() -> told(name, file, manifest, version));
    }

    private Optional<JarPom> known(Optional<JarFileName> name, JarManifest manifest, String version) {
        String title = manifest.value("Implementation-Title");
        return manifest.bundleNames()
                .flatMap(bundle -> groups.ofBundle(bundle).stream())
                .findFirst()
                .or(() -> name.map(JarFileName::artifact).flatMap(this::known))
                .or(() -> known(title))
                .map(found -> new JarPom(found.group(), found.artifact(), version));
    }

    private Optional<JarGroups.Known> known(String artifact) {
        return groups.ofArtifact(artifact).map(group -> new JarGroups.Known(group, artifact));
    }

    private static Optional<JarPom> told(
            Optional<JarFileName> name, String file, JarManifest manifest, String version) {
        String title = manifest.value("Implementation-Title");
        String artifact;
        if (name.isPresent()) {
            artifact = name.get().artifact();
        } else if (title.isEmpty()) {
            artifact = withoutVersion(file, manifest);
        } else {
            artifact = title;
        }
        if (!JarPom.isName(artifact)) {
            return Optional.empty();
        }
        return Optional.of(new JarPom(group(artifact, manifest), artifact, version));
    }

    /// Plugins of Eclipse are called `bundle_version`.
    private static String withoutVersion(String file, JarManifest manifest) {
        return manifest.bundleNames()
                .filter(bundle -> file.startsWith(bundle + "_"))
                .findFirst()
                .orElse(file);
    }

    private static String group(String artifact, JarManifest manifest) {
        Optional<String> bundled = manifest.bundleNames()
                .limit(1)
                .flatMap(bundle -> beforeArtifact(bundle, artifact).stream())
                .findFirst();
        String vendor = manifest.value("Implementation-Vendor-Id");
        return bundled.filter(JarIdentity::isGroup)
                .or(() -> Optional.of(vendor).filter(JarIdentity::isGroup))
                .orElse("");
    }

    /// `com.example.tool` of `com.example.tool.tool-core` for `tool-core`, and of `com.example.tool.core` too.
    /// Of `com.example.tool` for `tool` nothing: that is the group of one tool and holds the artifact of
    /// another.
    private static Optional<String> beforeArtifact(String bundle, String artifact) {
        if (artifact.contains("-") && bundle.endsWith("." + artifact)) {
            return Optional.of(bundle.substring(0, bundle.length() - artifact.length() - 1));
        }
        int last = bundle.lastIndexOf('.');
        String group = last < 0 ? "" : bundle.substring(0, last);
        String joined = group.substring(group.lastIndexOf('.') + 1) + "-" + bundle.substring(last + 1);
        return joined.equals(artifact) ? Optional.of(group) : Optional.empty();
    }

    private static boolean isGroup(String text) {
        return text.length() <= 200 && GROUP.matcher(text).matches() && !ORGANISATIONS.contains(text);
    }
}
