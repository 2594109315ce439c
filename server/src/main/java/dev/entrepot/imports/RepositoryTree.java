package dev.entrepot.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Finds the folders below one that are repositories, at any depth: a repository may lie within another.
final class RepositoryTree {
    /// Deeper names would be longer than any client accepts.
    private static final int MAX_DEPTH = 128;

    private final Folder folder;
    private final Test isRepository;
    private final List<String> found = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    RepositoryTree(Folder folder, Test isRepository) {
        this.folder = folder;
        this.isRepository = isRepository;
    }

    /// Whether the folder at a path is a repository.
    interface Test {
        boolean of(String path) throws IOException;
    }

    /// @param base where the names begin, with a slash behind it, or empty
    SourceFolder.Names below(String base) throws IOException {
        walk(base, "", 0);
        found.sort(null);
        return new SourceFolder.Names(found, problems);
    }

    private void walk(String base, String name, int depth) throws IOException {
        for (String part : folder.names(base + name)) {
            // The folder's own business: no part of a name begins so.
            if (part.startsWith("_") || part.startsWith(".")) {
                continue;
            }
            String child = name.isEmpty() ? part : name + "/" + part;
            if (folder.isLink(base + child)) {
                problems.add(new Problem("", child, "is a symbolic link, which is not followed"));
            } else if (folder.isFolder(base + child)) {
                if (isRepository.of(base + child)) {
                    found.add(child);
                }
                if (depth < MAX_DEPTH) {
                    walk(base, child, depth + 1);
                } else {
                    problems.add(new Problem("", child, "lies too deep for the name of a repository"));
                }
            }
        }
    }
}
