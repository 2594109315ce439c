package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What an archive is called. The manifests are those of real ones, as far as they name something.
final class JarIdentityTest {
    private final JarIdentity identity = new JarIdentity(new JarGroups());

    static Stream<Arguments> archives() {
        return Stream.of(
                Arguments.of(
                        "spring-core-5.3.17",
                        "Implementation-Title: spring-core\nAutomatic-Module-Name: spring.core\nImplementation-Version: 5.3.17",
                        "org.springframework:spring-core 5.3.17"),
                Arguments.of(
                        "renamed",
                        "Implementation-Title: spring-beans\nImplementation-Version: 5.3.17",
                        "org.springframework:spring-beans 5.3.17"),
                Arguments.of(
                        "commons-collections-3.2.1",
                        "Implementation-Title: Commons Collections\nImplementation-Vendor-Id: org.apache\n"
                                + "Implementation-Version: 3.2.1\nBundle-SymbolicName: org.apache.commons.collections",
                        "commons-collections:commons-collections 3.2.1"),
                Arguments.of(
                        "snakeyaml-1.30",
                        "Bundle-SymbolicName: org.yaml.snakeyaml\nBundle-Version: 1.30.0",
                        "org.yaml:snakeyaml 1.30"),
                Arguments.of(
                        "jackson-databind-2.9.8",
                        "Bundle-SymbolicName: com.fasterxml.jackson.core.jackson-databind\nBundle-Version: 2.9.8",
                        "com.fasterxml.jackson.core:jackson-databind 2.9.8"),
                Arguments.of(
                        "commons-text-1.9",
                        "Bundle-SymbolicName: org.apache.commons.commons-text\nBundle-Version: 1.9.0",
                        "org.apache.commons:commons-text 1.9"),
                Arguments.of(
                        "tool-core-1.2.3",
                        "Bundle-SymbolicName: com.example.tool.core;singleton:=true\nBundle-Version: 1.2.3",
                        "com.example.tool:tool-core 1.2.3"),
                Arguments.of(
                        "catalina",
                        "Implementation-Title: Apache Tomcat\nImplementation-Version: 9.0.58\n"
                                + "Bundle-SymbolicName: org.apache.tomcat-catalina",
                        "org.apache.tomcat:tomcat-catalina 9.0.58"),
                Arguments.of("h2-1.4.199", "Bundle-SymbolicName: com.h2database", "com.h2database:h2 1.4.199"),
                Arguments.of(
                        "app-2.0",
                        "Implementation-Vendor-Id: com.example.shop\nImplementation-Version: 2.0",
                        "com.example.shop:app 2.0"),
                Arguments.of("app-2.0", "Implementation-Vendor-Id: org.apache", "app 2.0"),
                Arguments.of("app-2.0", "Implementation-Vendor-Id: Example Incorporated", "app 2.0"),
                Arguments.of(
                        "archunit-1.5.0",
                        "Bundle-SymbolicName: com.example.thing.archunit-tools",
                        "com.tngtech.archunit:archunit 1.5.0"),
                Arguments.of(
                        "org.example.plugin_3.1.0.v2020",
                        "Bundle-SymbolicName: org.example.plugin\nBundle-Version: 3.1.0.v2020",
                        "org.example.plugin 3.1.0.v2020"),
                Arguments.of("plain-1.2.3", "", "plain 1.2.3"),
                Arguments.of("plain", "", ""),
                Arguments.of("jrt-fs", "Implementation-Title: Java Runtime\nImplementation-Version: 17.0.2", ""),
                Arguments.of("bcprov-jdk15on-1.68", "", "org.bouncycastle:bcprov-jdk15on 1.68"),
                Arguments.of("kafka_2.13-3.0.0", "", "org.apache.kafka:kafka_2.13 3.0.0"));
    }

    @ParameterizedTest
    @MethodSource("archives")
    void archiveWithoutPomIsNamed(String file, String manifest, String expected) {
        JarManifest parsed = JarManifest.parse(("Manifest-Version: 1.0\n" + manifest).getBytes(StandardCharsets.UTF_8));

        String name = identity.of(file, parsed)
                .map(found -> found.software().name() + " " + found.software().version())
                .orElse("");

        assertThat(name).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "log4j-1.2-api-2.14.1,log4j-1.2-api,2.14.1",
        "guava-31.1-jre,guava,31.1-jre",
        "foo-1.0-beta-2,foo,1.0-beta-2",
        "servlet-api-2.5-20081211,servlet-api,2.5-20081211",
        "app-1.0-20200101.120000-1,app,1.0-20200101.120000-1",
        "xpp3_min-1.1.4c,xpp3_min,1.1.4c"
    })
    void fileNameIsTakenApart(String file, String artifact, String version) {
        assertThat(JarFileName.parse(file, List.of())).contains(new JarFileName(artifact, version));
    }

    @Test
    void versionOfTheManifestTellsWhereTheClassifierBegins() {
        assertThat(JarFileName.parse("tcnative-2.0.54.Final-linux-x86_64", List.of("2.0.54.Final")))
                .contains(new JarFileName("tcnative", "2.0.54.Final"));
    }

    @Test
    void linesOfAManifestThatGoOnAreJoined() {
        JarManifest manifest = JarManifest.parse(
                "Bundle-SymbolicName: com.exam\r\n ple.a\r\nnonsense\r\nName: x\r\n\r\nBundle-Version: 1\r\n"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(manifest.bundleNames()).containsExactly("com.example.a");
        assertThat(manifest.versions()).isEmpty();
    }

    @Test
    void archiveWithItsOwnPomIsNotNamedAgain() {
        assertThat(software("log4j-core-2.14.1-tests", new JarPom("g", "log4j-core", "2.14.1")))
                .hasSize(1);
        assertThat(software("app-17", new JarPom("g", "renamed", "1"))).hasSize(1);
    }

    @Test
    void shadedArchiveWithoutItsOwnPomIsNamedByItsFile() {
        assertThat(software("app-17", new JarPom("g", "a", "1"), new JarPom("g", "b", "1")))
                .contains(new JarPom("", "app", "17"));
    }

    private List<JarPom> software(String file, JarPom... poms) {
        JarFacts facts = new JarFacts();
        Stream.of(poms).forEach(facts::add);
        return facts.software(file, identity);
    }
}
