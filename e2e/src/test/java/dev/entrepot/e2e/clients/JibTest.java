package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("clients")
class JibTest {
    private static RegistryImage image(Round round, String name) throws Exception {
        var image = RegistryImage.named(round.image(name));
        return round.tokens()
                ? image.addCredential(round.server().user(), round.server().password())
                : image;
    }

    private static JibContainer containerize(Round round, JibContainerBuilder builder, String target) throws Exception {
        var cache = round.scratch().folder("jib");
        return builder.containerize(Containerizer.to(image(round, target))
                .setAllowInsecureRegistries(true)
                .setBaseImageLayersCache(cache)
                .setApplicationLayersCache(cache));
    }

    @ParameterizedTest
    @EnumSource
    void twoPlatformsArePushedAndBuiltUpon(Access access) throws Exception {
        try (var round = Round.start(access)) {
            var file = round.scratch().file("app/hello.txt", "hello");
            var platforms =
                    new LinkedHashSet<>(List.of(new Platform("amd64", "linux"), new Platform("arm64", "linux")));

            var pushed = containerize(
                    round,
                    Jib.fromScratch().setPlatforms(platforms).addLayer(List.of(file), AbsoluteUnixPath.get("/app")),
                    "ns/jib:1");
            var second = containerize(
                    round,
                    Jib.from(image(round, "ns/jib:1"))
                            .setPlatforms(Set.of(new Platform("arm64", "linux")))
                            .addLayer(List.of(file), AbsoluteUnixPath.get("/more")),
                    "ns/jib:2");

            var list = round.stored("ns/jib", "1");
            assertThat(list.digest()).isEqualTo(pushed.getDigest().toString());
            assertThat(list.children()).hasSize(2);
            var upon = round.stored("ns/jib", "2");
            assertThat(upon.digest()).isEqualTo(second.getDigest().toString());
            assertThat(upon.layers())
                    .hasSize(2)
                    .containsAll(list.children().getLast().layers());
        }
    }
}
