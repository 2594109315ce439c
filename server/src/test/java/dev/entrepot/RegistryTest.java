package dev.entrepot;

import static dev.entrepot.TestRegistry.header;
import static dev.entrepot.TestRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The `/v2/` API over real HTTP, on both databases.
class RegistryTest {
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final byte[] NOTHING = new byte[0];

    private static byte[] image(Digest blob, int size, String more) {
        String descriptor = "{\"mediaType\":\"application/x\",\"digest\":\"" + blob + "\",\"size\":" + size + "}";
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE + "\",\"config\":" + descriptor
                        + ",\"layers\":[" + descriptor + "]" + more + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> put(
            TestRegistry registry, String reference, byte[] manifest, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = MANIFEST_TYPE;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return registry.send("PUT", "/v2/team/app/manifests/" + reference, manifest, all);
    }

    @OnBothDatabases
    void rangesOfABlobAreServedExactly(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Digest blob = registry.push("team/app", "0123456789");
            String path = "/v2/team/app/blobs/" + blob;

            HttpResponse<byte[]> middle = registry.get(path, "Range", "bytes=2-4");
            HttpResponse<byte[]> end = registry.get(path, "Range", "bytes=-3");
            HttpResponse<byte[]> outside = registry.get(path, "Range", "bytes=10-");
            HttpResponse<byte[]> several = registry.get(path, "Range", "bytes=8-9,0-1");
            HttpResponse<byte[]> changed = registry.get(path, "Range", "bytes=2-4", "If-Range", "\"other\"");

            assertThat(middle.statusCode()).isEqualTo(206);
            assertThat(text(middle)).isEqualTo("234");
            assertThat(header(middle, "Content-Range")).isEqualTo("bytes 2-4/10");
            assertThat(text(end)).isEqualTo("789");
            assertThat(outside.statusCode()).isEqualTo(416);
            assertThat(header(outside, "Content-Range")).isEqualTo("bytes */10");
            assertThat(several.statusCode()).isEqualTo(206);
            assertThat(header(several, "Content-Type")).startsWith("multipart/byteranges; boundary=");
            assertThat(text(several)).contains("bytes 8-9/10\r\n\r\n89\r\n--").contains("bytes 0-1/10\r\n\r\n01\r\n--");
            assertThat(changed.statusCode()).isEqualTo(200);
            assertThat(text(changed)).isEqualTo("0123456789");
        }
    }

    @OnBothDatabases
    void whatAClientHasIsNotSentAgain(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Digest blob = registry.push("team/app", "x");
            put(registry, "latest", image(blob, 1, ""));
            String etag = header(registry.get("/v2/team/app/manifests/latest"), "ETag");

            assertThat(registry.get("/v2/team/app/manifests/latest", "If-None-Match", etag)
                            .statusCode())
                    .isEqualTo(304);
            assertThat(registry.get("/v2/team/app/blobs/" + blob, "If-None-Match", blob.toString())
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @OnBothDatabases
    void aTagMovesAndGoesOnlyWhereIfMatchAllows(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Digest blob = registry.push("team/app", "x");
            String first = header(put(registry, "latest", image(blob, 1, "")), "Docker-Content-Digest");
            byte[] second = image(blob, 1, ",\"annotations\":{\"n\":\"2\"}");

            assertThat(put(registry, "latest", second, "If-Match", "\"" + blob + "\"")
                            .statusCode())
                    .isEqualTo(412);
            assertThat(put(registry, "latest", second, "If-Match", "\"" + first + "\"")
                            .statusCode())
                    .isEqualTo(201);
            HttpResponse<byte[]> stale =
                    registry.send("DELETE", "/v2/team/app/manifests/latest", NOTHING, "If-Match", "\"" + first + "\"");

            assertThat(stale.statusCode()).isEqualTo(412);
            assertThat(text(stale)).contains("points to sha256:");
            assertThat(registry.get("/v2/team/app/manifests/latest").body()).isEqualTo(second);
        }
    }

    @OnBothDatabases
    void severalTagsComeWithOnePush(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            byte[] manifest = image(registry.push("team/app", "x"), 1, "");
            Digest digest = Digest.of(Digest.Algorithm.SHA512, manifest);

            HttpResponse<byte[]> answer = put(registry, digest + "?tag=a&tag=b", manifest);

            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(header(answer, "OCI-Tag")).isEqualTo("a, b");
            assertThat(header(registry.get("/v2/team/app/manifests/b"), "Docker-Content-Digest"))
                    .isEqualTo(digest.toString());
        }
    }

