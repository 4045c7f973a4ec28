package io.serai.delivery.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.delivery.Definitions;
import io.serai.delivery.EventFilter;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsLoaderTest {

    @TempDir
    private Path folder;

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Definitions load() {
        return DefinitionsLoader.load(folder);
    }

    /** The message with the folder left out. */
    private String mistake() {
        return failure().getMessage().replace(folder + "/", "");
    }

    private ConfigurationException failure() {
        ConfigurationException failure = catchThrowableOfType(ConfigurationException.class, this::load);
        assertThat(failure).as("a mistake").isNotNull();
        return failure;
    }

    @Nested
    class WhatIsRight {

        @Test
        void allFilesMayBeMissing() {
            assertThat(load()).isEqualTo(Definitions.none());
        }

        @Test
        void filesMayBeEmptyOrHoldCommentsOnly() throws IOException {
            file("subscriptions.yaml", "");
            file("policies.yaml", "# later\n");
            file("catalog.yaml", "serai:\n  catalog:\n");

            assertThat(load()).isEqualTo(Definitions.none());
        }

        @Test
        void aSubscriptionIsReadWithEverythingItSays() throws IOException {
            file(
                    "subscriptions.yaml",
                    """
                    serai:
                      subscriptions:
                        billing:
                          types: shop.order.*, shop.refund
                          filter: "EXISTS subject AND source LIKE '/legacy/%'"
                          policy: patient
                          start: 2026-11-22T10:00:00Z
                          deliver: http://billing:8080/charges
                    """);
            file("policies.yaml", "serai: {policies: {patient: {retry: {attempts: 8}, timeout: 10s}}}");

            Definitions.Declared billing = load().subscriptions().get("billing");

            assertThat(billing.deliver()).contains("http://billing:8080/charges");
            assertThat(billing.subscription().types()).isEqualTo(EventTypes.parse("shop.order.*,shop.refund"));
            assertThat(billing.subscription().filter())
                    .contains(EventFilter.parse("EXISTS subject AND source LIKE '/legacy/%'"));
            assertThat(billing.subscription().start())
                    .isEqualTo(new StartAt.Time(Instant.parse("2026-11-22T10:00:00Z")));
            assertThat(billing.subscription().policy().retry().attempts()).isEqualTo(8);
            assertThat(billing.subscription().policy().timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(billing.subscription().origin()).isEqualTo(folder.resolve("subscriptions.yaml") + ", line 4");
        }

        @Test
        void aSubscriptionThatSaysNothingGetsEveryTypeFromNowOnWithTheDefaultPolicy() throws IOException {
            file("subscriptions.yaml", "serai: {subscriptions: {audit: }}");

            Definitions.Declared audit = load().subscriptions().get("audit");

            assertThat(audit.subscription().types()).isEqualTo(EventTypes.ALL);
            assertThat(audit.subscription().start()).isEqualTo(new StartAt.Now());
            assertThat(audit.subscription().policy()).isEqualTo(Policy.DEFAULT);
            assertThat(audit.deliver()).isEmpty();
        }

        @Test
        void typesMayBeAList() throws IOException {
            file("subscriptions.yaml", "serai: {subscriptions: {audit: {types: [a, 'b.*']}}}");

            assertThat(load().subscriptions()
                            .get("audit")
                            .subscription()
                            .types()
                            .patterns())
                    .containsExactly("a", "b.*");
        }

        @Test
        void aPolicyIsReadWithEveryKeyOfTheTable() throws IOException {
            file(
                    "policies.yaml",
                    """
                    serai:
                      policies:
                        all:
                          retry:
                            attempts: 3
                            backoff: linear
                            delay: 250ms
                            multiplier: 1.5
                            max-delay: 1h
                            jitter: 0
                            max-age: 7d
                            give-up-on: [http:4xx except 404, java.lang.IllegalArgumentException]
                          timeout: PT1M30S
                          concurrency: 4
                          rate: 50
                          order: none
                          outage: {after: 5, probe: 10s}
                          dead-letter: {fail-event: true, to: 'jms:queue:dead', blocks-key: true}
                    """);

            assertThat(load().policies().get("all"))
                    .isEqualTo(new Policy(
                            "all",
                            new Policy.Retry(
                                    3,
                                    Policy.Backoff.LINEAR,
                                    Duration.ofMillis(250),
                                    1.5,
                                    Duration.ofHours(1),
                                    0,
                                    Duration.ofDays(7),
                                    new Policy.GiveUpOn(
                                            List.of("http:4xx except 404", "java.lang.IllegalArgumentException"))),
                            Duration.ofSeconds(90),
                            4,
                            OptionalInt.of(50),
                            Policy.Order.NONE,
                            new Policy.Outage(5, Duration.ofSeconds(10)),
                            new Policy.DeadLetterPolicy(true, Optional.of("jms:queue:dead"), true)));
        }

        @Test
        void aPolicyInheritsWhatItLeavesOutFromTheDefaultPolicy() throws IOException {
            file(
                    "policies.yaml",
                    """
                    serai:
                      default-policy: {timeout: 5s}
                      policies:
                        quick: {retry.attempts: 2}
                    """);

            Policy quick = load().policies().get("quick");

            assertThat(quick.timeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(quick.retry().attempts()).isEqualTo(2);
            assertThat(quick.retry().delay()).isEqualTo(Policy.DEFAULT.retry().delay());
            assertThat(load().policies().get("default").timeout()).isEqualTo(Duration.ofSeconds(5));
        }

        @Test
        void propertiesWinOverTheFile() throws IOException {
            file("policies.yaml", "serai: {policies: {quick: {timeout: 5s, rate: 7}}}");

            Definitions definitions = DefinitionsLoader.load(
                    folder,
                    FileTexts.DISK,
                    Map.of("quick", Map.of("timeout", "1s"), "slow", Map.of("retry", Map.of("attempts", 50))),
                    Optional.of(Map.of("concurrency", "2")));

            assertThat(definitions.policies().get("quick").timeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(definitions.policies().get("quick").rate()).isEqualTo(OptionalInt.of(7));
            assertThat(definitions.policies().get("slow").retry().attempts()).isEqualTo(50);
            assertThat(definitions.policies().values())
                    .extracting(Policy::concurrency)
                    .containsOnly(2);
        }

        @Test
        void theCatalogueIsReadWithItsSchemas() throws IOException {
            file(
                    "catalog.yaml",
                    """
                    serai:
                      catalog:
                        shop.order.placed:
                          owner: shop
                          operation: created
                          fail: shop.order.failed
                          schema: schemas/order.json
                          retention: 30d
                          description: somebody bought something
                    """);
            file("schemas/order.json", "{\"type\": \"object\"}");

            var type = load().catalog().type("shop.order.placed").orElseThrow();

            assertThat(type.owner()).contains("shop");
            assertThat(type.operation()).contains("created");
            assertThat(type.failType()).contains("shop.order.failed");
            assertThat(type.retention()).contains(Duration.ofDays(30));
            assertThat(type.description()).contains("somebody bought something");
            assertThat(type.schema().orElseThrow().file()).isEqualTo("schemas/order.json");
            assertThat(type.schema().orElseThrow().text()).isEqualTo("{\"type\": \"object\"}");
        }
    }

    @Nested
    class MistakesOfAnyFile {

        @Test
        void noYaml() throws IOException {
            file("policies.yaml", "serai:\n  policies: [\n");
            assertThat(mistake())
                    .isEqualTo("the file is no YAML: expected the node content, but found '<stream end>'"
                            + " (policies.yaml, line 3)");
        }

        @Test
        void noText() throws IOException {
            Files.write(folder.resolve("policies.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
            assertThat(mistake()).isEqualTo("the file is not UTF-8 text (policies.yaml)");
        }

        @Test
        void anUnknownKeyAtTheTop() throws IOException {
            file("policies.yaml", "serie:\n  policies: {}\n");
            assertThat(mistake()).isEqualTo("the file: unknown key 'serie'; known are serai (policies.yaml, line 2)");
        }

        @Test
        void anUnknownSection() throws IOException {
            file("subscriptions.yaml", "serai:\n  subscription: {}\n");
            assertThat(mistake())
                    .isEqualTo("serai: unknown key 'subscription'; known are subscriptions"
                            + " (subscriptions.yaml, line 2)");
        }

        @Test
        void aListWhereAMapBelongs() throws IOException {
            file("subscriptions.yaml", "serai:\n  subscriptions:\n    - billing\n");
            assertThat(mistake())
                    .isEqualTo("serai.subscriptions must be a map, was a list (subscriptions.yaml, line 3)");
        }

        @Test
        void aNameThatIsThereTwice() throws IOException {
            file("subscriptions.yaml", "serai:\n  subscriptions:\n    a: {}\n    b: {}\n    a: {}\n");
            assertThat(mistake())
                    .isEqualTo("'serai.subscriptions.a' is there twice, first in line 3; keep one"
                            + " (subscriptions.yaml, line 5)");
        }

        @Test
        void anAliasThatContainsItself() throws IOException {
            file("policies.yaml", "serai:\n  policies: &p\n    a: *p\n");
            assertThat(mistake()).contains("is nested more than 20 deep; does an alias contain itself?");
        }

        @Test
        void theExceptionCarriesFileLineAndKey() throws IOException {
            file("policies.yaml", "serai:\n  policies:\n    patient:\n      timeout: soon\n");

            ConfigurationException failure = failure();

            assertThat(failure.file()).isEqualTo(folder.resolve("policies.yaml").toString());
            assertThat(failure.line()).isEqualTo(4);
            assertThat(failure.key()).isEqualTo("serai.policies.patient.timeout");
        }
    }

    @Nested
    class MistakesOfPolicies {

        private String mistakeIn(String policy) throws IOException {
            file("policies.yaml", "serai:\n  policies:\n    patient:\n      " + policy + "\n");
            return mistake();
        }

        @Test
        void anUnknownKey() throws IOException {
            assertThat(mistakeIn("time-out: 1s"))
                    .isEqualTo(
                            "policy 'patient': unknown key 'time-out'; known are concurrency, dead-letter.blocks-key,"
                                    + " dead-letter.fail-event, dead-letter.to, order, outage.after, outage.probe, rate,"
                                    + " retry.attempts, retry.backoff, retry.delay, retry.give-up-on, retry.jitter,"
                                    + " retry.max-age, retry.max-delay, retry.multiplier, timeout (policies.yaml, line 4)");
        }

        @Test
        void anUnknownKeyOfAGroup() throws IOException {
            assertThat(mistakeIn("outage: {befor: 3}"))
                    .isEqualTo("policy 'patient': unknown key 'outage.befor'; known are outage.after, outage.probe"
                            + " (policies.yaml, line 4)");
        }

        @Test
        void aGroupThatIsNoMap() throws IOException {
            assertThat(mistakeIn("outage: after 20, probe 5s"))
                    .isEqualTo("policy 'patient': outage must be a map of outage.after, outage.probe,"
                            + " was 'after 20, probe 5s' (policies.yaml, line 4)");
        }

        @Test
        void aKeyWrittenInBothForms() throws IOException {
            assertThat(mistakeIn("retry: {attempts: 3}\n      retry.attempts: 4"))
                    .isEqualTo("policy 'patient': retry.attempts is there twice; keep one (policies.yaml, line 5)");
        }

        @Test
        void aDurationWithoutUnit() throws IOException {
            assertThat(mistakeIn("timeout: 10"))
                    .isEqualTo("policy 'patient': timeout must be a duration such as 250ms, 10s, 5m, 24h, 1d or PT10S,"
                            + " was '10' (policies.yaml, line 4)");
        }

        @Test
        void aDurationTooShort() throws IOException {
            assertThat(mistakeIn("retry: {delay: 0s}"))
                    .isEqualTo("policy 'patient': retry.delay must be at least 1ms, was 0s (policies.yaml, line 4)");
        }

        @Test
        void aDurationTooLong() throws IOException {
            assertThat(mistakeIn("timeout: 4000d"))
                    .isEqualTo("policy 'patient': timeout must be at most 3650d, was 4000d (policies.yaml, line 4)");
        }

        @Test
        void aMaxDelayBelowTheDelay() throws IOException {
            assertThat(mistakeIn("retry: {delay: 10m}"))
                    .isEqualTo("policy 'patient': retry.max-delay must be at least retry.delay, which is 10m, was 5m"
                            + " (policies.yaml, line 4)");
        }

        @Test
        void aNumberOutOfBounds() throws IOException {
            assertThat(mistakeIn("retry: {attempts: 0}"))
                    .isEqualTo("policy 'patient': retry.attempts must be a whole number from 1 to 1000000, was '0'"
                            + " (policies.yaml, line 4)");
        }

        @Test
        void noNumber() throws IOException {
            assertThat(mistakeIn("concurrency: many"))
                    .isEqualTo("policy 'patient': concurrency must be a whole number from 1 to 100000, was 'many'"
                            + " (policies.yaml, line 4)");
        }

        @Test
        void aJitterAboveOne() throws IOException {
            assertThat(mistakeIn("retry: {jitter: 1.5}"))
                    .isEqualTo("policy 'patient': retry.jitter must be a number from 0 to 1, was '1.5'"
                            + " (policies.yaml, line 4)");
        }

        @Test
        void anUnknownBackoff() throws IOException {
            assertThat(mistakeIn("retry: {backoff: fibonacci}"))
                    .isEqualTo("policy 'patient': retry.backoff must be one of exponential, fixed, linear,"
                            + " was 'fibonacci' (policies.yaml, line 4)");
        }

        @Test
        void anUnknownOrder() throws IOException {
            assertThat(mistakeIn("order: keys"))
                    .isEqualTo("policy 'patient': order must be one of key, none, was 'keys' (policies.yaml, line 4)");
        }

        @Test
        void noTruthValue() throws IOException {
            assertThat(mistakeIn("dead-letter: {fail-event: yes please}"))
                    .isEqualTo("policy 'patient': dead-letter.fail-event must be true or false, was 'yes please'"
                            + " (policies.yaml, line 4)");
        }

        @Test
        void noEndpoint() throws IOException {
            assertThat(mistakeIn("dead-letter: {to: dead}"))
                    .isEqualTo("policy 'patient': dead-letter.to must be a Camel endpoint such as"
                            + " http://billing:8080/charges, was 'dead' (policies.yaml, line 4)");
        }

        @Test
        void noGiveUpRule() throws IOException {
            assertThat(mistakeIn("retry: {give-up-on: ['http:7xx']}"))
                    .isEqualTo("policy 'patient': retry.give-up-on: 'http:7xx' is no rule; write an exception's class"
                            + " name, timeout, http:CODE, or http:4xx, which may be followed by: except 404,408"
                            + " (policies.yaml, line 4)");
        }

        @Test
        void aListForAText() throws IOException {
            assertThat(mistakeIn("timeout: [1s]"))
                    .isEqualTo("policy 'patient': timeout must be a text, was a list (policies.yaml, line 4)");
        }

        @Test
        void nothingForAText() throws IOException {
            assertThat(mistakeIn("timeout:"))
                    .isEqualTo("policy 'patient': timeout must be a text, was nothing (policies.yaml, line 4)");
        }

        @Test
        void theDefaultAmongTheOthers() throws IOException {
            file("policies.yaml", "serai:\n  policies:\n    default: {}\n");
            assertThat(mistake())
                    .isEqualTo("policy 'default': the default is not written here but under serai.default-policy"
                            + " (policies.yaml, line 3)");
        }

        @Test
        void aMistakeInTheDefaultPolicy() throws IOException {
            file("policies.yaml", "serai:\n  default-policy:\n    rate: 0\n");
            assertThat(mistake())
                    .isEqualTo("the default policy: rate must be a whole number from 1 to 1000000, was '0'"
                            + " (policies.yaml, line 3)");
        }

        @Test
        void aMistakeInProperties() {
            ConfigurationException failure = catchThrowableOfType(
                    ConfigurationException.class,
                    () -> DefinitionsLoader.load(
                            folder, FileTexts.DISK, Map.of("quick", Map.of("timeout", "0s")), Optional.empty()));

            assertThat(failure)
                    .hasMessage("policy 'quick': timeout must be at least 1ms, was 0s (application properties)");
        }
    }

    @Nested
    class MistakesOfSubscriptions {

        private String mistakeIn(String subscription) throws IOException {
            file("subscriptions.yaml", "serai:\n  subscriptions:\n    billing:\n      " + subscription + "\n");
            return mistake();
        }

        @Test
        void anUnknownKey() throws IOException {
            assertThat(mistakeIn("type: a"))
                    .isEqualTo("subscription 'billing': unknown key 'type'; known are deliver, filter, policy, start,"
                            + " types (subscriptions.yaml, line 4)");
        }

        @Test
        void anUnknownPolicy() throws IOException {
            file("policies.yaml", "serai: {policies: {patient: {}}}");
            assertThat(mistakeIn("policy: patien"))
                    .isEqualTo("subscription 'billing': there is no policy 'patien'; known are default, patient"
                            + " (subscriptions.yaml, line 4)");
        }

        @Test
        void aBadFilter() throws IOException {
            assertThat(mistakeIn("filter: \"source LIKE \""))
                    .isEqualTo("subscription 'billing': filter is no CloudEvents SQL: unexpected end at character 12"
                            + " of: source LIKE (subscriptions.yaml, line 4)");
        }

        @Test
        void aFunctionThatIsNone() throws IOException {
            assertThat(mistakeIn("filter: source = 'a' AND STARTS('b')"))
                    .isEqualTo("subscription 'billing': filter is no CloudEvents SQL: there is no function STARTS of 1"
                            + " value at character 18 of: source = 'a' AND STARTS('b') (subscriptions.yaml, line 4)");
        }

        @Test
        void aStarInTheMiddleOfAType() throws IOException {
            assertThat(mistakeIn("types: shop.*.placed"))
                    .isEqualTo("subscription 'billing': types: 'shop.*.placed' must be a type, or the start of one with"
                            + " a * at the end (subscriptions.yaml, line 4)");
        }

        @Test
        void aBadStart() throws IOException {
            assertThat(mistakeIn("start: yesterday"))
                    .isEqualTo("subscription 'billing': start must be now, beginning or a time such as"
                            + " 2026-11-22T10:00:00Z, was 'yesterday' (subscriptions.yaml, line 4)");
        }

        @Test
        void aTargetThatIsNoEndpoint() throws IOException {
            assertThat(mistakeIn("deliver: billing"))
                    .isEqualTo("subscription 'billing': deliver must be a Camel endpoint such as"
                            + " http://billing:8080/charges, was 'billing' (subscriptions.yaml, line 4)");
        }

        @Test
        void aBadName() throws IOException {
            file("subscriptions.yaml", "serai:\n  subscriptions:\n    'bill/ing': {}\n");
            assertThat(mistake())
                    .isEqualTo("subscription 'bill/ing': a name has letters, digits, '.', '-' and '_', at most 100, and"
                            + " starts with a letter or digit (subscriptions.yaml, line 3)");
        }
    }

    @Nested
    class MistakesOfTheCatalogue {

        private String mistakeIn(String type) throws IOException {
            file("catalog.yaml", "serai:\n  catalog:\n    shop.order:\n      " + type + "\n");
            return mistake();
        }

        @Test
        void anUnknownKey() throws IOException {
            assertThat(mistakeIn("fails: a"))
                    .isEqualTo("event type 'shop.order': unknown key 'fails'; known are description, fail, operation,"
                            + " owner, retention, schema (catalog.yaml, line 4)");
        }

        @Test
        void aPatternForAType() throws IOException {
            file("catalog.yaml", "serai:\n  catalog:\n    'shop.*': {}\n");
            assertThat(mistake())
                    .isEqualTo("event type 'shop.*': a type of the catalogue is a whole type, without *"
                            + " (catalog.yaml, line 3)");
        }

        @Test
        void aRetentionThatIsNoDurationOrTooShort() throws IOException {
            assertThat(mistakeIn("retention: a month"))
                    .isEqualTo("event type 'shop.order': retention must be a duration such as 250ms, 10s, 5m, 24h, 1d"
                            + " or PT10S, was 'a month' (catalog.yaml, line 4)");
            assertThat(mistakeIn("retention: 30s"))
                    .isEqualTo(
                            "event type 'shop.order': retention must be at least 1m, was 30s (catalog.yaml, line 4)");
        }

        @Test
        void aSchemaThatIsNotThere() throws IOException {
            assertThat(mistakeIn("schema: schemas/order.json"))
                    .isEqualTo("event type 'shop.order': schema 'schemas/order.json' cannot be read: there is no text"
                            + " file schemas/order.json (catalog.yaml, line 4)");
        }

        @Test
        void aSchemaOutsideTheFolder() throws IOException {
            assertThat(mistakeIn("schema: ../order.json"))
                    .isEqualTo("event type 'shop.order': schema must be a file below " + folder + ", written as a"
                            + " relative path such as schemas/order.json, was '../order.json' (catalog.yaml, line 4)");
        }

        @Test
        void aSchemaThatIsNoJson() throws IOException {
            file("schemas/order.json", "type: object");
            assertThat(mistakeIn("schema: schemas/order.json"))
                    .startsWith("event type 'shop.order': schema 'schemas/order.json' is not JSON: Unrecognized token"
                            + " 'type'")
                    .endsWith("(line 1, column 1) (catalog.yaml, line 4)");
        }

        @Test
        void aSchemaThatIsNone() throws IOException {
            Files.createDirectories(folder.resolve("schemas"));
            Files.write(
                    folder.resolve("schemas/order.json"), "{\"type\": \"objekt\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(mistakeIn("schema: schemas/order.json"))
                    .startsWith("event type 'shop.order': schema 'schemas/order.json' is no JSON Schema: at '/type' ")
                    .endsWith(" (catalog.yaml, line 4)");
        }
    }
}
