package dev.entrepot.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.oci.MalformedException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class V2PathTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @Test
    void everyEndpointIsFound() {
        assertThat(V2Path.parse("/v2")).contains(new V2Path.Ping());
        assertThat(V2Path.parse("/v2/")).contains(new V2Path.Ping());
        assertThat(V2Path.parse("/v2/_catalog")).contains(new V2Path.Catalog());
        assertThat(V2Path.parse("/v2/_oci/ext/discover")).contains(new V2Path.Discover(""));
        assertThat(V2Path.parse("/v2/a/b/_oci/ext/discover")).contains(new V2Path.Discover("a/b"));
        assertThat(V2Path.parse("/v2/a/b/blobs/uploads/")).contains(new V2Path.Uploads("a/b"));
        assertThat(V2Path.parse("/v2/a/b/blobs/uploads")).contains(new V2Path.Uploads("a/b"));
        assertThat(V2Path.parse("/v2/a/b/blobs/uploads/77")).contains(new V2Path.Upload("a/b", "77"));
        assertThat(V2Path.parse("/v2/a/b/blobs/" + DIGEST)).contains(new V2Path.Blob("a/b", DIGEST));
        assertThat(V2Path.parse("/v2/a/b/manifests/latest")).contains(new V2Path.Manifest("a/b", "latest"));
        assertThat(V2Path.parse("/v2/a/b/tags/list")).contains(new V2Path.Tags("a/b"));
        assertThat(V2Path.parse("/v2/a/b/referrers/" + DIGEST)).contains(new V2Path.Referrers("a/b", DIGEST));
    }

    @Test
    void namesMayContainTheWordsOfTheApi() {
        assertThat(V2Path.parse("/v2/a/manifests/b/manifests/latest"))
                .contains(new V2Path.Manifest("a/manifests/b", "latest"));
        assertThat(V2Path.parse("/v2/blobs/uploads/tags/list")).contains(new V2Path.Tags("blobs/uploads"));
        assertThat(V2Path.parse("/v2/tags/list/blobs/uploads/")).contains(new V2Path.Uploads("tags/list"));
        assertThat(V2Path.parse("/v2/referrers/blobs/uploads/7")).contains(new V2Path.Upload("referrers", "7"));
    }

    @Test
    void aColonMayBeEncodedAndASlashMayNot() {
        assertThat(V2Path.parse("/v2/a/blobs/sha256%3A" + "a".repeat(64))).contains(new V2Path.Blob("a", DIGEST));
        assertThatThrownBy(() -> V2Path.parse("/v2/a%2Fb/tags/list")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> V2Path.parse("/v2/a%zz/tags/list")).isInstanceOf(MalformedException.class);
    }

    @Test
    void whatIsNoEndpointIsEmpty() {
        assertThat(V2Path.parse("/v2/a")).isEmpty();
        assertThat(V2Path.parse("/v2/a/b")).isEmpty();
        assertThat(V2Path.parse("/v2//")).isEmpty();
        assertThat(V2Path.parse("/v2/a/b/c/d")).isEmpty();
    }

    @Property
    void anyNameComesBackWhateverWordsItHas(@ForAll("names") String name) {
        assertThat(V2Path.parse("/v2/" + name + "/manifests/x")).contains(new V2Path.Manifest(name, "x"));
        assertThat(V2Path.parse("/v2/" + name + "/blobs/uploads/1f")).contains(new V2Path.Upload(name, "1f"));
        assertThat(V2Path.parse("/v2/" + name + "/tags/list")).contains(new V2Path.Tags(name));
    }

    @Property
    void noPathMakesTheParserFailOtherwise(@ForAll String text) {
        try {
            V2Path.parse("/v2/" + text);
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "blobs", "uploads", "tags", "list", "manifests", "referrers", "x-1")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("/", parts));
    }
}
