package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.camel.RawTarget.Behaviour;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.delivery.Policy;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.time.ManualTime;
import io.serai.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Targets with which no TLS connection comes about. An operator mends that, at the target or in the trust of the hub: till
 * then the target is as good as down, which uses up nothing.
 */
class TlsTargetsIT {

    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path stores;

    private final ManualTime time = ManualTime.create();
    private final MemoryStore store = MemoryStore.create(4, time);
    private final CamelContext camel = new DefaultCamelContext();
    private EventHub hub;

    /** Whose certificate is signed by itself, as all are. */
    private enum Identity {
        RIGHT("ip:127.0.0.1"),
        OTHER_NAME("dns:elsewhere.example");

        final String name;

        Identity(String name) {
            this.name = name;
        }

        private KeyStoreParameters keys() {
            KeyStoreParameters keys = new KeyStoreParameters();
            keys.setResource("file:" + stores.resolve(name() + ".p12"));
            keys.setPassword(PASSWORD);
            return keys;
        }

        SSLContext server() throws Exception {
            KeyManagersParameters managers = new KeyManagersParameters();
            managers.setKeyStore(keys());
            managers.setKeyPassword(PASSWORD);
            SSLContextParameters parameters = new SSLContextParameters();
            parameters.setKeyManagers(managers);
            return parameters.createSSLContext(new DefaultCamelContext());
        }

        SSLContextParameters trusted() {
            TrustManagersParameters managers = new TrustManagersParameters();
            managers.setKeyStore(keys());
            SSLContextParameters parameters = new SSLContextParameters();
            parameters.setTrustManagers(managers);
            return parameters;
        }
    }

