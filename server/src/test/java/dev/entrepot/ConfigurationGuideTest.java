package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table in docs/guide/configuration.md is what the code says. After a change of the code,
/// `JAVA_TOOL_OPTIONS=-Dguide.write=true make test` writes it anew.
final class ConfigurationGuideTest {
    private static final Path GUIDE = Path.of("../docs/guide/configuration.md");
    private static final String BEGIN = "<!-- settings: written by ConfigurationGuideTest -->\n";
    private static final String END = "<!-- end of settings -->\n";

    @Test
    void guideListsEverySettingAsTheCodeHasIt() throws IOException {
        String guide = Files.readString(GUIDE);
        String before = guide.substring(0, guide.indexOf(BEGIN) + BEGIN.length());
        String after = guide.substring(guide.indexOf(END));

        String expected = before + table() + after;

        if (Boolean.getBoolean("guide.write")) {
            Files.writeString(GUIDE, expected);
        }
        assertThat(Files.readString(GUIDE)).isEqualTo(expected);
    }

    private static String table() {
        Settings settings = new Settings(ConfigSources.of(Map.of(), Map.of(), Map.of(), Optional.empty()));
        ConfigSections.read(settings);
        List<ConfigKey> keys = settings.keys();
        String rows = keys.stream()
                .map(key -> "| `%s`<br>`%s` | %s | %s | %s |\n"
                        .formatted(
                                key.name(),
                                key.variable(),
                                key.type(),
                                key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`",
                                key.meaning()))
                .collect(Collectors.joining());
        return "\n| Setting, variable | Type | Default | Meaning |\n| --- | --- | --- | --- |\n" + rows + "\n";
    }
}
