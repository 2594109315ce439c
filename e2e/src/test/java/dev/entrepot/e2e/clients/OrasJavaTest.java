package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import land.oras.Annotations;
import land.oras.ArtifactType;
import land.oras.ContainerRef;
import land.oras.LocalPath;
import land.oras.Registry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("clients")
class OrasJavaTest {
    private static final ArtifactType APP = ArtifactType.from("application/vnd.example.app");
    private static final ArtifactType SBOM = ArtifactType.from("application/vnd.example.sbom");

    private static Registry registry(Round round) {
        var server = round.server();
        return round.tokens()
                ? Registry.builder()
                        .insecure(server.host(), server.user(), server.password())
                        .build()
                : Registry.builder().insecure(server.host()).build();
    }

    private static LocalPath file(Round round, String name, String content) {
        return LocalPath.of(round.scratch().file(name, content), "text/plain");
    }

    @ParameterizedTest
    @EnumSource
    void artifactIsPushedWithAnAttachmentAndPulled(Access access) {
        try (var round = Round.start(access)) {
            var registry = registry(round);
            var image = ContainerRef.parse(round.image("ns/java:1"));

            var pushed = registry.pushArtifact(
                    image, APP, Annotations.ofManifest(Map.of("a", "b")), file(round, "app.txt", "the app"));
            var attached = registry.attachArtifact(image, SBOM, file(round, "sbom.txt", "the parts"));
            var back = round.scratch().folder("back");
            registry.pullArtifact(image, back, true);
            var referrers = registry.getReferrers(
                    image.withDigest(pushed.getDescriptor().getDigest()), SBOM);

            var stored = round.stored("ns/java", "1");
            assertThat(stored.digest()).isEqualTo(pushed.getDescriptor().getDigest());
            assertThat(stored.json().at("/annotations/a").stringValue()).isEqualTo("b");
            assertThat(back.resolve(Path.of("app.txt"))).hasContent("the app");
            assertThat(referrers.getManifests()).hasSize(1).allSatisfy(referrer -> {
                assertThat(referrer.getDigest())
                        .isEqualTo(attached.getDescriptor().getDigest());
                assertThat(round.stored("ns/java", referrer.getDigest()).layers())
                        .hasSize(1);
            });
            assertThat(registry.getTags(image).tags()).containsExactly("1");
        }
    }
}