    @BeforeAll
    static void makeCertificates() throws Exception {
        for (Identity identity : Identity.values()) {
            Process keytool = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "target",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=target",
                            "-ext",
                            "san=" + identity.name,
                            "-keystore",
                            stores.resolve(identity.name() + ".p12").toString(),
                            "-storepass",
                            PASSWORD))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(keytool.exitValue()).isZero();
        }
    }

    @AfterEach
    void stop() {
        camel.stop();
        hub.close();
        store.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }

    /** Subscription {@code s} goes to the target, whose certificate is trusted if it is this one. */
    private void start(Identity trusted, String target) throws Exception {
        Policy policy = new Policy(
                "default",
                Policy.DEFAULT.retry(),
                TIMEOUT,
                4,
                Policy.DEFAULT.rate(),
                Policy.Order.KEY,
                new Policy.Outage(1, PROBE),
                Policy.DEFAULT.deadLetter());
        hub = EventHub.builder(store)
                .definitions(new Definitions(
                        Map.of(), Map.of("default", policy), Definitions.none().catalog()))
                .clock(time)
                .timer(time)
                .build();
        camel.getRegistry().bind("hub", hub);
        camel.getRegistry().bind("trusting", trusted.trusted());
        camel.getShutdownStrategy().setTimeout(10);
        camel.start();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("serai:subscribe/s?types=*&start=beginning").to(target + "?sslContextParameters=#trusting");
                from("serai:subscribe/other?types=*&start=beginning").to("mock:other");
            }
        });
        await().until(() -> hub.deliveries().subscriptions().stream()
                .noneMatch(s -> s.status() == SubscriptionState.Status.STARTING));
    }

    private void publish(int events) {
        for (int n = 0; n < events; n++) {
            hub.publisher()
                    .publish(CloudEventBuilder.v1(Routes.event())
                            .withId("e-" + n)
                            .withSubject("k-" + n)
                            .build())
                    .join();
        }
    }

    private SubscriptionState state(String subscription) {
        return hub.deliveries().subscription(subscription).orElseThrow();
    }

    private void awaitFailed(int attempts) {
        await().until(() ->
                state("s").failedAttempts() >= attempts && state("s").inFlight() == 0);
    }

    /** The target is tried again and again, without end, and nobody else notices. */
    private void assertDown(String cause, String why, String address) {
        publish(1);
        awaitFailed(1);
        for (int probe = 1; probe <= Policy.DEFAULT.retry().attempts() + 1; probe++) {
            Instant before = state("s").lastErrorTime().orElseThrow();
            await().until(() -> {
                if (state("s").inFlight() == 0) {
                    time.advance(PROBE);
                }
                return state("s").inFlight() == 0
                        && state("s").lastErrorTime().orElseThrow().isAfter(before);
            });
        }
        assertThat(state("s").status()).isEqualTo(SubscriptionState.Status.OUTAGE);
        assertThat(state("s").lastError().orElseThrow())
                .startsWith(cause + ": ")
                .contains(why)
                .contains(address);
        assertThat(state("s").dead()).isZero();
        await().until(() -> state("other").delivered() == 1);
        assertThat(state("other").failedAttempts()).isZero();
    }

    static Stream<Arguments> certificates() {
        return Stream.of(
                Arguments.of(
                        "is not trusted",
                        Identity.RIGHT,
                        Identity.OTHER_NAME,
                        "javax.net.ssl.SSLHandshakeException",
                        "PKIX path"),
                Arguments.of(
                        "has another name",
                        Identity.OTHER_NAME,
                        Identity.OTHER_NAME,
                        "javax.net.ssl.SSLPeerUnverifiedException",
                        "Certificate for <127.0.0.1> doesn't match any of the subject alternative names"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("certificates")
    void aTargetWhoseCertificate_CountsAsDown(String how, Identity shown, Identity trusted, String cause, String why)
            throws Exception {
        try (HttpTarget target = new HttpTarget(shown.server(), 0)) {
            start(trusted, target.url());
            assertDown(cause, why, "https://127.0.0.1:" + target.port());
            assertThat(target.requests).isEmpty();
        }
    }

    static Stream<Arguments> targetsWithoutTls() {
        return Stream.of(
                Arguments.of(
                        "speaks plain HTTP",
                        RawTarget.says("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
                        "javax.net.ssl.SSLException",
                        "Unsupported or unrecognized SSL message"),
                Arguments.of(
                        "hangs up",
                        (Behaviour) out -> {},
                        "javax.net.ssl.SSLHandshakeException",
                        "Remote host terminated the handshake"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targetsWithoutTls")
    void aTargetThat_InsteadOfAHandshakeCountsAsDown(String how, Behaviour behaviour, String cause, String why)
            throws Exception {
        try (RawTarget target = new RawTarget(behaviour)) {
            start(Identity.RIGHT, "https://127.0.0.1:" + target.port() + "/charges");
            assertDown(cause, why, "https://127.0.0.1:" + target.port());
        }
    }

    @Test
    void aTargetThatSaysNothingInTheHandshakeCountsAsDownAfterTheTimeoutOfThePolicy() throws Exception {
        try (RawTarget target = new RawTarget(out -> new CountDownLatch(1).await())) {
            start(Identity.RIGHT, "https://127.0.0.1:" + target.port() + "/charges");
            publish(1);
            await().until(() -> target.requests.get() == 1);
            assertThat(state("s").failedAttempts()).isZero();
            time.advance(TIMEOUT);
            await().until(() -> state("s").failedAttempts() == 1);
            assertThat(state("s").lastError().orElseThrow()).startsWith("timeout: no answer within");
            assertThat(state("s").status()).isEqualTo(SubscriptionState.Status.OUTAGE);
            await().until(() -> state("other").delivered() == 1);
        }
    }

    @Test
    void aTargetThatShowsTheRightCertificateAtLastGetsWhatWaited() throws Exception {
        HttpTarget wrong = new HttpTarget(Identity.OTHER_NAME.server(), 0);
        try (wrong) {
            start(Identity.RIGHT, wrong.url());
            assertDown("javax.net.ssl.SSLHandshakeException", "PKIX path", "https://127.0.0.1:" + wrong.port());
        }
        try (HttpTarget mended = new HttpTarget(Identity.RIGHT.server(), wrong.port())) {
            await().until(() -> {
                if (state("s").inFlight() == 0) {
                    time.advance(PROBE);
                }
                return state("s").delivered() == 1;
            });
            assertThat(state("s").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
            assertThat(mended.requests).hasSize(1);
        }
    }
}