    @OnBothDatabases
    void missingReferencesAreRefusedOneByOneUnlessSparseIsAllowed(TestDatabase test) {
        Digest absent = Digest.of(Digest.Algorithm.SHA256, "absent".getBytes(StandardCharsets.UTF_8));
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            HttpResponse<byte[]> refused = put(registry, "latest", image(absent, 6, ""));

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(text(refused)).contains("MANIFEST_BLOB_UNKNOWN").contains(absent.toString());
            assertThat(registry.get("/v2/team/app/tags/list").statusCode()).isEqualTo(404);
        }
        try (TestRegistry registry = new TestRegistry(test, Map.of("content.allow-sparse", "true"))) {
            assertThat(put(registry, "latest", image(absent, 6, "")).statusCode())
                    .isEqualTo(201);
            assertThat(registry.get("/v2/team/app/blobs/" + absent).statusCode())
                    .isEqualTo(404);

            registry.push("team/app", "absent");

            assertThat(text(registry.get("/v2/team/app/blobs/" + absent))).isEqualTo("absent");
        }
    }

    @OnBothDatabases
    void referrersAreListedAndFilteredAndThoseOfTheFallbackTagMergedIn(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Digest blob = registry.push("team/app", "x");
            byte[] subject = image(blob, 1, "");
            Digest of = Digest.of(Digest.Algorithm.SHA256, subject);
            put(registry, "latest", subject);
            String link = ",\"subject\":{\"mediaType\":\"" + MANIFEST_TYPE + "\",\"digest\":\"" + of + "\",\"size\":"
                    + subject.length + "},\"artifactType\":\"application/sig\"";
            byte[] referrer = image(blob, 1, link);
            byte[] old = image(blob, 1, ",\"artifactType\":\"application/old\"");

            HttpResponse<byte[]> answer =
                    put(registry, Digest.of(Digest.Algorithm.SHA256, referrer).toString(), referrer);
            pushFallback(registry, of, old);

            assertThat(header(answer, "OCI-Subject")).isEqualTo(of.toString());
            HttpResponse<byte[]> all = registry.get("/v2/team/app/referrers/" + of);
            assertThat(header(all, "Content-Type")).isEqualTo(INDEX_TYPE);
            assertThat(text(all)).contains("application/sig").contains("application/old");
            HttpResponse<byte[]> some =
                    registry.get("/v2/team/app/referrers/" + of + "?artifactType=application%2Fsig");
            assertThat(header(some, "OCI-Filters-Applied")).isEqualTo("artifactType");
            assertThat(text(some)).contains("application/sig").doesNotContain("application/old");
            assertThat(text(registry.get("/v2/never/seen/referrers/" + of))).contains("\"manifests\":[]");
        }
    }

    private static void pushFallback(TestRegistry registry, Digest subject, byte[] manifest) {
        Digest digest = Digest.of(Digest.Algorithm.SHA256, manifest);
        put(registry, digest.toString(), manifest);
        byte[] index = ("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX_TYPE + "\",\"manifests\":[{\"mediaType\":\""
                        + MANIFEST_TYPE + "\",\"digest\":\"" + digest + "\",\"size\":" + manifest.length + "}]}")
                .getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> answer = registry.send(
                "PUT", "/v2/team/app/manifests/" + subject.fallbackTag(), index, "Content-Type", INDEX_TYPE);
        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @OnBothDatabases
    void listsComeInByteOrderAndPages(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            byte[] manifest = image(registry.push("team/app", "x"), 1, "");
            for (String tag : new String[] {"b", "B", "a", "_x"}) {
                put(registry, tag, manifest);
            }
            registry.push("alpine", "x");

            HttpResponse<byte[]> first = registry.get("/v2/team/app/tags/list?n=2");
            HttpResponse<byte[]> second = registry.get("/v2/team/app/tags/list?n=2&last=_x");

            assertThat(text(first)).isEqualTo("{\"name\":\"team/app\",\"tags\":[\"B\",\"_x\"]}");
            assertThat(header(first, "Link")).isEqualTo("</v2/team/app/tags/list?n=2&last=_x>; rel=\"next\"");
            assertThat(text(second)).isEqualTo("{\"name\":\"team/app\",\"tags\":[\"a\",\"b\"]}");
            assertThat(header(second, "Link")).isEmpty();
            assertThat(text(registry.get("/v2/team/app/tags/list?n=0"))).contains("\"tags\":[]");
            assertThat(registry.get("/v2/team/app/tags/list?n=-1").statusCode()).isEqualTo(400);
            assertThat(text(registry.get("/v2/_catalog")))
                    .isEqualTo("{\"repositories\":[\"library/alpine\",\"team/app\"]}");
        }
    }

    @OnBothDatabases
    void oneNameWithAndWithoutLibraryIsEchoedAsItWasAsked(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Digest blob = registry.push("alpine", "x");

            assertThat(registry.get("/v2/library/alpine/blobs/" + blob).statusCode())
                    .isEqualTo(200);
            HttpResponse<byte[]> opened = registry.send("POST", "/v2/alpine/blobs/uploads/", NOTHING);
            assertThat(header(opened, "Location")).startsWith("/v2/alpine/blobs/uploads/");
        }
    }

    @OnBothDatabases
    void aBlobIsMountedWithoutBeingSentAndStaysWhenItsSourceGoes(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Digest blob = registry.push("team/app", "x");

            HttpResponse<byte[]> mounted =
                    registry.send("POST", "/v2/team/copy/blobs/uploads/?mount=" + blob + "&from=team/app", NOTHING);
            registry.send("DELETE", "/v2/team/app/blobs/" + blob, NOTHING);
            HttpResponse<byte[]> anonymous =
                    registry.send("POST", "/v2/team/third/blobs/uploads/?mount=" + blob, NOTHING);
            HttpResponse<byte[]> absent = registry.send(
                    "POST", "/v2/team/copy/blobs/uploads/?mount=sha256:" + "0".repeat(64) + "&from=team/app", NOTHING);

            assertThat(mounted.statusCode()).isEqualTo(201);
            assertThat(anonymous.statusCode()).isEqualTo(201);
            assertThat(absent.statusCode()).isEqualTo(202);
            assertThat(registry.get("/v2/team/app/blobs/" + blob).statusCode()).isEqualTo(404);
            assertThat(text(registry.get("/v2/team/third/blobs/" + blob))).isEqualTo("x");
        }
    }

    @OnBothDatabases
    void whatAManifestNamesCannotBeDeletedBeforeIt(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Digest blob = registry.push("team/app", "x");
            String manifest = header(put(registry, "latest", image(blob, 1, "")), "Docker-Content-Digest");

            HttpResponse<byte[]> refused = registry.send("DELETE", "/v2/team/app/blobs/" + blob, NOTHING);
            HttpResponse<byte[]> first = registry.send("DELETE", "/v2/team/app/manifests/" + manifest, NOTHING);
            HttpResponse<byte[]> then = registry.send("DELETE", "/v2/team/app/blobs/" + blob, NOTHING);

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(text(refused)).contains("delete that manifest first");
            assertThat(first.statusCode()).isEqualTo(202);
            // It went to the trash with the only manifest that named it.
            assertThat(then.statusCode()).isEqualTo(404);
            assertThat(registry.get("/v2/team/app/manifests/latest").statusCode())
                    .isEqualTo(404);
            assertThat(registry.get("/v2/team/app/blobs/" + blob).statusCode()).isEqualTo(404);
        }
    }
}
