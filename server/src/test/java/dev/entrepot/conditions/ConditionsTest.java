package dev.entrepot.conditions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ConditionsTest {
    private final Conditions conditions = new Conditions();

    @Test
    void textIsEvaluatedWithEachUse() {
        String text = "tag == 'v1'";

        assertThat(conditions.grant(text, GrantInputs.none().tag("v1"))).isEqualTo(new Verdict.Holds());
        assertThat(conditions.grant(text, GrantInputs.none().tag("v2"))).isEqualTo(new Verdict.Fails());
        assertThat(conditions.claims("claims.a == 1", Map.of("a", 1))).isEqualTo(new Verdict.Holds());
    }

    @Test
    void malformedTextErrs() {
        assertThat(conditions.grant("claims.a == 1", GrantInputs.none())).isInstanceOf(Verdict.Errs.class);
        assertThat(conditions.claims("tag == 'v1'", Map.of())).isInstanceOf(Verdict.Errs.class);
    }

    @Test
    void languageIsLoadedWithTheFirstConditionOnly() throws IOException, ReflectiveOperationException {
        try (Watching loader = new Watching()) {
            Class<?> type = loader.loadClass(Conditions.class.getName());
            Object fresh = type.getConstructor().newInstance();
            Class<?> inputs = loader.loadClass(GrantInputs.class.getName());
            Object none = inputs.getMethod("none").invoke(null);

            assertThat(loader.foreign).isEmpty();

            grant(type, fresh, inputs, none);
            assertThat(loader.foreign).isNotEmpty();
        }
    }

    private static void grant(Class<?> type, Object conditions, Class<?> inputs, Object none)
            throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
        type.getMethod("grant", String.class, inputs).invoke(conditions, "true", none);
    }

    /// Loads everything anew, and notes what is of the language.
    private static final class Watching extends URLClassLoader {
        private final Set<String> foreign = ConcurrentHashMap.newKeySet();

        Watching() {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.cel.") || name.startsWith("com.google.") || name.startsWith("org.antlr.")) {
                foreign.add(name);
            }
            return super.findClass(name);
        }

        private static URL[] classPath() {
            return Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                    .map(Watching::url)
                    .toArray(URL[]::new);
        }

        private static URL url(String entry) {
            try {
                return Path.of(entry).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(entry, e);
            }
        }
    }
}
