package dev.entrepot.imports;

import dev.entrepot.oci.RepositoryName;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What repositories of a folder are called here, and which of them are wanted.
final class Naming {
    private final String into;
    private final Pattern wanted;

    /// @param into put before all names; empty: names stay, and those of one part are in `library`, as
    /// everywhere
    /// @param pattern a name, here or there, in which `*` stands for any text; empty: all
    Naming(String into, String pattern) {
        this.into = into;
        this.wanted = Pattern.compile(
                pattern.isEmpty()
                        ? ".*"
                        : Arrays.stream(pattern.split("\\*", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*")));
    }

    /// The name, within the folder, of the repository that an OCI layout as a whole is: empty where `into` is
    /// the name of a repository already.
    String ownName(String folder) {
        return into.contains("/") ? "" : folder;
    }

    /// Throws {@link dev.entrepot.oci.MalformedException} for what is no name.
    RepositoryName of(String name) {
        if (into.isEmpty()) {
            return RepositoryName.parse(name);
        }
        return new RepositoryName(name.isEmpty() ? into : into + "/" + name);
    }

    boolean admits(String from, RepositoryName to) {
        return wanted.matcher(from).matches() || wanted.matcher(to.text()).matches();
    }
}
