package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.sql.EvaluationException;
import io.cloudevents.sql.ParseException;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;
import io.serai.delivery.support.Conformance;
import io.serai.delivery.support.Score;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** The test kit of the CloudEvents SQL specification, against the SDK's evaluation and the filters made of it. */
class CesqlConformanceTest {

    /**
     * Mistakes of the Java SDK, all in the value that it gives beside an error. A filter takes an error for no match, so
     * that none of them changes a delivery.
     */
    private static final Set<String> KNOWN = Set.of(
            "binary_logical_operators: true and (1 != 1 / 0)",
            "binary_logical_operators: false or (1 != 1 / 0)",
            "not_operator: NOT 10");

    @Test
    void allCasesOfTheKitPassButTheKnown() throws IOException {
        Score score = new Score("CloudEvents SQL, values and errors");
        count(score, CesqlConformanceTest::evaluate);
        score.assertOnlyFailures(275, KNOWN);
    }

    @Test
    void asFiltersAllCasesOfTheKitPass() throws IOException {
        Score score = new Score("CloudEvents SQL, as filters");
        count(score, CesqlConformanceTest::filter);
        score.assertOnlyFailures(275, Set.of());
    }

    private static void count(Score score, Consumer<Map<String, Object>> check) throws IOException {
        try (Stream<Path> files = Files.list(Conformance.folder("cesql"))) {
            files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(file -> cases(file)
                    .forEach(one -> score.count(name(file, one), () -> check.accept(one))));
        }
    }

    private static String name(Path file, Map<String, Object> one) {
        return file.getFileName().toString().replace(".yaml", "") + ": " + text(one);
    }

    private static void evaluate(Map<String, Object> one) {
        Object error = one.get("error");
        Result result;
        try {
            result = Parser.parseDefault(text(one)).evaluate(event(one));
        } catch (ParseException noExpression) {
            assertThat(error).isEqualTo("parse");
            return;
        }
        assertThat(result.value()).as("value").isEqualTo(one.get("result"));
        assertThat(result.causes().stream().map(CesqlConformanceTest::kind).distinct())
                .as("errors")
                .isEqualTo(error == null ? List.of() : List.of(error));
    }

    private static void filter(Map<String, Object> one) {
        Object error = one.get("error");
        if ("parse".equals(error) || "missingFunction".equals(error)) {
            // a function that there is not is told when the filter is read, not event by event
            assertThatThrownBy(() -> EventFilter.parse(text(one))).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        assertThat(EventFilter.parse(text(one)).match(event(one)))
                .isEqualTo(error == null && Boolean.TRUE.equals(one.get("result")));
    }

    private static String text(Map<String, Object> one) {
        return String.valueOf(one.get("expression"));
    }

    private static String kind(EvaluationException cause) {
        String[] words = cause.getKind().name().toLowerCase(Locale.ROOT).split("_", -1);
        return words.length == 1
                ? words[0]
                : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
    }

    @SuppressWarnings("unchecked")
    private static CloudEvent event(Map<String, Object> one) {
        CloudEventBuilder event = CloudEventBuilder.fromSpecVersion(SpecVersion.V1)
                .withId("1")
                .withSource(URI.create("localhost.localdomain"))
                .withType("test");
        Map<String, Object> given = (Map<String, Object>) one.getOrDefault("event", Map.of());
        Map<String, Object> over = (Map<String, Object>) one.getOrDefault("eventOverrides", Map.of());
        Stream.of(given, over)
                .forEach(attributes -> attributes.forEach((name, value) -> {
                    if (value instanceof Boolean flag) {
                        event.withContextAttribute(name, flag);
                    } else if (value instanceof Integer number) {
                        event.withContextAttribute(name, number);
                    } else if (!name.equals("specversion")) {
                        event.withContextAttribute(name, String.valueOf(value));
                    }
                }));
        return event.build();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> cases(Path file) {
        LoaderOptions options = new LoaderOptions();
        DumperOptions none = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(none), none, options, new NoTimes());
        try {
            Map<String, Object> kit = yaml.load(Files.readString(file));
            return (List<Map<String, Object>>) kit.get("tests");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A time is text to CloudEvents SQL. */
    private static final class NoTimes extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
        }
    }
}
