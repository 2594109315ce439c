package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The modules of a Go program (runtime/debug.BuildInfo), one to a line with tabs between:
///
/// ```
/// path  PACKAGE                            mod   MODULE  VERSION  SUM      the main module
/// dep   MODULE  VERSION  SUM               =>    MODULE  VERSION  SUM      in the place of the one before
/// build KEY=VALUE
/// ```
final class GoModules {
    private static final String STANDARD_LIBRARY = "stdlib";

    /// Of a module that was built in a folder.
    private static final String UNKNOWN = "(devel)";

    /// `go1.21.1`, `devel go1.22-abcdef Mon …`; what follows a blank or `-X:` is no part of it.
    private static final Pattern GO = Pattern.compile("^(?:devel )?go(\\d[^ ]*?)(?:-X:.*| .*)?$", Pattern.DOTALL);

    /// Builders set the version of a program in a variable: `-X main.version=1.2.3`.
    private static final Pattern SET =
            Pattern.compile("-X[ =]['\"]?([\\w./-]+)\\.(?:version|appVersion|buildVersion|gitVersion"
                    + "|Version|AppVersion|BuildVersion)=v?(\\d+(?:\\.\\d+)+[\\w.+-]*)");

    /// Where programs of Kubernetes have that variable.
    private static final String KUBERNETES = "k8s.io/component-base/version";

    private static final int MAX_NAME = 1024;

    private GoModules() {}

    /// All modules in the program, Go's own library first, then the main module.
    static List<Package> of(GoBuild build) {
        List<Module> modules = new ArrayList<>();
        String linked = "";
        boolean hasMain = false;
        for (String line : build.lines()) {
            String[] parts = line.split("\t", -1);
            switch (parts[0]) {
                case "mod", "dep" -> {
                    hasMain |= parts[0].equals("mod");
                    modules.add(module(parts));
                }
                case "=>" -> replace(modules, module(parts));
                case "build" -> linked = line.startsWith("build\t-ldflags=") ? line : linked;
                default -> {}
            }
        }
        List<Package> found = new ArrayList<>();
        Matcher go = GO.matcher(build.version());
        found.add(Package.of(PackageType.GOLANG, STANDARD_LIBRARY, go.matches() ? go.group(1) : ""));
        for (int index = 0; index < modules.size(); index++) {
            Module module = modules.get(index);
            if (hasMain && index == 0 && module.version().isEmpty()) {
                module = new Module(
                        module.path(), linkedVersion(linked, module.path()).orElse(""));
            }
            if (!module.path().isEmpty() && module.path().length() <= MAX_NAME) {
                found.add(Package.of(PackageType.GOLANG, module.path(), module.version()));
            }
        }
        return found;
    }

    /// @param version without the leading `v`; empty where it is unknown
    private record Module(String path, String version) {}

    private static Module module(String[] parts) {
        String path = parts.length > 1 ? parts[1] : "";
        String version = parts.length > 2 ? parts[2] : "";
        if (version.equals(UNKNOWN)) {
            return new Module(path, "");
        }
        return new Module(path, version.startsWith("v") ? version.substring(1) : version);
    }

    /// One that stands in a folder keeps the name that it replaces, but of its version nothing is known.
    private static void replace(List<Module> modules, Module by) {
        if (!modules.isEmpty()) {
            Module replaced = modules.removeLast();
            boolean isFolder = by.path().startsWith(".")
                    || by.path().startsWith("/")
                    || by.version().isEmpty();
            modules.add(isFolder ? new Module(replaced.path(), "") : by);
        }
    }

    /// Only variables of the program itself count, and only where all that is set is the same.
    private static Optional<String> linkedVersion(String flags, String main) {
        Set<String> versions = new TreeSet<>();
        Matcher set = SET.matcher(flags);
        while (set.find()) {
            String holder = set.group(1);
            if (holder.equals("main") || (holder + "/").startsWith(main + "/") || holder.equals(KUBERNETES)) {
                versions.add(set.group(2));
            }
        }
        return versions.size() == 1 ? versions.stream().findFirst() : Optional.empty();
    }
}
