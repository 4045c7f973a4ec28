package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are too large, too slow, or never whole. */
class BodyEdgesIT {

    private static final int LIMIT = 20 * 1024;
    private static final byte[] CHUNK = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    private final RunningHub hub = SharedHub.get();
    private final Intruder intruder = new Intruder(hub);

    private String binary(String framing) {
        return Intruder.head("POST /events", intruder.binary()) + framing + "\r\n\r\n";
    }

    @Nested
    class ABodyThatIsTooLarge {

        @Test
        void isNotWaitedForWhereItsLengthSaysSo() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(
                        connection
                                .send(binary("Content-Length: " + (LIMIT + 1)))
                                .answer(),
                        413,
                        "too-large",
                        LIMIT + " bytes (serai.store.max-event-size)",
                        "dataref");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"3000000", "3000000000", "9223372036854775807"})
        void isNotReadHoweverMuchIsAnnounced(String length) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(
                        connection.send(binary("Content-Length: " + length)).answer(), 413, "too-large");
            }
        }

        @Test
        void isCutOffEarlyWhereItComesInChunksWithoutEnd() throws IOException {
            int sent = 0;
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send(binary("Transfer-Encoding: chunked"));
                while (sent < 4 * 1024 * 1024 && !connection.heard(1)) {
                    connection.send(CHUNK);
                    sent += 1024;
                }
                intruder.assertRefused(connection.answer(), 413, "too-large", LIMIT + " bytes");
            }
            assertThat(sent).isGreaterThan(LIMIT).isLessThan(1024 * 1024);
        }

        @Test
        void isReadToABoundOnlyAfterItWasRefused() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send(binary("Transfer-Encoding: chunked"));
                long sent = 0;
                try {
                    for (; sent < 64L * 1024 * 1024; sent += 1024) {
                        connection.send(CHUNK);
                    }
                } catch (SocketException closed) {
                    // as it should be
                }
                assertThat(sent).isLessThan(64L * 1024 * 1024);
            }
            intruder.assertNothingKept();
        }
    }

    @Nested
    class ABodyThatIsSlow {

        @Test
        void isNotWaitedForWhereNothingMoreComes() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer answer =
                        connection.send(binary("Content-Length: 10") + "abc").answer();

                intruder.assertRefused(
                        answer, 408, "request-timeout", "within serai.http.body-timeout; send less at once");
                assertThat(connection.isClosedByTheHub()).isTrue();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 20000", "Transfer-Encoding: chunked"})
        void isNotWaitedForWhereItDrips(String framing) throws IOException {
            boolean chunked = framing.startsWith("Transfer");
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send(binary(framing));
                // 40 s of it, were they taken
                for (int drops = 0; drops < 200 && !connection.heard(200); drops++) {
                    connection.send(chunked ? "1\r\nx\r\n" : "x");
                }
                intruder.assertRefused(connection.answer(), 408, "request-timeout", "serai.http.body-timeout");
                assertThat(connection.isClosedByTheHub()).isTrue();
            }
        }

        @Test
        void isNotWaitedForEitherWhereItWasRefusedByItsHeaders() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send("POST /events HTTP/1.1\r\nHost: hub\r\nContent-Length: 100000\r\n\r\n");
                intruder.assertRefused(connection.answer(), 415, "unsupported-media-type");
                int drops = 0;
                try {
                    while (drops < 200 && !connection.heard(200)) {
                        connection.send("x");
                        drops++;
                    }
                } catch (SocketException closed) {
                    // as it should be
                }
                assertThat(drops).isLessThan(200);
            }
        }

        @Test
        void doesNotKeepOthersOut() throws IOException {
            try (RawConnection one = new RawConnection(hub);
                    RawConnection two = new RawConnection(hub)) {
                one.send(binary("Content-Length: 100"));
                two.send(binary("Content-Length: 100"));

                intruder.assertNothingKept();
            }
        }

        @Test
        void takesMemoryOnlyUntilItsTimeIsOver() throws IOException {
            String full = "[" + " ".repeat(50 * 1024 - 2) + "]";
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send("POST /events HTTP/1.1\r\nHost: hub\r\nContent-Type: " + Intruder.BATCH
                        + "\r\nContent-Length: 51200\r\n\r\n");
                await().atMost(Duration.ofSeconds(4))
                        .pollInterval(Duration.ofMillis(20))
                        .untilAsserted(() -> {
                            RawConnection.Answer answer = intruder.post(Intruder.BATCH, full);
                            Intruder.problem(answer, 429, "too-many-requests");
                            assertThat(answer.header("Retry-After")).isEqualTo("1");
                            assertThat(answer.json().at("/detail").asText()).contains("serai.http.max-pending");
                        });
                Intruder.problem(connection.answer(), 408, "request-timeout");
            }
            assertThat(intruder.post(Intruder.BATCH, full).status()).isEqualTo(202);
        }
    }

    @Nested
    class ABodyThatBreaksOff {

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
        void isNoEvent(String framing) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send(binary(framing) + (framing.startsWith("T") ? "5\r\nabc" : "abc"));
                connection.sendNoMore();

                intruder.assertRefused(connection.answer(), 400, "bad-request", "send it again, whole");
            }
        }

        @Test
        void isNoEventWhereTheClientIsGone() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send(binary("Content-Length: 10") + "abc");
            }
            intruder.assertNothingKept();
        }

        @ParameterizedTest
        @ValueSource(strings = {"zz\r\nabc\r\n0\r\n\r\n", "-1\r\n", "3\r\nabcdef\r\n0\r\n\r\n", "ffffffffff\r\nabc"})
        void hasNoChunksThatAreNone(String body) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(
                        connection
                                .send(binary("Transfer-Encoding: chunked") + body)
                                .answer(),
                        400,
                        "bad-request");
            }
        }
    }
}
