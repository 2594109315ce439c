package dev.entrepot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A list of names that a registry gives out in pages, and how to fill it fast.
sealed interface Listing {

    /// An index without children: the smallest thing that a tag can point at.
    String EMPTY_INDEX = "{\"schemaVersion\":2,\"mediaType\":\"" + RegistryClient.INDEX_TYPE + "\",\"manifests\":[]}";

    /// What the compared registries keep in their folder, above the names of repositories.
    String REPOSITORIES = "docker/registry/v2/repositories/";

    String row();

    String plural();

    int size();

    String path();

    String scope();

    String seeding();

    /// Through the API.
    void seed(Server server, int count) throws IOException, InterruptedException;

    /// As the folders whose names distribution and docker-registry list; through the API it would take minutes.
    void seedFolders(Path data, int count) throws IOException;

    record Tags() implements Listing {
        private static final String REPOSITORY = "bench/many-tags";
        private static final int TAGS_PER_PUSH = 100;

        @Override
        public String row() {
            return "tag-page";
        }

        @Override
        public String plural() {
            return "tags";
        }

        @Override
        public int size() {
            return 100_000;
        }

        @Override
        public String path() {
            return "/v2/" + REPOSITORY + "/tags/list?n=100";
        }

        @Override
        public String scope() {
            return "repository:" + REPOSITORY + ":pull";
        }

        @Override
        public String seeding() {
            return "Entrepot is filled through its API, the others by making, in memory, the folder that they keep for each tag; "
                    + "docker-registry 2.8 knows no pages of tags and sends them all.";
        }

        @Override
        public void seed(Server server, int count) throws IOException {
            String digest = Payloads.digestOf(EMPTY_INDEX.getBytes(StandardCharsets.UTF_8));
            try (RegistryClient client = server.client(REPOSITORY)) {
                for (int from = 0; from < count; from += TAGS_PER_PUSH) {
                    String tags = IntStream.range(from, Math.min(count, from + TAGS_PER_PUSH))
                            .mapToObj(number -> "tag=" + tag(number))
                            .collect(Collectors.joining("&", "?", ""));
                    client.putManifest(REPOSITORY, digest + tags, RegistryClient.INDEX_TYPE, EMPTY_INDEX);
                }
            }
        }

        @Override
        public void seedFolders(Path data, int count) throws IOException {
            Path tags = Files.createDirectories(data.resolve(REPOSITORIES + REPOSITORY + "/_manifests/tags"));
            for (int number = 0; number < count; number++) {
                Files.createDirectory(tags.resolve(tag(number)));
            }
        }

        private static String tag(int number) {
            return "v1.%06d".formatted(number);
        }
    }

    record Repositories() implements Listing {
        private static final String NAMESPACE = "many";
        private static final int CLIENTS = 16;

        @Override
        public String row() {
            return "repository-page";
        }

        @Override
        public String plural() {
            return "repositories";
        }

        @Override
        public int size() {
            return 10_000;
        }

        @Override
        public String path() {
            return "/v2/_catalog?n=100";
        }

        @Override
        public String scope() {
            return "registry:catalog:*";
        }

        @Override
        public String seeding() {
            return "Entrepot is filled through its API, the others by making, in memory, the folders that they keep for each "
                    + "repository.";
        }

        @Override
        public void seed(Server server, int count) throws IOException, InterruptedException {
            Crew.run(CLIENTS, client -> {
                for (int number = client; number < count; number += CLIENTS) {
                    try (RegistryClient pusher = server.client(repository(number))) {
                        pusher.putManifest(repository(number), "latest", RegistryClient.INDEX_TYPE, EMPTY_INDEX);
                    }
                }
            });
        }

        @Override
        public void seedFolders(Path data, int count) throws IOException {
            Path root = Files.createDirectories(data.resolve(REPOSITORIES));
            Files.createDirectory(root.resolve(NAMESPACE));
            for (int number = 0; number < count; number++) {
                Path repository = Files.createDirectory(root.resolve(repository(number)));
                Files.createDirectory(repository.resolve("_manifests"));
            }
        }

        private static String repository(int number) {
            return (NAMESPACE + "/r%05d").formatted(number);
        }
    }
}
