package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoModulesTest {
    @ParameterizedTest
    @CsvSource({
        "go1.21.1,1.21.1",
        "go1.22rc1,1.22rc1",
        "go1.20.12 (Red Hat 1.20.12-1.el9),1.20.12",
        "go1.19.8 X:boringcrypto,1.19.8",
        "go1.21.0-X:nocoverageredesign,1.21.0",
        "devel go1.23-abcdef0123 Mon Jan 1 00:00:00 2024 +0000,1.23-abcdef0123",
        "devel +abcdef0123 Mon,''"
    })
    void versionOfTheStandardLibraryIsThatOfGo(String go, String version) {
        assertThat(names(go, "")).containsExactly("stdlib " + version);
    }

    @Test
    void moduleThatIsReplacedIsNotInTheProgram() {
        String modules = """
                mod\texample.com/app\t(devel)\t
                dep\texample.com/old\tv1.0.0
                =>\texample.com/fork\tv1.0.1\th1:x
                dep\tk8s.io/api\tv0.28.0
                =>\t./staging/src/k8s.io/api\t(devel)\t
                dep\tgithub.com/docker/cli\tv29.7.2+incompatible\th1:y
                """;

        assertThat(names("go1.21.1", modules))
                .containsExactly(
                        "stdlib 1.21.1",
                        "example.com/app ",
                        "example.com/fork 1.0.1",
                        "k8s.io/api ",
                        "github.com/docker/cli 29.7.2+incompatible");
    }

    @ParameterizedTest
    @CsvSource({
        "-s -w -X main.version=v2.3.4,2.3.4",
        "-X 'example.com/app/internal/build.Version=2.3.4-rc.1' -w,2.3.4-rc.1",
        "-X k8s.io/client-go/pkg/version.gitVersion=v1.28.3 -X k8s.io/component-base/version.gitVersion=v1.28.3,1.28.3",
        "-X example.com/other.version=9.9.9,''",
        "-X example.com/application.version=9.9.9,''",
        "-X main.version=1.0.0 -X example.com/app/api.version=2.0.0,''",
        "-X main.version=dev,''"
    })
    void versionThatTheLinkerSetIsThatOfTheMainModule(String flags, String version) {
        String modules = "mod\texample.com/app\t(devel)\t\nbuild\t-ldflags=\"" + flags + "\"\n";

        assertThat(names("go1.21.1", modules)).containsExactly("stdlib 1.21.1", "example.com/app " + version);
    }

    @Test
    void versionThatTheModuleHasStays() {
        String modules = "mod\texample.com/app\tv1.0.0\t\nbuild\t-ldflags=\"-X main.version=2.0.0\"\n";

        assertThat(names("go1.21.1", modules)).contains("example.com/app 1.0.0");
    }

    private static List<String> names(String version, String modules) {
        return GoModules.of(new GoBuild(version, modules)).stream()
                .map(what -> what.name() + " " + what.version())
                .toList();
    }
}
