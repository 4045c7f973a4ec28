package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request before anybody looks for an event in it. */
class ConnectionEdgesIT {

    private static final int LIMIT = 20 * 1024;
    private static final byte[] CHUNK = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    private final RunningHub hub = SharedHub.get();
    private final Intruder intruder = new Intruder(hub);

    private String binary(String... more) {
        return Intruder.head("POST /events", intruder.binary()) + String.join("\r\n", more) + "\r\n\r\n";
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
                // 200 s of it, were they taken
                for (int drops = 0; drops < 1000 && !connection.heard(200); drops++) {
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
                    while (drops < 1000 && !connection.heard(200)) {
                        connection.send("x");
                        drops++;
                    }
                } catch (SocketException closed) {
                    // as it should be
                }
                assertThat(drops).isLessThan(1000);
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

    @Nested
    class Headers {

        @Test
        void areNotThousands() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(
                        connection
                                .send(binary("x: y\r\n".repeat(4000).strip(), "Content-Length: 0"))
                                .answer(),
                        400,
                        "bad-request",
                        "more than 100 headers");
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {40_000, 2_000_000})
        void areNotTooLarge(int size) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                try {
                    connection.send(binary("x: " + "y".repeat(size), "Content-Length: 0"));
                } catch (SocketException closed) {
                    // the hub has read enough
                }
                intruder.assertRefused(
                        connection.answer(), 400, "bad-request", "32768 bytes", "server.max-http-request-header-size");
            }
        }

        @Test
        void mayBeAsManyAsFit() throws IOException {
            Map<String, String> headers = new LinkedHashMap<>(intruder.binary());
            for (int i = 0; i < 90; i++) {
                headers.put("ce-x" + i, "v".repeat(100));
            }

            assertThat(intruder.post(headers, new byte[0]).status()).isEqualTo(202);
        }

        @ParameterizedTest
        @CsvSource({"gzip", "deflate", "br", "'gzip, identity'"})
        void doNotSayThatTheBodyIsCompressed(String encoding) throws IOException {
            Map<String, String> headers = intruder.binary();
            headers.put("Content-Encoding", encoding);

            intruder.assertRefused(
                    intruder.post(headers, new byte[] {31, -117, 8}),
                    415,
                    "unsupported-media-type",
                    "Content-Encoding '" + encoding + "'",
                    "send the body as it is");
        }

        @ParameterizedTest
        @CsvSource({
            "application/json",
            "application/cloudevents+xml",
            "application/cloudevents-batch+avro",
            "application/cloudevents",
            "text/plain",
            "''"
        })
        void nameAContentTypeThatIsKnown(String contentType) throws IOException {
            intruder.assertRefused(
                    intruder.post(contentType, intruder.json(intruder.mark, "")),
                    415,
                    "unsupported-media-type",
                    "'" + contentType + "'",
                    Intruder.EVENT,
                    Intruder.BATCH);
        }
    }

    @Nested
    class Expect100 {

        @Test
        void isAnsweredBeforeTheBodyIsTaken() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send(binary("Content-Length: 3", "Expect: 100-continue"));
                assertThat(connection.answer().status()).isEqualTo(100);
                assertThat(connection.send("abc").answer().status()).isEqualTo(202);
            }
        }

        @Test
        void isRefusedAtOnceWhereTheBodyWouldBe() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(
                        connection
                                .send(binary("Content-Length: 100000", "Expect: 100-continue"))
                                .answer(),
                        413,
                        "too-large");
            }
        }
    }

    @Nested
    class Connections {

        @Test
        void mayBeOfHttp10() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer kept = connection
                        .send(binary("Content-Length: 1").replace("HTTP/1.1", "HTTP/1.0") + "x")
                        .answer();

                assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
                assertThat(connection.isClosedByTheHub()).isTrue();
            }
        }

        @Test
        void goOnAfterARequestThatWasRefusedWhole() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send("POST /events HTTP/1.1\r\nHost: hub\r\nContent-Length: 3\r\n\r\nabc"
                        + binary("Content-Length: 3") + "abc");

                Intruder.problem(connection.answer(), 415, "unsupported-media-type");
                assertThat(connection.answer().status()).isEqualTo(202);
            }
            assertThat(intruder.kept("type=edge." + intruder.mark)).isEqualTo(1);
        }

        @Test
        void neverTakeTheBodyOfOneRequestForTheNext() throws IOException {
            String smuggled = binary("Content-Length: 0");
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send("POST /events HTTP/1.1\r\nHost: hub\r\nContent-Type: " + Intruder.EVENT
                        + "\r\nContent-Length: " + smuggled.length() + "\r\n\r\n" + smuggled);

                intruder.assertRefused(connection.answer(), 400, "invalid-event", "is no JSON");
            }
            intruder.assertNothingKept();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Transfer-Encoding: chunked\r\nContent-Length: 3",
                    "Content-Length: 3\r\nContent-Length: 4",
                    "Content-Length: -1",
                    "Content-Length: +3",
                    "Transfer-Encoding: chunked, chunked"
                })
        void areNotGuessedAt(String framing) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(connection.send(binary(framing) + "zzz").answer(), 400, "bad-request");
                assertThat(connection.isClosedByTheHub()).isTrue();
            }
        }
    }

    @Nested
    class Methods {

        @ParameterizedTest
        @ValueSource(strings = {"PUT", "PATCH", "DELETE", "PROPFIND"})
        void thatAreNotThereNameThoseThatAre(String method) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer answer = connection
                        .send(binary("Content-Length: 0").replaceFirst("POST", method))
                        .answer();

                intruder.assertRefused(answer, 405, "method-not-allowed", method);
                assertThat(answer.header("Allow")).contains("GET", "POST");
            }
        }

        @Test
        void areToldToOptions() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer answer = connection
                        .send("OPTIONS /events HTTP/1.1\r\nHost: hub\r\n\r\n")
                        .answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Allow").toUpperCase(Locale.ROOT)).contains("GET", "HEAD", "POST");
            }
        }

        @Test
        void ofHeadHaveNoBody() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer answer = connection
                        .send("HEAD /events HTTP/1.1\r\nHost: hub\r\n\r\n")
                        .answer("HEAD");
                RawConnection.Answer next = connection
                        .send("HEAD /nope HTTP/1.1\r\nHost: hub\r\n\r\n")
                        .answer("HEAD");

                assertThat(answer.status()).isEqualTo(200);
                assertThat(next.status()).isEqualTo(404);
            }
        }
    }

    @Test
    void aKnownIdWithOtherContentIsRefusedAndTheFirstStays() throws IOException {
        intruder.post(intruder.binary(), "one".getBytes(StandardCharsets.UTF_8));
        RawConnection.Answer refused = intruder.post(intruder.binary(), "two".getBytes(StandardCharsets.UTF_8));

        assertThat(Intruder.problem(refused, 409, "conflict").at("/detail").asText())
                .contains(intruder.mark, "/edge/" + intruder.mark, "give the new event an id of its own");
        assertThat(intruder.kept("type=edge." + intruder.mark)).isEqualTo(1);
    }
}
