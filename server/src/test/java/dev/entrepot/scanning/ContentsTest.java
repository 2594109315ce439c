package dev.entrepot.scanning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What is kept of an image, and what is read from its config.
final class ContentsTest {
    @Test
    void contentsAreReadAsTheyWereWritten() {
        ImageConfig config = new ImageConfig(
                "linux",
                "arm64",
                "v8",
                "2026-01-01T00:00:00Z",
                "1000",
                List.of("/bin/app", "--serve"),
                List.of("now"),
                "/srv",
                List.of("PATH=/bin", "A"),
                List.of("80/tcp"),
                List.of("/data"),
                Map.of("a", "1", "b", ""),
                List.of("sha256:1"));
        Package what = new Package(
                PackageType.DEB, "libc6", "2:2.36-9", "amd64", "glibc", "2.36-9", "", List.of("GPL-2.0", "é"), true);
        Contents contents = new Contents(
                Optional.of(new Distribution("debian", "12", "bookworm", "Debian GNU/Linux 12")),
                config,
                List.of(
                        new FoundPackage(what, "var/lib/dpkg/status", "sha256:2"),
                        new FoundPackage(what, "other", "sha256:2")),
                List.of(1L, Long.MAX_VALUE));

        assertThat(ContentsCodec.read(ContentsCodec.write(contents))).isEqualTo(contents);
        assertThat(ContentsCodec.read(ContentsCodec.write(Contents.NOTHING))).isEqualTo(Contents.NOTHING);
    }

    @Test
    void membersOfAConfigAreReadAndOthersPassedOver() {
        ImageConfig config = read("""
                {"architecture":"amd64","os":"linux","history":[{"created_by":"x"}],
                 "config":{"User":"app","Env":["A=1",7],"Entrypoint":null,"Cmd":["run"],"WorkingDir":"/w",
                   "ExposedPorts":{"443/tcp":{},"80/tcp":{}},"Volumes":{"/v":{}},"Labels":{"a":"b","c":3}},
                 "rootfs":{"type":"layers","diff_ids":["sha256:1"]}}
                """).orElseThrow();

        assertThat(config.architecture()).isEqualTo("amd64");
        assertThat(config.user()).isEqualTo("app");
        assertThat(config.environment()).containsExactly("A=1");
        assertThat(config.entrypoint()).isEmpty();
        assertThat(config.command()).containsExactly("run");
        assertThat(config.workingDirectory()).isEqualTo("/w");
        assertThat(config.ports()).containsExactly("443/tcp", "80/tcp");
        assertThat(config.volumes()).containsExactly("/v");
        assertThat(config.labels()).isEqualTo(Map.of("a", "b"));
        assertThat(config.diffIds()).containsExactly("sha256:1");
    }

    @Test
    void whatIsNoJsonObjectIsNoConfig() {
        assertThat(read("")).isEmpty();
        assertThat(read("[]")).isEmpty();
        assertThat(read("{\"os\":")).isEmpty();
        assertThat(read("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")).isEmpty();
        assertThat(read("{\"config\":7,\"rootfs\":[],\"os\":{}}")).contains(ImageConfig.UNKNOWN);
    }

    @Property(tries = 300)
    void noTextEndsTheReaderOtherwise(@ForAll String text) {
        assertThat(read(text)).isNotNull();
        assertThat(read("{\"config\":" + text + "}")).isNotNull();
    }

    private static Optional<ImageConfig> read(String text) {
        return ConfigReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void packagesThatAdvisoriesTellApartHaveDifferentIdentities() {
        Package plain = Package.of(PackageType.NPM, "a", "1");
        Optional<Distribution> debian = Optional.of(new Distribution("debian", "12", "bookworm", "x"));

        assertThat(PackageKey.of(plain, debian).identity())
                .isEqualTo(PackageKey.of(plain, Optional.empty()).identity());
        assertThat(PackageKey.of(Package.of(PackageType.DEB, "a", "1"), debian).identity())
                .isNotEqualTo(PackageKey.of(Package.of(PackageType.DEB, "a", "1"), Optional.empty())
                        .identity());
        assertThat(PackageKey.of(Package.of(PackageType.NPM, "a1", ""), debian).identity())
                .isNotEqualTo(PackageKey.of(plain, debian).identity());
        assertThat(PackageKey.of(Package.of(PackageType.MAVEN, "G:Art", "1"), debian)
                        .shortName())
                .isEqualTo("art");
        assertThat(PackageKey.of(Package.of(PackageType.NPM, "@s/P", "1"), debian)
                        .shortName())
                .isEqualTo("p");
    }
}
